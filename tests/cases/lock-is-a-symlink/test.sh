for link in .lock points.jsonl summary.csv layers.csv devices.csv experiment.resolved.json index.json traces figures \
            summary.csv.1.tmp traces/x.json; do
  rm -rf o victim
  case $link in traces|figures) mkdir victim; touch victim/a.1.tmp victim/speedup.pdf ;; *) echo precious >victim ;; esac
  mkdir -p "$(dirname "o/ok/$link")"
  ln -s "$PWD/victim" "o/ok/$link"
  cp -r victim before
  expect 3 modnn run e.json --quiet --trace --output o
  says stderr "o/ok/$link: is a symbolic link"
  diff -r victim before || fail "$link was followed"
  rm -rf before
done
rm -rf o victim; mkdir o victim; ln -s ../victim o/ok
expect 3 modnn run e.json --quiet --output o
[ -z "$(ls -A victim)" ] || fail "o/ok was followed"
mkdir real; ln -s real linked
expect 0 modnn run e.json --quiet --output linked
[ -f real/ok/summary.csv ] || fail "a link in the person's own path"
# A pipe or a device in the place of the rows is not waited for.
rm -f real/ok/points.jsonl; mkfifo real/ok/points.jsonl
expect 3 modnn run e.json --quiet --output real
