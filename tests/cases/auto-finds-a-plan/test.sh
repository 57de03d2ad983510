expect 0 modnn run e.json --quiet --jobs 2
for name in makespan_s plan_found plans_tried compute_bound_s delivery_bound_s bound_gap; do column results/found/summary.csv $name >$name; done
python3 -I -c '
def values(name): return open(name).read().split("\n")[:-1]
times, tried, found = list(map(float, values("makespan_s"))), values("plans_tried"), values("plan_found")
bounds = [[float(bound or 0) for bound in values(name)] for name in ("compute_bound_s", "delivery_bound_s")]
for searched in (4, 9):
    assert times[searched] <= min(times[searched - 4:searched]), times
    assert found[searched] and int(tried[searched]) > 60, (found, tried)
    bound = max(bounds[0][searched], bounds[1][searched])
    assert 0 < bound <= times[searched], bounds
    assert abs(float(values("bound_gap")[searched]) - (times[searched] / bound - 1)) < 1e-9
assert tried[:4] == [""] * 4 and found[:4] == [""] * 4, (tried, found)
' || fail "auto is worse than a scheme, or says nothing of its search"

# The same whatever the jobs, and read again from what plan prints.
expect 0 modnn run e.json --quiet --jobs 1 --output one
cmp results/found/summary.csv one/found/summary.csv || fail "another result with one job"
expect 0 modnn plan e.json --set /platform/workers/0/count=2 --set /partition/conv=auto --json
cp stdout plan.json
expect 0 modnn run e.json --quiet --output own --set '/partition={"plan": "plan.json"}' --set /platform/workers/0/count=2 \
  --set '/sweep={}'
column own/found/summary.csv makespan_s >own_makespan_s
[ "$(cat own_makespan_s)" = "$(tail -n 1 makespan_s)" ] || fail "the plan that was printed takes another time"

# Limits: one that can be kept, and one that cannot.
expect 0 modnn run e.json --quiet --output limits --set /partition/conv=auto \
  --set '/partition/auto={"minimise": "energy_j", "subject_to": {"makespan_s": 100}, "plans": 60}'
expect 2 modnn run e.json --quiet --output none --set /partition/conv=auto --set /partition/auto/subject_to='{"makespan_s": 1e-9}'
says stderr '/partition/auto/subject_to: none of ' ' plans keeps within it; the nearest has makespan_s '
expect 2 modnn run e.json --set /partition/auto/minimise=latency
says stderr '/partition/auto/minimise: expected'
expect 2 modnn run e.json --set /partition/conv=auto --set '/partition/kinds={"max_pool": "local"}'
says stderr '/partition/kinds: expected none beside "auto"'
expect 0 modnn run e.json --quiet --output without --set /partition/conv=bodp
says stderr '/partition/auto: without effect, as conv is not "auto"'
