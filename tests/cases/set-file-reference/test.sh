expect 0 modnn run e.json --dry-run --set /model=./net.json
says stdout "1 points"
expect 0 modnn run e.json --dry-run --set /model=net.json
here=$PWD && mkdir elsewhere && cd elsewhere
expect 0 modnn run ../e.json --dry-run --set /model=../net.json
expect 0 modnn run ../e.json --dry-run --set "/model=$here/net.json"
expect 2 modnn run ../e.json --dry-run --set /model=net.json
says stderr "--set /model=net.json: /model: there is no file net.json"
