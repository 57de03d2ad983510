for command in "check e.json" "run e.json --output o"; do
  # shellcheck disable=SC2086
  expect 2 modnn $command
  says stderr "/model/weights: " "w.safetensors: not a safetensors file: it is a Git LFS pointer" "git lfs pull"
done
