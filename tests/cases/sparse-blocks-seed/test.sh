mkdir w
python3 -I - <<'PY'
import array
numbers = array.array("f", [1.0 + i if (i * i + i // 7) % 3 == 0 else 0.0 for i in range(800)])
header = b"{'descr': '<f4', 'fortran_order': False, 'shape': (20, 40), }\n"
with open("w/s.weight.npy", "wb") as file:
    file.write(b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + numbers.tobytes())
PY
expect 0 modnn run e.json --output o
column o/e/summary.csv alone_s >alone
for seed in 1 2 3 4 5; do
  expect 0 modnn plan e.json --set /seed=$seed
  sed -n 's/.* \([0-9]*\) MAC, MAC imbalance.*/\1/p' stdout
done >macs
[ "$(sort -u macs | wc -l)" -gt 1 ] || fail "the seed does not matter"
# Seconds are in proportion to the work, but for the simulator's rounding.
paste alone macs | awk '{rate = $2 / $1} NR > 1 && (rate / first - 1) ^ 2 > 1e-8 {exit 1} NR == 1 {first = rate}' ||
  fail "alone_s does not fit the work: $(paste alone macs | tr '\n' ';')"
