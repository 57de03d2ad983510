python3 -I - <<'PY'
import array, os
side = 20
matrix = array.array("f", bytes(4 * side ** 4))
for i in range(side):
    for j in range(side):
        for a, b in ((i, j), (i - 1, j), (i + 1, j), (i, j - 1), (i, j + 1)):
            if 0 <= a < side and 0 <= b < side:
                matrix[(i * side + j) * side * side + a * side + b] = 4 if (a, b) == (i, j) else -1
def save(name, shape, numbers):
    header = ("{'descr': '<f4', 'fortran_order': False, 'shape': %s, }\n" % (shape,)).encode()
    with open(name, "wb") as file:
        file.write(b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + numbers.tobytes())
os.makedirs("w")
save("w/s.weight.npy", (side * side, side * side), matrix)
save("w/s.bias.npy", (side * side,), array.array("f", bytes(4 * side * side)))
PY
for scheme in local output_split input_split mscc; do
  expect 0 modnn plan e.json --set /partition/dense=$scheme
  says stdout " 1920 MAC,"
done
expect 0 modnn plan e.json --set /partition/dense=output_split
says stdout " with 3680 bytes "
[ "$(grep -o '[0-9]* MAC, [0-9]* weight' stdout | awk '$1 > 0 {printf "%s ", $1}')" = "470 490 490 470 " ] || fail "the workers' MACs"
expect 0 modnn check e.json
expect 0 modnn run e.json --output o --set /mode=numeric
