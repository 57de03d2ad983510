#!/bin/bash
# busy.sh [TIMES] [CTEST OPTION]...
#
# Runs the tests of build/release TIMES times (once, when not given) on a machine that does much else: six processes compute and two
# write files all the while. No verdict may hang on how fast the machine is. Prints CTest's summary of every time.
#
# Exit 0: all tests passed every time; 1: some failed; 2: wrong arguments; 3: nothing is built.
set -u

loops=6
writers=2

fail() {
  printf 'busy: %s\n' "$2" >&2
  exit "$1"
}

times=1
if (($#)) && [[ $1 != -* ]]; then
  [[ $1 =~ ^[1-9][0-9]?$ ]] || fail 2 "expected a number of times from 1 to 99, got $1"
  times=$1
  shift
fi
build=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../build/release
[[ -e $build/CTestTestfile.cmake ]] || fail 3 "nothing is built in build/release: run ./modnn test first"

folder=$(mktemp -d "${TMPDIR:-/var/tmp}/modnn-busy.XXXXXX")
busy=()
# shellcheck disable=SC2317  # called by trap
stop() {
  for process in "${busy[@]}"; do kill "$process" 2>/dev/null; done
  wait 2>/dev/null
  rm -rf "$folder"
}
trap stop EXIT
trap 'exit 3' INT TERM HUP
for ((i = 0; i < loops; ++i)); do
  (while :; do :; done) &
  busy+=($!)
done
for ((i = 0; i < writers; ++i)); do
  # Killed by the same signal, dd does not outlive the loop that started it.
  (
    trap 'kill $! 2>/dev/null; exit' TERM
    while :; do
      dd if=/dev/zero of="$folder/$i" bs=1M count=512 conv=fsync status=none &
      wait $!
    done
  ) &
  busy+=($!)
done

code=0
for ((time = 1; time <= times; ++time)); do
  ctest --test-dir "$build" --no-tests=error --output-on-failure "$@" >"$folder/log" 2>&1 || {
    code=1
    grep -vE '^ +Start +[0-9]+:| Passed +[0-9.]+ sec$' "$folder/log"
  }
  printf 'busy: time %d of %d: %s; %s\n' "$time" "$times" "$(grep 'tests passed' "$folder/log")" \
    "$(grep '^Total Test time' "$folder/log")"
done
exit "$code"
