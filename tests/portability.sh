#!/bin/bash
# portability.sh [--mirror URL] [bookworm|trixie]...
#
# Tries the README's command on a machine that has only git and a shell: makes a Debian root of each
# release (both, when none is named) with debootstrap, clones this checkout's HEAD in it, runs
# `./modnn test` there, and prints the time and CTest's summary. Needs root, debootstrap, the network,
# 6 GB under ${TMPDIR:-/var/tmp} and the time of a whole build; leaves nothing behind.
#
# The mirror may also be in the environment variable DEBIAN_MIRROR.
# Exit 0: all tests passed; 1: some failed; 2: wrong arguments; 3: this machine cannot do it.
set -euo pipefail

script=$(readlink -f "${BASH_SOURCE[0]}")
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
longest=6h # a last resort against a command that never ends
root=
child=

fail() {
  printf 'portability: %s\n' "$2" >&2
  exit "$1"
}

remove_root() {
  [[ -z $child ]] || kill "$child" 2>/dev/null || true
  [[ -z $child ]] || wait "$child" 2>/dev/null || true
  [[ -z $root ]] || rm -rf --one-file-system "$root"
  child='' root=''
}

# Waits for a command so that a signal is heard at once; its output goes to the log.
limited() {
  timeout --kill-after=1m "$longest" "$@" </dev/null >"$root/log" 2>&1 &
  child=$!
  local status=0
  wait "$child" || status=$?
  child=
  return "$status"
}

# In a mount and process namespace of its own, which takes its mounts and processes with it.
inside() {
  mount -t proc proc "$1/proc"
  mount --rbind /dev "$1/dev"
  # shellcheck disable=SC2016  # expanded inside
  exec chroot "$1" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    ${http_proxy:+"http_proxy=$http_proxy"} ${https_proxy:+"https_proxy=$https_proxy"} \
    /bin/sh -c 'git -c advice.detachedHead=false clone --quiet /head.bundle /root/modnn && cd /root/modnn && exec ./modnn test'
}

try() {
  local release=$1 status=0 begin
  root=$(mktemp -d "${TMPDIR:-/var/tmp}/modnn-$release.XXXXXX")
  chmod 755 "$root" # it becomes /, through which every user goes
  echo "portability: $release from $mirror, in $root"
  limited debootstrap --variant=minbase --include=git,ca-certificates "$release" "$root" "$mirror" || {
    tail -n 15 "$root/log" >&2
    fail 3 "debootstrap of $release failed"
  }
  git bundle create --quiet "$root/head.bundle" HEAD
  printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d" # packages start no daemons here
  chmod +x "$root/usr/sbin/policy-rc.d"
  begin=$SECONDS
  limited unshare --mount --pid --fork --kill-child "$script" --inside "$root" || status=$?
  # A package that could not be set up said so before all that came after it.
  ((status == 3)) && tail -n 200 "$root/root/modnn/build/install.log" 2>/dev/null | sed 's/^/install.log: /'
  ((status == 0)) || tail -n 60 "$root/log"
  grep -E 'tests passed|^Total Test time' "$root/log" || true
  printf 'portability: %s: ./modnn test ended with %d after %d min %d s\n' \
    "$release" "$status" $(((SECONDS - begin) / 60)) $(((SECONDS - begin) % 60))
  remove_root
  ((status == 0)) || code=1
}

if [[ ${1-} == --inside ]]; then
  inside "$2"
fi

releases=()
while (($#)); do
  case $1 in
    --mirror)
      (($# > 1)) || fail 2 "--mirror: expected a URL, e.g. http://deb.debian.org/debian"
      mirror=$2
      shift
      ;;
    bookworm | trixie) releases+=("$1") ;;
    *) fail 2 "expected [--mirror URL] [bookworm|trixie]..., got $1" ;;
  esac
  shift
done
((${#releases[@]})) || releases=(bookworm trixie)
[[ $(id -u) == 0 ]] || fail 3 "making a Debian root needs root: run it as root, e.g. with sudo"
for program in debootstrap git unshare; do
  command -v "$program" >/dev/null ||
    fail 3 "$program is missing: apt-get install debootstrap git util-linux"
done
cd "$(dirname "$script")/.."
trap remove_root EXIT
trap 'exit 3' INT TERM HUP
code=0
for release in "${releases[@]}"; do try "$release"; done
exit "$code"
