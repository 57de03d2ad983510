"""Hands a question of modnn's to the Python process that listens at the socket sys.argv[1], and its answer back."""

import json
import socket
import sys

with socket.socket(socket.AF_UNIX) as connection:
    connection.connect(sys.argv[1])
    connection.sendall(sys.stdin.buffer.read())
    connection.shutdown(socket.SHUT_WR)
    with connection.makefile("rb") as answers:
        reply = json.loads(answers.read())
if "error" in reply:
    sys.exit(reply["error"])
json.dump(reply["plan"], sys.stdout)
