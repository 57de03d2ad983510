write() {  # write VALUE: four weights, the last of them VALUE, and a bias
  mkdir -p w
  python3 -I - "$1" <<'PYTHON'
import struct, sys
def npy(name, shape, values):
    head = f"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}".encode()
    head += b" " * (-(len(head) + 11) % 64) + b"\n"
    open(f"w/{name}.npy", "wb").write(b"\x93NUMPY\x01\0" + struct.pack("<H", len(head)) + head + struct.pack(f"<{len(values)}f", *values))
npy("d.weight", (1, 4), [1, 2, 3, float(sys.argv[1])])
npy("d.bias", (1,), [0])
PYTHON
}
for value in nan inf -inf; do
  write $value
  for command in "check e.json" "run e.json --quiet --output out"; do
    expect 2 modnn $command
    says stderr "e.json:1: /model/weights: " 'array "d.weight" holds a value that is not finite'
    [[ ! -e out ]] || fail "something was computed"
  done
done
write 4
expect 0 modnn run e.json --quiet --output out
