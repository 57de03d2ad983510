for name in PYTHONPATH PYTHONHOME; do
  expect 0 env "$name=$PWD/py" "$program" run e.json --quiet --output "$name"
  [[ -s $name/fig/figures/speedup.pdf && -s $name/fig/figures/breakdown.png ]] || fail "no figures"
done
