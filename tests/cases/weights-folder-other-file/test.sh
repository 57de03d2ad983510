expect 0 modnn run e.json --output o
touch w/.DS_Store w/NOTES.txt && mkdir w/folder
expect 0 modnn run e.json --output o
says stdout "0 computed, 1 reused"
# An array that is read counts.
cp w/c.bias.npy w/d.weight.npy.bak && python3 -I - <<'P'
data = bytearray(open("w/c.bias.npy", "rb").read())
data[-4:] = b"\x00\x00\x80\x3f"
open("w/c.bias.npy", "wb").write(data)
P
expect 0 modnn run e.json --dry-run --output p
says stdout "0 there already, 1 to compute"
