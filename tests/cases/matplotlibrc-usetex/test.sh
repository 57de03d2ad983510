expect 0 modnn run e.json --quiet --output here
says stdout figures/speedup.pdf figures/breakdown.pdf
mkdir elsewhere
cd elsewhere || fail "no folder"
expect 0 modnn run ../e.json --quiet --output ../there
cd ..
diff -r here/fig/figures there/fig/figures || fail "the figures differ"
