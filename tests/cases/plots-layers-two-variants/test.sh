expect 0 modnn run e.json --quiet --output o
says stderr "plots/layers.py: o/fig: not drawn: needs one variant for each of the number of workers, but " " varies too: " "--set "
(($(wc -l <stderr) == 1)) || fail "more than a sentence"
expect 1 modnn plot o/fig
for figure in sensitivity heterogeneous dense delivery client_server; do
  expect 0 modnn run e.json --quiet --output o --set "/figures=[\"$figure\"]"
  ! grep -q Traceback stderr || fail "a traceback"
done
