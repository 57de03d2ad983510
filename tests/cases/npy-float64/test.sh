# w32: the same numbers as float32.
python3 -I - <<'PY'
import array, glob, os
os.mkdir("w32")
for file in glob.glob("w/*.npy"):
    content = open(file, "rb").read()
    begin = 10 + int.from_bytes(content[8:10], "little")
    numbers = array.array("f", array.array("d", content[begin:]))
    with open(file.replace("w/", "w32/"), "wb") as copy:
        copy.write(content[:begin].replace(b"<f8", b"<f4") + numbers.tobytes())
PY
sed 's/"w"/"w32"/; s/"f8"/"f4"/' e.json >f4.json
expect 0 modnn run e.json f4.json --output o
[ "$(column o/f8/summary.csv max_relative_error)" = "$(column o/f4/summary.csv max_relative_error)" ] || fail "the results differ"
