#!/bin/bash
# Tests of ./modnn on a tiny project in a temporary folder: wrapper_test.sh WRAPPER CASE.
# apt-get, dpkg-query, sudo and id are replaced by scripts on the PATH that write down their calls.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tree="$work/a tree" # a blank in the path, as users have them
stubs=$work/stubs
calls=$work/calls

die() {
  printf 'FAILED: %s\n' "$@" >&2
  exit 1
}
equal() { [[ $1 == "$2" ]] || die "expected: $2" "got:      $1"; }
contains() { [[ $1 == *"$2"* ]] || die "expected to contain: $2" "got: $1"; }

stub() {
  printf '#!/bin/bash\n%s\n' "$2" >"$stubs/$1"
  chmod +x "$stubs/$1"
}

# A program that prints where it is, what it was given and what it reads, and exits 7 when asked.
write_tree() {
  mkdir -p "$tree" "$stubs"
  cp "$1" "$tree/modnn"
  printf '# what for\nalpha # first\n\nbeta# second\n# never: gamma\n' >"$tree/packages.txt"
  cat >"$tree/CMakeLists.txt" <<'CMAKE'
cmake_minimum_required(VERSION 3.25)
project(tiny LANGUAGES CXX)
add_executable(modnn main.cpp)
add_executable(check check.cpp)
add_custom_target(always COMMAND ${CMAKE_COMMAND} -E true)
add_dependencies(modnn always)
enable_testing()
add_test(NAME check COMMAND check)
CMAKE
  cat >"$tree/CMakePresets.json" <<'JSON'
{"version": 6, "configurePresets": [
  {"name": "release", "generator": "Ninja", "binaryDir": "${sourceDir}/build/release"}]}
JSON
  cat >"$tree/main.cpp" <<'CPP'
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
int main(int count, char** words) {
  std::printf("%s", std::filesystem::current_path().c_str());
  for (int i = 1; i < count; ++i) std::printf("|%s", words[i]);
  std::printf("|%d\n", std::getchar());
  if (fcntl(9, F_GETFD) != -1) std::puts("the build is still locked");
  if (fcntl(0, F_GETFD) == -1) std::puts("stdin is closed, the next file gets its number");
  return count > 1 && std::strcmp(words[1], "seven") == 0 ? 7 : 0;
}
CPP
  echo 'int main() { return 0; }' >"$tree/check.cpp"
  stub dpkg-query 'printf "installed:alpha installed:beta "'
  stub apt-get "echo \"apt-get \$* \$DEBIAN_FRONTEND\" >>$calls"
  stub sudo "echo sudo >>$calls; exec \"\$@\""
  export PATH=$stubs:$PATH
}

status_of() {
  local status=0
  "$@" >"$work/out" 2>"$work/err" </dev/null || status=$?
  echo "$status"
}

case_passes_arguments_and_exit_code() {
  mkdir "$work/elsewhere" && cd "$work/elsewhere"
  equal "$("$tree/modnn" run 'a b.json' --set /x=1 </dev/null 2>"$work/err")" \
    "$work/elsewhere|run|a b.json|--set|/x=1|-1"
  contains "$(cat "$work/err")" "modnn: building"
  equal "$(status_of "$tree/modnn" seven)" 7
  equal "$(cat "$work/err")" ""
  [[ ! -e $calls ]] || die "apt was called: $(cat "$calls")"
}

case_bears_any_environment() {
  cd /
  equal "$(env CXX=none CXXFLAGS=-none "$tree/modnn" x </dev/null 2>/dev/null)" "/|x|-1"
  equal "$(env -i PATH="$stubs" "$tree/modnn" x <&- 2>/dev/null)" "/|x|-1"
  equal "$(echo A | "$tree/modnn" x)" "/|x|65"
  ln -s "$tree/modnn" "$work/link"
  equal "$("$work/link" y </dev/null)" "/|y|-1"
}

case_installs_only_what_is_missing() {
  stub dpkg-query 'printf "installed:alpha config-files:beta "'
  stub id 'echo 0'
  equal "$(status_of "$tree/modnn")" 0
  equal "$(sed 's/ -o DPkg[^ ]*//' "$calls")" "apt-get --yes update noninteractive
apt-get --yes install --no-install-recommends beta noninteractive"
  contains "$(cat "$work/err")" "installing from Debian"
}

case_asks_sudo_when_not_root() {
  stub dpkg-query 'exit 1'
  stub id 'echo 1000'
  equal "$(status_of "$tree/modnn")" 0
  equal "$(grep -c sudo "$calls")" 2
  contains "$(cat "$calls")" "--no-install-recommends alpha beta"
}

