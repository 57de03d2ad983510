for command in "check e.json" "run e.json --output o"; do
  # shellcheck disable=SC2086
  expect 2 modnn $command
  says stderr 'w: array "c.bias" belongs to layer "c", which does not use it'
done
mv w/c.bias.npy w/optimizer.npy
expect 0 modnn run e.json --output o
