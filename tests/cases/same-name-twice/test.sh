expect 2 modnn run a/e.json b/e.json --output o
says stderr 'b/e.json: /name: expected a name of its own, got "study" as in a/e.json: both would write o/study'
[ ! -e o ] || fail "something ran"
expect 0 modnn run a/e.json --quiet --output o
cp -r o before
for other in b/e.json "a/e.json --set /seed=2" "a/e.json --set /model=alexnet" \
             "a/e.json --set /platform/workers/0/count=2" "b/e.json --shard 1/2" "b/e.json --dry-run" "b/e.json --force"; do
  expect 2 modnn run $other --quiet --output o
  says stderr "o/study: holds the results of " "choose another --output"
  diff -r -x .lock before o || fail "$other changed the results"
done
expect 2 modnn run a/e.json --set /platform/workers/0/count=2 --output o
says stderr "o/study: holds the results of this experiment with more points: 1 of its 2 points"
expect 2 modnn run a/e.json --set /model=alexnet --output o
says stderr "o/study: holds the results of another experiment of this name"
says stderr '/model/name: was "lenet5", is "alexnet"'
# A sweep that has grown keeps every row that was there.
python3 -I -c 'import json
e = json.load(open("a/e.json"))
e["sweep"]["/platform/workers/0/count"] = [4, 1, 2]
json.dump(e, open("a/grown.json", "w"))'
expect 0 modnn run a/grown.json --quiet --output o
says stdout "1 computed, 2 reused"
expect 0 modnn run b/e.json --quiet --output o --replace
[ "$(column o/study/summary.csv workers | xargs)" = "3 4" ] || fail "not the second experiment"
expect 0 modnn run a/e.json --quiet --output o --replace
says stdout "0 computed, 2 reused"
expect 0 modnn run b/e.json --quiet --output p
expect 2 modnn merge p --output o
says stderr "o/study: holds the results of another experiment"
expect 2 modnn merge o p --output q
