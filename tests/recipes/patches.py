"""Reads and applies patches as `git diff` writes them, with nothing but Python.

patches.py FOLDER PATCH...: applies them there, one after the other; says what does not fit and then ends with 1.
"""

import pathlib
import re
import sys

HUNK = re.compile(r"^@@ -(\d+)(?:,(\d+))? \+\d+(?:,(\d+))? @@")


class Misfit(Exception):
    pass


class Patch:
    """What a patch says: for every file the hunks, each a first line and lines that begin with ' ', '+' or '-'."""

    def __init__(self, path):
        self.name = pathlib.Path(path).name
        self.files = {}
        self.new = set()
        left = [0, 0]  # lines of the hunk that are still to come: before, after
        for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines():
            if left != [0, 0]:
                if line[:1] not in (" ", "+", "-"):
                    raise Misfit(f"{self.name}: a line of a hunk begins with neither ' ' nor '+' nor '-': {line}")
                hunks[-1][1].append(line)
                left = [left[0] - (line[0] != "+"), left[1] - (line[0] != "-")]
            elif line.startswith("--- "):
                is_new = line == "--- /dev/null"
            elif line.startswith("+++ b/"):
                file = line[len("+++ b/"):]
                hunks = self.files.setdefault(file, [])
                if is_new:
                    self.new.add(file)
            elif match := HUNK.match(line):
                left = [int(match[2] or 1), int(match[3] or 1)]
                hunks.append((max(int(match[1]) - 1, 0), []))
        if not self.files or left != [0, 0]:
            raise Misfit(f"{self.name}: this is no whole patch")

    def added(self):
        """The lines that it adds, by file."""
        return {file: [line[1:] for _, lines in hunks for line in lines if line[0] == "+"]
                for file, hunks in self.files.items()}

    def apply(self, tree):
        """Changes `tree`, which gives the lines of a file (None: there is none) and takes new ones."""
        for file, hunks in self.files.items():
            before = tree[file]
            if (before is None) != (file in self.new):
                raise Misfit(f"{self.name}: {file} {'is not there' if before is None else 'is there already'}")
            lines = list(before or [])
            moved = 0  # how far the lines are from where the patch has them
            for first, hunk in hunks:
                old = [line[1:] for line in hunk if line[0] != "+"]
                new = [line[1:] for line in hunk if line[0] != "-"]
                places = [at for at in range(len(lines) - len(old) + 1) if lines[at:at + len(old)] == old]
                if not places:
                    raise Misfit(f"{self.name}: {file} has no longer what stands around line {first + 1}:\n" + "\n".join(old))
                at = min(places, key=lambda place: abs(place - first - moved))
                lines[at:at + len(old)] = new
                moved = at - first + len(new) - len(old)
            tree[file] = lines


class Tree:
    """The files below a folder; changes stay in memory until they are written."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.changed = {}

    def __getitem__(self, file):
        if file in self.changed:
            return self.changed[file]
        path = self.folder / file
        return path.read_text(encoding="utf-8").splitlines() if path.is_file() else None

    def __setitem__(self, file, lines):
        self.changed[file] = lines

    def write(self):
        for file, lines in self.changed.items():
            path = self.folder / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")


def main():
    tree = Tree(sys.argv[1])
    try:
        for path in sys.argv[2:]:
            Patch(path).apply(tree)
    except Misfit as misfit:
        sys.exit(str(misfit))
    tree.write()


if __name__ == "__main__":
    main()
