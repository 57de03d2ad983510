status() {
  local wanted=$1 got=0
  shift
  eval "$*" || got=$?
  ((got == wanted)) || fail "$* ended with $got, expected $wanted"
}
status 0 'modnn run e.json --output closed >out 2>&-'
[[ -s closed/x/summary.csv ]] || fail "no results"
status 0 'modnn run e.json --output full >out 2>/dev/full'
cmp closed/x/summary.csv full/x/summary.csv || fail "other results"
status 0 'modnn run e.json --output all --quiet >out 2>&- <&-'
cmp closed/x/summary.csv all/x/summary.csv || fail "other results"
status 2 'modnn check bad.json 2>&-'
status 2 'modnn check bad.json 2>/dev/full'
status 2 'modnn rnu 2>&-'
status 0 'modnn show models >out 2>&-'
status 0 'modnn run e.json --output pipe >out 2> >(exec true)'
cmp closed/x/summary.csv pipe/x/summary.csv || fail "other results"
