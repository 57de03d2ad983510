cat >good.json <<'GOOD'
{"name": "good", "model": "lenet5", "platform": "nexus5_wlan"}
GOOD
expect 2 modnn check e.json good.json
says stderr "e.json" "group_owner needs"
says stdout "good.json: 1 points, every plan verified"
