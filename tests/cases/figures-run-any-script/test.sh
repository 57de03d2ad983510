printf %s "open(\"PWNED\",\"w\")" >named.py
for figure in "$PWD/evil" ./evil ../../../../../../../../"$PWD/evil" evil style; do
  printf '{"name": "fig", "model": "lenet5", "platform": "nexus5_wlan",\n"figures": ["%s"]}' "$figure" >e.json
  expect 2 modnn run e.json --quiet --output o
  says stderr "e.json:2: /figures/0: expected one of" "$figure"
  [[ ! -e PWNED && ! -e o ]] || fail "something ran"
done
for figure in ./named.py named.py "$PWD/named.py"; do
  printf '{"name": "fig", "model": "lenet5", "platform": "nexus5_wlan",\n"figures": ["%s"]}' "$figure" >e.json
  expect 2 modnn run e.json --quiet --output o
  says stderr "e.json:2: /figures/0: names a script: run, check, plan, submit and plot take it with --allow-commands only"
  [[ ! -e PWNED && ! -e o ]] || fail "something ran"
done
