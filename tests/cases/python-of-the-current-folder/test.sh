expect 0 modnn run e.json --quiet --output o
[[ ! -e PWNED ]] || fail "pandas.py of the current folder ran"
expect 0 modnn run e.json --quiet --output o --set '/platform/workers/0/count=2' --set '/figures=["breakdown"]' --set /name=two
[[ ! -e PWNED && -s o/two/figures/breakdown.pdf ]] || fail "not drawn, or pandas.py ran"
