dry() { modnn submit e.json --engine slurm --shards 2 --dry-run "$@"; }
expect 0 dry --output "out dir"
says stdout "#SBATCH --output=\"$PWD/out dir/.slurm/fig/shard_%a.log\""
expect 0 dry --output "100%a"
says stdout "#SBATCH --output=\"$PWD/100%%a/.slurm/fig/shard_%a.log\""
expect 0 dry --output 'a"b'
says stdout "#SBATCH --output=\"$PWD/a\\\"b/.slurm/fig/shard_%a.log\""
expect 0 dry --output "a'b#c"
says stdout "#SBATCH --output=\"$PWD/a'b#c/.slurm/fig/shard_%a.log\""
expect 0 dry --sbatch=--partition=short --sbatch="--comment=two words # more" --sbatch="--time 10"
says stdout "#SBATCH --partition=short" '#SBATCH --comment="two words # more"' '#SBATCH --time 10'
for word in $'a\nb' $'a\tb' $'a\x1b[31mb' $'a\rb'; do
  expect 2 dry --output "$word"
  says stderr "--output: expected no line break"
  expect 2 dry --sbatch="--comment=$word"
  says stderr "--sbatch: expected no line break"
done
expect 2 dry --output 'a\b'
says stderr "backslash"
expect 2 dry --sbatch="short"
says stderr "expected an option"
