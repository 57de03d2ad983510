"""Finds the program and calls it."""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import sys
import threading
from typing import Sequence

from .errors import EnvironmentProblem, Failed, InputError

HERE = pathlib.Path(__file__).resolve().parent


def program() -> pathlib.Path:
    """MODNN of the environment, else what was built or installed together with this package, else the first on the PATH."""
    named = os.environ.get("MODNN")
    if named:
        return pathlib.Path(named)
    for place in (HERE.parents[1] / "build" / "release" / "modnn", *(above / "bin" / "modnn" for above in HERE.parents[1:5])):
        if place.is_file() and os.access(place, os.X_OK):
            return place
    found = shutil.which("modnn")
    if found is None:
        raise EnvironmentProblem("there is no program modnn: run ./modnn once in its folder, which builds it, or set MODNN to its path")
    return pathlib.Path(found)


def call(words: Sequence[str], progress: bool = False) -> str:
    """Standard output of the program; what it says to standard error is shown as it comes where `progress` is asked for."""
    try:
        process = subprocess.Popen([str(program()), *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
                                   text=True, encoding="utf-8", errors="replace")
    except OSError as error:
        raise EnvironmentProblem(f"{program()}: {error}") from None
    said: list[str] = []

    def listen() -> None:
        for line in process.stderr:
            said.append(line)
            if progress:
                sys.stderr.write(line)
                sys.stderr.flush()

    listener = threading.Thread(target=listen, daemon=True)
    with process:
        listener.start()
        try:
            output = process.stdout.read()
            listener.join()
            code = process.wait()
        except BaseException:  # an interrupt of a notebook ends the run, which keeps what there is
            process.terminate()
            raise
    if code == 0:
        return output
    kind = {1: Failed, 2: InputError}.get(code, EnvironmentProblem)
    raise kind("".join(said) or f"modnn ended with {code}", output)
