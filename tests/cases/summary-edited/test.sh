expect 0 modnn run e.json --quiet --output o
cp -r o before
for file in summary.csv layers.csv devices.csv experiment.resolved.json; do
  for edit in "sed -i 2s/$/x/" "truncate -s 0" "truncate -s +1" "rm"; do
    $edit o/sw/$file
    expect 0 modnn run e.json --quiet --output o
    says stdout "0 computed, 10 reused"
    says stderr "modnn: o/sw/$file: was changed since modnn wrote it: written again"
    diff -r -x .lock before o || fail "not the same after $edit $file"
  done
done
expect 0 modnn run e.json --quiet --output o
! grep -q "was changed" stderr || fail "nothing was changed"
# The index itself, too.
for edit in "sed -i 2s/$/x/" "truncate -s 0" "rm"; do
  $edit o/sw/index.json
  expect 0 modnn run e.json --quiet --output o
  cmp before/sw/index.json o/sw/index.json || fail "not the same after $edit index.json"
done