case_cannot_install() {
  stub dpkg-query 'printf "installed:alpha "'
  stub id 'echo 1000'
  stub sudo 'echo "a password is required"; exit 1'
  equal "$(status_of "$tree/modnn")" 3
  contains "$(cat "$work/err")" "a password is required"
  contains "$(cat "$work/err")" "apt-get update && apt-get install --no-install-recommends beta"
  equal "$(cat "$work/out")" ""
}

case_has_no_sudo() {
  rm "$stubs/sudo"
  ! PATH=/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin command -v sudo >/dev/null ||
    exit 77 # a machine with sudo cannot show it
  stub dpkg-query 'printf "installed:alpha "'
  stub id 'echo 1000'
  equal "$(status_of "$tree/modnn")" 3
  contains "$(cat "$work/err")" "without root or sudo"
  contains "$(cat "$work/err")" "apt-get update && apt-get install --no-install-recommends beta"
  [[ ! -e $calls ]] || die "apt was called: $(cat "$calls")"
}

case_build_failure_shows_the_error_and_heals() {
  echo 'int main() { return missing_name; }' >"$tree/main.cpp"
  equal "$(status_of "$tree/modnn")" 3
  contains "$(cat "$work/err")" missing_name
  contains "$(cat "$tree/build/release/build.log")" missing_name
  echo 'int main() { return 5; }' >"$tree/main.cpp"
  equal "$(status_of "$tree/modnn")" 5
  echo 'message(FATAL_ERROR "no such library")' >>"$tree/CMakeLists.txt"
  equal "$(status_of "$tree/modnn")" 3
  contains "$(cat "$work/err")" "no such library"
}

case_builds_when_sources_or_presets_change_and_only_then() {
  equal "$(status_of "$tree/modnn")" 0
  local first
  first=$(stat -c %y "$tree/build/release/modnn")
  equal "$(status_of "$tree/modnn")" 0
  equal "$(stat -c %y "$tree/build/release/modnn")" "$first"
  sed -i 's/"generator"/"cacheVariables": {"CMAKE_CXX_FLAGS": "-Dmain=main_"}, "generator"/' \
    "$tree/CMakePresets.json"
  equal "$(status_of "$tree/modnn")" 3 # without a main the link fails
  sed -i 's/main_/main/' "$tree/CMakePresets.json"
  equal "$(status_of "$tree/modnn" seven)" 7
}

case_survives_a_move() {
  equal "$(status_of "$tree/modnn")" 0
  mv "$tree" "$work/moved"
  echo 'int main() { return 6; }' >"$work/moved/main.cpp"
  equal "$(status_of "$work/moved/modnn")" 6
}

case_two_at_once() {
  cd /
  "$tree/modnn" one >"$work/one" 2>&1 </dev/null &
  local other=$!
  "$tree/modnn" two >"$work/two" 2>&1 </dev/null || die "$(cat "$work/two")"
  wait "$other" || die "$(cat "$work/one")"
  equal "$(tail -n 1 "$work/one")" "/|one|-1"
  equal "$(tail -n 1 "$work/two")" "/|two|-1"
  equal "$(cat "$work/one" "$work/two" | grep -c 'modnn: building')" 1
}

case_test_builds_everything_and_runs_ctest() {
  echo 'int main() { return missing_name; }' >"$tree/check.cpp"
  equal "$(status_of "$tree/modnn")" 0 # running builds no test
  equal "$(status_of "$tree/modnn" test)" 3
  printf '#include <cstdio>\nint main() { std::puts("seen"); return 1; }\n' >"$tree/check.cpp"
  equal "$(status_of "$tree/modnn" test)" 1
  contains "$(cat "$work/out")" seen
  echo 'int main() { return 0; }' >"$tree/check.cpp"
  equal "$(status_of "$tree/modnn" test -R check)" 0
  contains "$(cat "$work/out")" "100% tests passed"
  equal "$(status_of "$tree/modnn" test -R nothing)" 1
}

case_read_only_checkout() {
  [[ $(id -u) != 0 ]] || { rm -rf "$tree/build" && touch "$tree/build"; } # root writes anywhere
  chmod a-w "$tree"
  equal "$(status_of "$tree/modnn")" 3
  chmod u+w "$tree"
  contains "$(cat "$work/err")" "cannot write to"
}

write_tree "$1"
"case_$2"
