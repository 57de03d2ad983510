for density in 0 1 2; do
  for scheme in local output_split input_split scc mscc mscc+fgcp; do
    expect 0 modnn plan d$density.json --set /partition/dense=$scheme
    says stdout " 28 MAC,"
    bytes=$(awk '/weight_bytes/ {table = 1; next} table && NF == 0 {exit} table {sum += $2} END {print sum}' <(sed -n '/^device/,$p' stdout))
    [ "$bytes" = 304 ] || fail "$bytes weight bytes, d$density, $scheme"
  done
  expect 0 modnn check d$density.json
  expect 0 modnn run d$density.json --output o
  for seconds in $(column o/d$density/summary.csv alone_s); do
    python3 -I -c 'import sys; sys.exit(abs(float(sys.argv[1]) / (28 / 1.6912e8) - 1) > 1e-4)' "$seconds" || fail "alone_s is $seconds"
  done
done
