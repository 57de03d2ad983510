"""What goes wrong, as exceptions by the program's exit codes."""

from __future__ import annotations

import re
from dataclasses import dataclass

PLACE = re.compile(r"(?P<file>.+?)(?::(?P<line>\d+))?: (?P<pointer>(?:/[^\s:]*)+): (?P<text>.*)")


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: where, and what. What has no place in a file has a text only."""

    text: str
    file: str | None = None
    line: int | None = None
    pointer: str | None = None

    @staticmethod
    def of(sentence: str) -> Problem:
        found = PLACE.fullmatch(sentence)
        if not found:
            return Problem(sentence)
        line = found["line"]
        return Problem(found["text"], found["file"], int(line) if line else None, found["pointer"])


class ModnnError(Exception):
    """The program ended with another code than 0; `said` is what it wrote to standard error, `output` what to standard output."""

    def __init__(self, said: str, output: str = ""):
        super().__init__(said.strip() or "modnn said nothing")
        self.said = said
        self.output = output


class InputError(ModnnError):
    """The input is wrong: `problems` has everything that is, and file, line and pointer are those of the first."""

    def __init__(self, said: str, output: str = ""):
        super().__init__(said, output)
        lines = [line for line in said.splitlines() if line and not line.startswith("modnn: note: ")]
        self.problems = [Problem.of(line) for line in lines]
        first = next((problem for problem in self.problems if problem.pointer), Problem(""))
        self.file, self.line, self.pointer = first.file, first.line, first.pointer


class Failed(ModnnError):
    """Points failed or were interrupted; `rows` has all of them, with their status and error."""

    rows = None


class EnvironmentProblem(ModnnError):
    """The machine lacks something: the program, a package, room on the disk."""
