chmod +x bin/sbatch
export LOG=$PWD/log PATH=$PWD/bin:$PATH
submit() { modnn submit e.json --engine slurm --shards 2 --output o; }
expect 0 submit
says log "--dependency=afterany:4711 "
says stderr "sbatch: warning: partition short is busy"
# what sbatch prints: the id that follows, or none
while IFS='|' read -r printed id; do
  printf %b "$printed" >answer
  printf '#!/bin/bash\necho "$*" >> "$LOG"\ncat answer\n' >bin/sbatch
  rm -f log
  if [[ -n $id ]]; then
    expect 0 submit
    says log "--dependency=afterany:$id "
  else
    expect 3 submit
    says stderr "expected a job id"
  fi
done <<'TABLE'
4711\n|4711
4711;cluster\n|4711
welcome\n4711\n|4711
4711|4711
|
Submitted batch job\n|
$(touch ran)\n|
4711; touch ran\n4712 x\n|
TABLE
[[ ! -e ran ]] || fail "what sbatch printed was run"
printf '#!/bin/bash\necho "no such partition" >&2\nexit 1\n' >bin/sbatch
expect 3 submit
says stderr "no such partition"
