check_cells() {
  python3 -I - <<'P' || fail "a cell begins like a formula, or holds a control character"
import csv, glob, sys
for file in glob.glob("o/x/*.csv"):
    for row in csv.DictReader(open(file, newline="")):
        for key, cell in row.items():
            try:
                float(cell)
            except ValueError:
                acts = [c for c in cell if ord(c) < 32 or 127 <= ord(c) < 160 or 0x2028 <= ord(c) <= 0x202e or 0x2066 <= ord(c) <= 0x2069]
                if cell[:1] in tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20") and cell or acts:
                    sys.exit(f"{file}: {key}: {cell!r}")
P
}
expect 0 modnn run e.json --quiet --output o
check_cells
[ "$(column o/x/summary.csv model)" = "'=HYPERLINK(\"http://x/\",\"y\")" ] || fail "another text"
# All together, as names of models and of layers, and some alone; a name that is refused reaches no file.
python3 -I - <<'P'
import json
names = ["+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\x1b[31m", "\x9b31m", "\uff1d1", "\uff0b1", "\uff0d1", "\uff20A", "\n=1", "=\u202e1",
         "\u202etxt", "a\u2066b\u2069", "a\u2028=1", "a\u2029b", "\0", "\x7f", "\x85x", '=1,"=2"', "-1'", "\ufeff=1", " =1", "%0A=1"]
original = json.load(open("e.json"))
for number, some in enumerate([names, *([name] for name in names[3::6])]):
    e = json.loads(json.dumps(original))
    e["model"]["layers"] = [dict(e["model"]["layers"][0], name=name, outputs=1, padding=1) for name in some]
    e["sweep"] = {"/model/name": [*some, "plain"]}
    json.dump(e, open(f"{number}.json", "w"))
P
for file in [0-9].json; do
  rm -rf o
  expect 0 modnn run $file --quiet --output o
  check_cells
done
