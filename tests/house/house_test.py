"""The rules of the house: who may include whom, no circles, nothing too long to read in one sitting.

house_test.py SOURCE_FOLDER
"""

import re
import sys
from pathlib import Path

ROOT = Path(sys.argv[1])
# From the ground floor up: a room includes itself and the rooms named here, nothing else.
MAY_INCLUDE = {
    "config": [],
    "process": ["config"],
    "models": ["config"],
    "platforms": ["config", "process"],
    "partition": ["config", "process", "models", "platforms"],
    "sim": ["config", "process", "models", "platforms", "partition"],
    "search": ["config", "process", "models", "platforms", "partition", "sim"],
    "experiments": ["config", "process", "models", "platforms", "partition", "sim", "search"],
    "cli": ["config", "process", "models", "platforms", "partition", "sim", "search", "experiments"],
}
# Libraries that a room must not know.
FOREIGN = {
    "config": ["simgrid/", "Eigen/", "CLI/"],
    "process": ["simgrid/", "Eigen/", "CLI/"],
    "models": ["simgrid/", "CLI/"],
    "platforms": ["simgrid/", "Eigen/"],
    "partition": ["simgrid/", "CLI/"],
    "sim": ["Eigen/", "CLI/"],
    "search": ["simgrid/", "Eigen/", "CLI/"],
    "experiments": ["simgrid/", "Eigen/", "CLI/"],
    "cli": ["simgrid/", "Eigen/"],
}
# What SimGrid's versions call by different names is said in one place.
SIMGRID_API = "sim/world/simgrid_api.cpp"
VERSIONED = re.compile(r"\b(create_\w+_zone|set_parent|create_host|create_link|create_split_duplex_link|create_router|"
                       r"add_netzone\w*|Actor::create|Engine::add_actor|add_route|set_gateway)\b")
LONGEST_FILE = 400
LONGEST_FUNCTION = 60
LARGEST_ROOM = 0.30  # of all lines of code

problems = []


def code_files():
    for room in MAY_INCLUDE:
        yield from sorted((ROOT / room).rglob("*.h"))
        yield from sorted((ROOT / room).rglob("*.cpp"))


def name(path):
    return str(path.relative_to(ROOT))


def long_functions(lines):
    """(first line, length) of every block at the left margin that is neither a namespace nor a type."""
    begin = None
    for number, line in enumerate(lines, 1):
        opens = line.endswith("{") and re.match(r"[\w:~<(\[]", line)
        if opens and not re.match(r"(namespace|extern|class|struct|union|enum|template)\b", line):
            begin = begin or number
        elif line.endswith("{") and re.match(r"    \S", line) and re.match(r"[\w:~]", lines[number - 2]):
            begin = begin or number - 1  # the parameters took a second line
        elif line.startswith("}"):
            if begin and number - begin + 1 > LONGEST_FUNCTION:
                yield begin, number - begin + 1
            begin = None


def check_file(path, includes):
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    room = name(path).split("/")[0]
    if len(lines) > LONGEST_FILE:
        problems.append(f"{name(path)}: {len(lines)} lines, at most {LONGEST_FILE}")
    for begin, length in long_functions(lines):
        problems.append(f"{name(path)}:{begin}: a function of {length} lines, at most {LONGEST_FUNCTION}")
    if name(path) != SIMGRID_API:
        for word in VERSIONED.findall(text):
            problems.append(f"{name(path)}: {word} is not the same in every SimGrid: see {SIMGRID_API}")
    for included in re.findall(r'^#include "([^"]+)"', text, re.M):
        if not (ROOT / included).is_file():
            continue  # a library's
        includes[name(path)].append(included)
        other = included.split("/")[0]
        if other != room and other not in MAY_INCLUDE[room]:
            problems.append(f"{name(path)}: {room}/ must not include {included}")
    for library in re.findall(r"^#include <([^>]+)>", text, re.M):
        if any(library.startswith(foreign) for foreign in FOREIGN[room]):
            problems.append(f"{name(path)}: {room}/ must not include <{library}>")
    return len(lines)


def check_circles(includes, what):
    done, path = set(), []

    def visit(place):
        if place in done:
            return
        if place in path:
            circle = path[path.index(place):] + [place]
            problems.append(f"a circle of {what}: " + " -> ".join(circle))
            return
        path.append(place)
        for other in includes.get(place, []):
            visit(other)
        path.pop()
        done.add(place)

    for place in includes:
        visit(place)


def folders_of(includes):
    folders = {}
    for file, others in includes.items():
        folder = str(Path(file).parent)
        places = (str(Path(other).parent) for other in others)
        folders.setdefault(folder, set()).update(place for place in places if place != folder)
    return {folder: sorted(others) for folder, others in folders.items()}


def check_tests():
    """Tests run side by side: a file in the folder that they share may be another one's."""
    for path in sorted((ROOT / "tests").rglob("*.cpp")) + sorted((ROOT / "tests").rglob("*.h")):
        if re.search(r"TempDir\(\)\)?\s*[/+]", path.read_text()):
            problems.append(f"{name(path)}: a file in TempDir() is every test's: see tests/config/temporary_folder.h")


def main():
    check_tests()
    includes = {}
    sizes = dict.fromkeys(MAY_INCLUDE, 0)
    for path in code_files():
        includes[name(path)] = []
        sizes[name(path).split("/")[0]] += check_file(path, includes)
    check_circles(includes, "files")
    check_circles(folders_of(includes), "folders")
    total = sum(sizes.values())
    assert total > 1000, f"{ROOT}: no code found"
    for room, size in sizes.items():
        print(f"{room:12} {size:6} lines, {100 * size / total:.0f} %")
        if size > LARGEST_ROOM * total:
            problems.append(f"{room}/ holds {100 * size / total:.0f} % of the code")
    for problem in problems:
        print(problem)
    return 1 if problems else 0


sys.exit(main())
