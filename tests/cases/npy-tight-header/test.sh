expect 0 modnn run e.json --output o
