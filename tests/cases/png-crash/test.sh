for command in "check e.json" "run e.json --output o" "plan e.json"; do
  # shellcheck disable=SC2086
  expect 2 modnn $command
  says stderr "e.json:1: /image: " "i.png: cannot be decoded as PNG: "
done
[ ! -e o ] || fail "something was written"
# The same of other things that are no images.
printf 'text' >i.png
expect 2 modnn check e.json
says stderr "i.png: is neither a PNG nor a JPEG image"
rm i.png && mkfifo i.png
expect 2 modnn check e.json
says stderr "i.png: is a pipe, expected a regular file"
rm i.png && ln -s i.png i.png
expect 2 modnn run e.json --output o
says stderr "/image: "
