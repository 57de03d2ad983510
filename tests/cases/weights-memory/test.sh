python3 -I make_weights.py || fail "no weights"
# peak MODNN ARGUMENTS...: kilobytes that the largest process used.
peak() {
  python3 -I -c 'import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)' "$@"
}
[ "$(peak "$program" run e.json --dry-run --output o)" -lt 100000 ] || fail "timing keeps the weights in memory"
expect 0 modnn run e.json --output o --quiet
[ "$(peak "$program" run e.json --output o --quiet)" -lt 100000 ] || fail "a finished run keeps the weights in memory"
[ "$(peak "$program" plan e.json --set /platform/workers/0/count=2 --set /mode=numeric)" -lt 100000 ] || fail "numeric mode hashes them at once"
