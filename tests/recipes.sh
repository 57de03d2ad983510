#!/bin/bash
# recipes.sh [JOBS]
#
# Holds the recipes of CONTRIBUTING.md against the compiler: copies this checkout to a folder of its own, applies the five patches
# of tests/recipes/, builds modnn and the patches' own tests there without optimisation, and lets the program run, show, check
# and describe what is new. Needs what packages.txt names, 1 GB under ${TMPDIR:-/var/tmp} and the time of a whole build, as a
# new layer kind is in every header above it; leaves nothing behind. JOBS compilers at once (as ninja thinks, when not given).
#
# Exit 0: everything passed; 1: something did not; 2: wrong arguments; 3: this machine cannot do it.
set -euo pipefail

fail() {
  printf 'recipes: %s\n' "$2" >&2
  exit "$1"
}

passed() { printf 'recipes: passed: %s\n' "$1"; }

# try WHAT COMMAND...: its output is shown when it fails.
try() {
  local what=$1
  shift
  "$@" >"$folder/log" 2>&1 || {
    tail -n 40 "$folder/log" >&2
    fail 1 "$what"
  }
  passed "$what"
}

# says WHAT TEXT COMMAND...: the command succeeds and prints the text.
says() {
  local what=$1 text=$2
  shift 2
  try "$what" "$@"
  grep -qF -e "$text" "$folder/log" || fail 1 "$what: it does not say $text"
}

[[ $# -lt 2 && ${1-1} =~ ^[1-9][0-9]?$ ]] || fail 2 "expected nothing, or a number of jobs from 1 to 99, got $*"
jobs=${1:+-j$1}
for program in cmake ninja python3 g++; do
  command -v "$program" >/dev/null || fail 3 "$program is missing: run ./modnn once, which installs what packages.txt names"
done
root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
folder=$(mktemp -d "${TMPDIR:-/var/tmp}/modnn-recipes.XXXXXX")
trap 'rm -rf "$folder"' EXIT
trap 'exit 3' INT TERM HUP
tree=$folder/modnn
build=$tree/build/recipes
mkdir "$tree"
tar -C "$root" --exclude=./build --exclude=./.git --exclude=./results -cf - . | tar -C "$tree" -xf -

patches=("$root"/tests/recipes/*.patch)
try "the patches fit, one after the other" python3 -B "$root/tests/recipes/patches.py" "$tree" "${patches[@]}"
mapfile -t tests < <(sed -n 's,^+++ b/\(tests/.*_test\.cpp\)$,\1,p' "${patches[@]}")
mapfile -t cases < <(sed -n 's,^+++ b/tests/cases/\(.*\)/test\.sh$,\1,p' "${patches[@]}")

# The tests of the patches in one program, so that no other test is compiled; what most sources read of libraries is read once.
cat >>"$tree/CMakeLists.txt" <<CMAKE
find_package(GTest REQUIRED)
add_executable(test_recipes ${tests[*]} tests/models/reference.cpp)
target_include_directories(test_recipes PRIVATE tests/models)
target_link_libraries(test_recipes PRIVATE modnn_experiments GTest::gtest GTest::gtest_main)
foreach(target modnn modnn_config modnn_process modnn_models modnn_platforms modnn_partition modnn_sim modnn_experiments)
  target_precompile_headers(\${target} PRIVATE <algorithm> <filesystem> <functional> <map> <optional> <nlohmann/json.hpp>)
endforeach()
CMAKE
try "CMake finds the new files" cmake -S "$tree" -B "$build" -G Ninja -DMODNN_TESTS=OFF -DCMAKE_CXX_FLAGS=-O0
try "everything compiles" ninja -C "$build" ${jobs:+"$jobs"} modnn test_recipes

modnn=$build/modnn
export MODNN_PATIENCE_S=inf
try "the new tests pass" "$build/test_recipes"
for case in "${cases[@]}"; do try "case.$case passes" bash "$tree/tests/cases/run_case.sh" "$modnn" "$case"; done
try "the rules of the house hold" python3 -I "$tree/tests/house/house_test.py" "$tree"

# What the program prints is what the tables say; the shipped files are those prints.
for name in experiment platform device medium model published; do
  "$modnn" schema "$name" >"$tree/experiments/schema/$name.schema.json"
done
"$modnn" reference >"$tree/docs/reference.md"
says "modnn schema knows the layer kind" '"channel_shuffle"' "$modnn" schema model
says "modnn schema knows the scheme" '"columns"' "$modnn" schema experiment
says "modnn schema knows the key" '"device_sigma"' "$modnn" schema experiment
says "modnn reference explains the key" /noise/device_sigma "$modnn" reference
says "modnn show lists the scheme" columns "$modnn" show partitions
says "modnn show shows the device" DDR3L "$modnn" show devices tegra_k1
says "modnn check verifies the series' experiment" "verified" "$modnn" check augur

# One network, on the new board, with the new layer cut by the new scheme, the numbers compared with the lone board's.
cat >"$folder/all.json" <<'JSON'
{
  "name": "all",
  "model": {"name": "shuffled", "input": {"channels": 4, "height": 12, "width": 10}, "layers": [
    {"name": "in", "kind": "conv", "outputs": 6, "kernel": 3, "padding": 1, "groups": 2, "activation": "relu"},
    {"name": "shuffle", "kind": "channel_shuffle", "groups": 3},
    {"name": "out", "kind": "conv", "outputs": 3, "kernel": 3}]},
  "platform": {"name": "boards", "group_owner": {"device": "tegra_k1"}, "workers": [{"device": "tegra_k1", "count": 3}],
               "medium": "wlan_40mbps"},
  "mode": "numeric",
  "sweep": {"/partition/conv": ["columns", "bodp", "channel"], "/noise/device_sigma": [0, 0.3]}
}
JSON
says "modnn check verifies every plan" "every plan verified" "$modnn" check "$folder/all.json"
try "modnn run computes the same numbers as the lone board" "$modnn" run "$folder/all.json" --output "$folder" --quiet
try "the key changes the computing, and the scheme the messages" python3 -I - "$folder/all/summary.csv" <<'PYTHON'
import csv, sys
with open(sys.argv[1], newline="") as file:
    rows = {(row["conv_partition"], row["device_sigma"]): row for row in csv.DictReader(file)}
assert len(rows) == 6 and {row["status"] for row in rows.values()} == {"ok"}, rows
for scheme in ("columns", "bodp", "channel"):
    # The boards are so fast that no computing is on the critical path.
    assert rows[scheme, "0"]["speedup_compute"] != rows[scheme, "0.3"]["speedup_compute"], scheme
    assert rows[scheme, "0"]["message_bytes"] == rows[scheme, "0.3"]["message_bytes"], scheme
assert rows["columns", "0"]["halo_bytes"] != rows["bodp", "0"]["halo_bytes"]  # the map is taller than wide
PYTHON
passed "all recipes"
