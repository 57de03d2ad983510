#!/bin/bash
# run_case.sh MODNN CASE: runs CASE/test.sh in a fresh copy of its folder, with these helpers.
set -u
program=$(readlink -f "$1")
cases=$(dirname "$(readlink -f "$0")")
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -r "$cases/$2/." "$copy"
cd "$copy" || exit 1

# A time-out is the last resort against a program that never ends, and no measure of its speed.
modnn() { timeout --signal=KILL 3600 "$program" "$@"; }

fail() {
  echo "FAILED: $*"
  tail -n 20 stdout stderr 2>/dev/null
  exit 1
}

# expect STATUS COMMAND...: its output goes to the files stdout and stderr.
expect() {
  local wanted=$1 status=0
  shift
  "$@" >stdout 2>stderr || status=$?
  ((status == wanted)) || fail "$* ended with $status, expected $wanted"
}

# says FILE TEXT...: every TEXT stands in FILE.
says() {
  local file=$1 text
  shift
  for text; do grep -qF -e "$text" "$file" || fail "\"$text\" is not in $file"; done
}

# column FILE NAME: the values of one column of a CSV file, a line each.
column() {
  python3 -I -c 'import csv, sys
for row in csv.DictReader(open(sys.argv[1], newline="")): print(row[sys.argv[2]])' "$1" "$2"
}

. "./test.sh"
