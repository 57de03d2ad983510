short=0
for kilobytes in 120000 160000 200000 240000 280000 320000 360000 400000 450000 500000 600000 800000; do
  status=0
  (ulimit -v $kilobytes && modnn run e.json --output o$kilobytes) >stdout 2>stderr || status=$?
  ((status <= 3 || status == 127)) || fail "$status with $kilobytes KB"  # 127: not enough to be loaded
  if grep -qs "out of memory" "o$kilobytes/e/summary.csv" stderr; then short=$((short + 1)); fi
done
((status == 0)) || fail "$status with $kilobytes KB"
((short > 0)) || fail "memory was never too little"
