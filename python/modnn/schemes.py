"""A function of this process as a partition scheme: the program asks through a small script and a socket."""

from __future__ import annotations

import contextlib
import json
import pathlib
import socket
import sys
import tempfile
import threading
import traceback
from typing import Any, Callable, Iterator

Scheme = Callable[[dict[str, Any]], dict[str, Any]]
BRIDGE = pathlib.Path(__file__).resolve().parent / "bridge.py"


class Served:
    """The command that reaches the function, and the first exception that it raised."""

    def __init__(self, command: list[str]):
        self.command = command
        self.error: Exception | None = None


def answer(connection: socket.socket, scheme: Scheme, served: Served) -> None:
    with connection, connection.makefile("rb") as questions:
        try:
            reply = {"plan": scheme(json.loads(questions.read()))}
        except Exception as error:  # it is raised again where the person called run
            served.error = served.error or error
            reply = {"error": traceback.format_exc(limit=-1)}
        connection.sendall(json.dumps(reply).encode())


@contextlib.contextmanager
def serving(scheme: Scheme) -> Iterator[Served]:
    """Answers one question after the other while the block lasts."""
    with tempfile.TemporaryDirectory(prefix="modnn_") as folder, socket.socket(socket.AF_UNIX) as server:
        path = str(pathlib.Path(folder) / "scheme")
        server.bind(path)  # in a folder that is this person's alone
        server.listen()
        served = Served([sys.executable, "-I", str(BRIDGE), path])

        def listen() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return  # the block has ended
                answer(connection, scheme, served)

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        try:
            yield served
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join()
