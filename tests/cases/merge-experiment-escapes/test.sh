expect 0 modnn run e.json --quiet --trace --output a
mkdir d
before=$(find . | sort)
for name in ../escaped "$PWD/escaped" . .. .hidden a/b '' 'a\u0000b' 'a\nb' "$(printf 'n%.0s' {1..300})"; do
  cp a/ok/index.json index.json
  NAME=$name python3 -I -c 'import os, re
text = open("a/ok/index.json").read()
name = os.environ["NAME"]
open("a/ok/index.json", "w").write(text.replace("\"experiment\": \"ok\"", f"\"experiment\": \"{name}\""))'
  expect 2 modnn merge a --output d
  says stderr "a/ok/index.json:3: /experiment: expected"
  mv index.json a/ok/index.json
done
for id in ../../x /tmp/x . '' 'a b' 'a\n' "$(printf 'n%.0s' {1..300})"; do
  cp a/ok/index.json index.json
  ID=$id python3 -I -c 'import os, re
text = open("a/ok/index.json").read()
id = os.environ["ID"].replace("\\", "\\\\")
open("a/ok/index.json", "w").write(re.sub("(\"points\": .\n)\"[^\"]*\"", f"\\1\"{id}\"", text))'
  expect 2 modnn merge a --output d
  says stderr "a/ok/index.json:" ": /points/0: expected the id of a point"
  mv index.json a/ok/index.json
done
for text in '[]' '7' '{}' '{"experiment": "ok"}' '{"experiment": 1, "points": []}' '{"experiment": "ok", "points": {}}' \
            '{"experiment": "ok", "points": [[]]}' "$(printf '[%.0s' {1..100000})" 'no JSON' ''; do
  cp a/ok/index.json index.json
  printf %s "$text" >a/ok/index.json
  expect 2 modnn merge a --output d
  says stderr "a/ok/index.json"
  mv index.json a/ok/index.json
done
diff <(echo "$before") <(find . | sort) || fail "something was written"
expect 0 modnn merge a --output d
