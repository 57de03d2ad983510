expect 0 modnn check e.json
expect 0 modnn run e.json --quiet --output out
[[ $(column out/inside/summary.csv status | grep -c '^ok$') == 8 ]] || fail "not 8 points"
[[ $(column out/inside/summary.csv /model/input/height | sort | uniq -c | tr -s ' ' | tr '\n' ';') == " 4 32; 4 36;" ]] || fail "heights"
