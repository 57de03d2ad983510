expect 2 modnn check e.json
says stderr "e.json:1: /sweep/~1name: /name is no value of a point and cannot vary" "e.json:1: /: missing key \"name\": results land in results/<name>/"
