expect 2 modnn check e.json
says stderr "e.json:" "/image: "
long=$(printf "a%.0s" $(seq 5000))
for pointer in /model /platform /platform/medium /platform/group_owner/device /platform/workers/0/device /image /model/weights; do
  for value in "$long" "./$long" "$long.json"; do
    expect 2 modnn run e.json --output o --set "/image=" --set "$pointer=$value"
    says stderr "$pointer: "
    ! grep -qE "filesystem error|json.exception" stderr || fail "a library speaks"
  done
done
ln -s loop loop
for pointer in /model /image /model/weights; do
  expect 2 modnn run e.json --output o --set "/image=" --set "$pointer=./loop"
  says stderr "$pointer: "
done
