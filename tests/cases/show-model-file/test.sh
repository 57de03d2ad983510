row() { awk -v layer="$1" '$1 == layer {print $5}' stdout; }
for file in ./net.json net.json "$PWD/net.json"; do
  expect 0 modnn show models "$file"
  [[ $(row c) == 112 && $(row d) == 1285 ]] || fail "c has $(row c), d has $(row d) parameters"
done
expect 2 modnn show models missing.json
says stderr missing.json
expect 2 modnn show models vgg166
says stderr 'did you mean "vgg16"'
expect 2 modnn show platforms nexus9
says stderr 'did you mean "nexus' "platforms: " "devices: " "media: " wlan_40mbps
expect 0 modnn show devices
says stdout conv_gmacs_s nexus5
expect 0 modnn show media
says stdout goodput_mbps wlan_40mbps
expect 0 modnn show media wlan_40mbps
