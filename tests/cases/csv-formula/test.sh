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
cp e.json original.json
for name in '+1+1' '-1+1' '@SUM(A1)' '\t=1' '\r=1' '\u001b[31m' '\u009b31m' '\uff1d1' '\uff0b1' '\uff0d1' '\uff20A' '\n=1' '=\u202e1' \
            '\u202etxt' 'a\u2066b\u2069' 'a\u2028=1' 'a\u2029b' '\u0000' '\u007f' '\u0085x' '=1,\"=2\"' "-1'" '\ufeff=1' ' =1' '%0A=1'; do
  python3 -I - "$name" <<'P'
import json, sys
e = json.load(open("original.json"))
e["model"]["name"] = json.loads('"' + sys.argv[1] + '"')
e["model"]["layers"][0]["name"] = e["model"]["name"]
e["sweep"] = {"/model/name": [e["model"]["name"], "plain"]}
json.dump(e, open("e.json", "w"))
P
  # A name that is refused reaches no file.
  rm -rf o
  modnn run e.json --quiet --output o >stdout 2>stderr
  case $? in 0) check_cells ;; 2) ;; *) fail "exit $?" ;; esac
done
