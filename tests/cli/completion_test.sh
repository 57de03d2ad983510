#!/bin/bash
# Completes command lines as bash would: completion_test.sh MODNN COMPLETION_FILE
set -euo pipefail
modnn=$1
# shellcheck source=/dev/null
source "$2"
cd "$(mktemp -d)"
trap 'rm -r "$PWD"' EXIT
touch sweep.json notes.txt net.onnx net.weights
mkdir results

completed() {
  COMP_WORDS=("$modnn" "$@")
  COMP_CWORD=$#
  COMPREPLY=()
  _modnn
  printf '%s\n' "${COMPREPLY[@]}" | sort | tr '\n' ' '
}

check() {
  local expected=$1 actual
  shift
  actual=$(completed "$@")
  [[ $actual == "$expected" ]] || {
    echo "completing '${*}': expected '$expected', got '$actual'" >&2
    exit 1
  }
}

check 'merge ' me
check 'net.onnx ' convert n
check 'net.onnx net.weights notes.txt ' convert net.cfg --weights n
check 'plan plot ' pl
check '--json-lines ' run sweep.json --js
check '--shard ' run --shard
check '--shards ' submit --shards
check 'radio_states results/ ' run r
check 'sweep.json ' run sw
check 'device medium ' calibrate ''
check '--here ' calibrate device --her
check '--help ' calibrate --he
check 'samos setups stream sweep.json ' check s
check 'local slurm ' submit sweep.json --engine ''
check 'results ' run sweep.json --output ''
check 'media models ' show m
check 'nexus4 nexus5 nexus5_router nexus5_wlan ' show platforms nexus
check 'nexus4 nexus5 ' show devices nexus
check 'mscc mscc+fgcp ' show partitions mscc
check 'vgg11 vgg13 vgg16 vgg16_conv vgg19 ' show models vgg
check ' ' run sweep.json --jobs ''
check 'reference ' ref
check 'medium model ' schema m
check ' ' reference ''
[[ $(complete -p modnn) == *"-F _modnn modnn" ]]
