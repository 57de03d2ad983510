run() {
  expect 0 modnn run e.json --quiet --output o --replace "$@"
}

expect 0 modnn check e.json
run
[[ $(column o/p/summary.csv pipeline) == "1+2 to join, 4 grid_2d to pool, 0+3 input_split" ]] || fail "the pipeline"
[[ $(column o/p/summary.csv under_way_max) == 4 ]] || fail "four images in its stages"
[[ $(column o/p/images.csv image_error | wc -l) == 9 ]] || fail "nine answers"

# The group owner has no part in the first two stages.
expect 0 modnn plan e.json
says stdout "  compute worker4 [0:4, 0:6, 0:6], 0 MAC, 0 weight bytes" "planned latency " "images per second (the air: "

for goal in throughput latency; do
  for via in peer group_owner; do
    run --set /partition='{"pipeline": {"for": "'$goal'", "stages": 2}}' --set /delivery/via=$via
    [[ $(column o/p/summary.csv pipeline) == "$goal, at most 2 stages" ]] || fail "what was searched"
  done
done

# All phones with all layers are what there is without a pipeline.
run --set /partition='{"pipeline": [{"workers": [1, 2, 3, 4]}], "dense": "local"}'
column o/p/summary.csv notes >notes
! grep -q "/partition/pipeline" notes || fail "the dense layer is worker1's here, the group owner's without"
run --set /partition='{"pipeline": [{"workers": [1, 2, 3, 4]}]}' --set /model='{"name": "conv", "input": {"channels": 1, "height": 8, "width": 8}, "layers": [{"name": "a", "kind": "conv", "kernel": 3, "outputs": 1}]}'
column o/p/summary.csv notes >notes
says notes "/partition/pipeline: without effect here"
run --set /partition='{"pipeline": []}'
[[ $(column o/p/summary.csv pipeline) == "" ]] || fail "no pipeline"

expect 2 modnn plan e.json --set /partition/pipeline/0/until=b
says stderr '/partition/pipeline/0/until: "join" reads "a", too'
