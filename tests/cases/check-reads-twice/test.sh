cat e.json | expect 0 modnn check /dev/stdin
says stdout "10 points, every plan verified"
expect 0 modnn check <(cat e.json)
mkfifo fifo
cat e.json >fifo &
expect 0 modnn check fifo
says stdout "fifo: 10 points"
cat e.json | expect 0 modnn plan --set /seed=1 /dev/stdin
# Both are checked, whatever is wrong with one of them.
cat e.json | expect 2 modnn check missing.json /dev/stdin
says stdout "10 points, every plan verified"
says stderr "missing.json"
