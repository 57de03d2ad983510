# Without waiting for the second that it takes by default.
export MODNN_PATIENCE_S=0.001
mkfifo never

# waits_and_ends SIGNAL WORD ARGUMENT...: says WORD before anything ends it, then ends on the signal.
waits_and_ends() {
  local signal=$1 word=$2 line status=0
  shift 2
  : >said # what the command before has said is not this one's word
  # An asynchronous command of a script ignores SIGINT, and so would the program.
  python3 -I - "$program" "$@" 2>said <<'PYTHON' &
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])
PYTHON
  local child=$!
  until grep -q "$word" said; do read -r -t 0.2 <>never || true; done
  kill -s "$signal" "$child"
  wait "$child" || status=$?
  ((status > 128)) || fail "$* ended with $status: $(cat said)"
  says said "modnn: interrupted"
}
exec 7<>never # an end for writing, so that opening it for reading waits for nothing but data
waits_and_ends TERM "modnn: reading never" check never
waits_and_ends INT "modnn: reading never" check never
waits_and_ends TERM "modnn: reading and planning never" plan never
waits_and_ends INT "modnn: reading never" run never
waits_and_ends TERM "modnn: reading never" run never --dry-run
waits_and_ends INT "modnn: reading never" run never --shard 1/2
waits_and_ends TERM "modnn: reading never" submit never --engine slurm --dry-run
waits_and_ends INT "modnn: reading ./never" show models ./never
exec 7>&-
export MODNN_PATIENCE_S=inf

# A check plans once what differs in the noise and in replications only: nine hundred thousand points.
expect 0 modnn check e.json --jobs 2
says stdout "e.json: 900000 points, every plan verified"

for option in --jobs --shard --point-timeout; do
  for value in nan inf -inf 0 -1 1e19 1e400 "" " " 1x 0/1 2/1 1/0 nan/1 1/1e19 -1/2 1/2/3 1/18446744073709551616; do
    expect 2 modnn run e.json --dry-run "$option=$value"
    says stderr "${option}"
    (($(wc -l <stderr) <= 2)) || fail "$option=$value: more than a sentence"
  done
done

python3 -I - <<'PYTHON'
import json
groups = [{"device": "nexus5"}] * 5000
platform = {"group_owner": {"device": "nexus5"}, "medium": "wlan_40mbps", "workers": groups}
json.dump(platform, open("p.json", "w"))
json.dump({"name": "g", "model": "lenet5", "platform": platform}, open("g.json", "w"))
PYTHON
for words in "check p.json" "check g.json" "plan g.json" "run g.json --output o"; do
  expect 2 modnn $words
  says stderr "/workers: expected at most 4096 groups, got 5000: equal phones are one group"
  (($(wc -l <stderr) == 1)) || fail "$words: $(cat stderr)"
done
for odd in nan -1 0 1s ' '; do
  expect 2 env MODNN_PATIENCE_S="$odd" "$program" check paper_speedup
  says stderr "MODNN_PATIENCE_S: expected seconds, at least 0.001, or inf, got $odd"
done
