mkfifo pipe
mkdir folder folder2
ln -s /dev/zero folder/c.weight.npy
ln -s ../pipe folder2/c.weight.npy
ln -s loop loop
python3 -I -c 'import socket; socket.socket(socket.AF_UNIX).bind("socket")'
truncate -s 20000000 zeros.safetensors
printf '\377\377\377\377\377\000\000\000{' >length.safetensors
for weights in /dev/zero /dev/null pipe loop socket /proc/self/maps /proc/kmsg /sys/kernel/uevent_seqnum folder folder2 zeros.safetensors length.safetensors; do
  sed "s,/dev/zero,$weights," e.json >other.json
  for command in check plan "run --output o"; do
    # shellcheck disable=SC2086
    (ulimit -v 2000000 && expect 2 modnn ${command%% *} other.json ${command#"${command%% *}"}) || fail "$weights, $command"
    says stderr "other.json:1: /model/weights: "
  done
done
[ ! -e o ] || fail "something was written"
