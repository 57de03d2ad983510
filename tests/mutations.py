"""Breaks the plan's verifier and the planner in one place after the other, and sees whether a test turns red.

  mutations.py [--only N,M-K] [--quick] [--list] [--build build/release]

The places are in mutations.txt beside this script, which says how they are written. All of one file are written
into one copy of it, in a folder for temporary files, where an environment variable chooses among the bodies of a
function; the copy is compiled and linked with what the build folder has of everything else, and the test program
runs until its first failure for each place, quick suites first. So the checkout and the build folder stay as they
are, however this ends. Takes about 2 s of processor time a place, a minute more for one that survives the quick
suites. Needs a build folder of ninja's (./modnn test makes one) and brings it up to date.

A place whose breaking changes nothing that can be seen has its reason in the list, and is only tried when
--only names it. What does not compile counts neither way.

Exit 0: all were noticed; 1: some survived; 2: wrong arguments, or a text of the list that is not exactly once
in its file; 3: the tests cannot be built, or are red before anything is broken.
"""

import argparse
import functools
import json
import os
import pathlib
import re
import resource
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
LIST = ROOT / "tests" / "mutations.txt"
# Filters of tests: what is nearest to a file goes first, then what is quick, then the rest.
NEAREST = {"models/": "ReceptiveFields.*:Window.*:Conv.*:Lrn.*:Concat.*",
           "partition/verify/": "Broken*:Dependency.*:NeededForResult.*",
           "partition/region.cpp": "Region.*",
           "partition/plan/": "Planner.*:Relays.*:Holdings.*:Needed.Is*:Fused.*ByHand:Fused.R*:PlanFrom.T*:Pipeline.*:FindPipeline.*:WeightSplit.*:FlexPie.*"}
SLOW = "Verify.AcceptsEveryRandomPlan:PlanFrom.AnyLayerOn*:NeuronCut.*EveryScheme*:*Mscc*:Spectral.*"
FASTER = ["-fuse-ld=lld"] if shutil.which("ld.lld") else []
MOST_CPU_S = 600  # of a test program, which without a mutation takes a tenth of it: then it would never end
MOST_MEMORY = 4 << 30


class Trouble(Exception):
    def __init__(self, code, text):
        super().__init__(text)
        self.code = code


class Mutation:
    def __init__(self, number, file, line, meaning):
        self.number, self.file, self.line, self.meaning = number, file, line, meaning
        self.old, self.new, self.equivalent = [], [], []

    def applied(self):
        """The file's text with the mutation in it, and the number of its line."""
        place = f"{LIST.relative_to(ROOT)}:{self.line}"
        old, new = "\n".join(self.old), "\n".join(self.new)
        if not old or old == new:
            raise Trouble(2, f"{place}: a mutation without an old text, or with one that stays")
        try:
            text = (ROOT / self.file).read_text(encoding="utf-8")
        except OSError as error:
            raise Trouble(2, f"{place}: {self.file}: {error.strerror}") from None
        if text.count(old) != 1:
            raise Trouble(2, f"{place}: is {text.count(old)} times in {self.file}, not once: {self.old[0].strip()}")
        return text.replace(old, new), text[:text.index(old)].count("\n") + 1

    def __str__(self):
        return f"{self.file}:{self.applied()[1]}: {self.meaning}"


def read_list():
    mutations, file = [], None
    for number, line in enumerate(LIST.read_text(encoding="utf-8").splitlines(), 1):
        mark, text = line[:1], line[2:]
        if mark == ":":
            mutations.append(Mutation(len(mutations) + 1, file, number, text))
        elif mark in ("-", "+", "=") and mutations and file:
            {"-": mutations[-1].old, "+": mutations[-1].new, "=": mutations[-1].equivalent}[mark].append(text)
        elif mark not in ("", "#"):
            if not (ROOT / line).is_file():
                raise Trouble(2, f"{LIST.relative_to(ROOT)}:{number}: no such file: {line}")
            file = line
    return mutations


def numbers(text, most):
    chosen = set()
    for part in text.split(","):
        if not (match := re.fullmatch(r"(\d+)(?:-(\d+))?", part)):
            raise Trouble(2, f"--only: expected numbers such as 3,7-9, got {text}")
        first, last = int(match[1]), int(match[2] or match[1])
        if not 1 <= first <= last <= most:
            raise Trouble(2, f"--only: expected numbers from 1 to {most}, got {part}")
        chosen.update(range(first, last + 1))
    return chosen


def tests_for(file, quick):
    """(test program, filter) in the order in which they run."""
    nearest = next(tests for begin, tests in NEAREST.items() if file.startswith(begin))
    programs = ["test_models", "test_partition"] if file.startswith("models/") else ["test_partition"]
    yield programs[0], nearest
    for program in programs:
        yield program, f"-{nearest}:{SLOW}" if program == programs[0] else f"-{SLOW}"
    if not quick:
        yield "test_partition", SLOW


def limits():
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_S, MOST_CPU_S))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 30, 1 << 30))


TOKEN = re.compile(r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|[{};]", re.S)
SCOPE = re.compile(r"(?:^|\n|>)\s*(?:namespace|class|struct)\b[^;(]*$")
CHOICE = """#include <cstdlib>
inline int modnn_mutation() {
  static const int chosen = std::atoi(std::getenv("MODNN_MUTATION"));
  return chosen;
}
"""


def bodies(text):
    """(begin, end) of what is between the braces of every function."""
    header, scopes, begin, depth = 0, 0, None, 0
    for token in TOKEN.finditer(text):
        mark = token[0]
        if mark == "{" and begin is not None:
            depth += 1
        elif mark == "{" and SCOPE.search(text[header:token.start()]):
            scopes += 1
        elif mark == "{":
            begin, depth = token.end(), 0
        elif mark == "}" and depth:
            depth -= 1
        elif mark == "}" and begin is not None:
            yield begin, token.start()
            begin = None
        if mark in "{};":
            header = token.end()


def with_choice(file, mutations):
    """The file's text with all mutations that are within one function, and the numbers of these."""
    text = (ROOT / file).read_text(encoding="utf-8")
    parts, numbers, done = [CHOICE], set(), 0
    for begin, end in bodies(text):
        parts.append(text[done:begin])
        for mutation in mutations:
            at = text.index("\n".join(mutation.old))
            if begin <= at and at + len("\n".join(mutation.old)) <= end:
                broken = mutation.applied()[0]
                parts.append(f"if (modnn_mutation() == {mutation.number}) {{{broken[begin:end + len(broken) - len(text)]}}} else ")
                numbers.add(mutation.number)
        parts.append("{" + text[begin:end] + "}")
        done = end
    return "".join([*parts, text[done:]]), numbers


class Workshop:
    def __init__(self, build, folder, mutations):
        self.build, self.folder, self.mutations = build, folder, mutations
        for program in ("test_partition", "test_models"):
            self.ninja("-j2", program)
        self.compilers = {entry["file"]: entry for entry in json.loads(self.ninja("--quiet", "-t", "compdb"))}

    def ninja(self, *arguments):
        try:
            done = subprocess.run(["ninja", "-C", self.build, *arguments], text=True, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        except OSError as error:
            raise Trouble(3, f"ninja: {error.strerror}") from None
        if done.returncode:
            raise Trouble(3, done.stdout[-2000:])
        return done.stdout

    @functools.cache
    def linker(self, program):
        """The command that links a test program, as words."""
        for command in self.ninja("--quiet", "-t", "commands", program).splitlines():
            for part in command.split(" && "):
                words = shlex.split(part)
                if "-o" in words and words[words.index("-o") + 1].endswith("/" + program):
                    return words
        raise Trouble(3, f"{self.build} does not say how {program} is linked")

    def compile(self, file, text, name):
        """The object file of a text in the place of a file; None when it does not compile."""
        copy = self.folder / f"{name}.cpp"
        copy.write_text(text, encoding="utf-8")
        entry = self.compilers[str(ROOT / file)]
        words = [str(copy) if word == entry["file"] else word for word in shlex.split(entry["command"])]
        words[words.index("-o") + 1] = str(copy.with_suffix(".o"))
        done = subprocess.run([*words, "-O1", "-w"], cwd=entry["directory"], stderr=subprocess.DEVNULL)
        return None if done.returncode else copy.with_suffix(".o")

    def link(self, program, broken):
        """A test program with the object file, which hides the one in the library."""
        words = list(self.linker(program))
        at = words.index("-o")
        words[at + 1] = str(self.folder / f"{program}.{broken.stem}")
        done = subprocess.run([*words[:at], str(broken), *words[at:], *FASTER], cwd=self.build, capture_output=True, text=True)
        if done.returncode:
            raise Trouble(3, f"{program}: {done.stderr[-2000:]}")
        return words[at + 1]

    @functools.cache
    def choosing(self, file):
        """The object file that can be broken in all places of a file, and their numbers."""
        text, numbers = with_choice(file, [m for m in self.mutations if m.file == file])
        broken = self.compile(file, text, file.replace("/", "_"))
        return broken, numbers if broken else set()

    @functools.cache
    def choosing_program(self, file, program):
        return self.link(program, self.choosing(file)[0])

    @functools.cache
    def green_program(self, file, program, tests):
        """A test program with it, whose tests must pass, or nothing follows from a red one."""
        linked = self.choosing_program(file, program)
        if failed := self.first_failure(linked, tests, 0):
            raise Trouble(3, f"{failed} is red before anything is broken")
        return linked

    def first_failure(self, program, tests, number):
        """The first test that fails, and how; None when all pass."""
        with open(self.folder / "output", "w+b") as output:
            done = subprocess.run([program, f"--gtest_filter={tests}", "--gtest_fail_fast", "--gtest_color=no"],
                                  cwd=self.folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                  env={**os.environ, "TMPDIR": str(self.folder), "MODNN_MUTATION": str(number)}, preexec_fn=limits)
            output.seek(0)
            text = output.read().decode(errors="replace")
        if done.returncode == 0:
            return None
        if failed := re.search(r"^\[  FAILED  \] ([\w./]+)", text, re.M):
            return failed[1]
        begun = re.findall(r"^\[ RUN      \] ([\w./]+)", text, re.M)
        how = signal.Signals(-done.returncode).name if done.returncode < 0 else f"exit {done.returncode}"
        return f"{begun[-1] if begun else 'no test'} ({how})"

    def verdict(self, mutation, quick):
        chosen = mutation.number in self.choosing(mutation.file)[1]
        broken = None if chosen else self.compile(mutation.file, mutation.applied()[0], "one")
        if not chosen and not broken:
            return "does not compile"
        for program, tests in tests_for(mutation.file, quick):
            tried = self.green_program(mutation.file, program, tests) if chosen else self.link(program, broken)
            if test := self.first_failure(tried, tests, mutation.number):
                return f"killed by {test}"
        return "SURVIVED"


def run(arguments):
    mutations = read_list()
    for mutation in mutations:
        mutation.applied()
    if arguments.list:
        for mutation in mutations:
            print(f"{mutation.number:3} {mutation}" + (f" (equivalent: {' '.join(mutation.equivalent)})" if mutation.equivalent else ""))
        return 0
    chosen = numbers(arguments.only, len(mutations)) if arguments.only else None
    tried = [m for m in mutations if (m.number in chosen if chosen else not m.equivalent)]
    count = {"killed": 0, "SURVIVED": 0, "does": 0}
    with tempfile.TemporaryDirectory(prefix="modnn-mutations.") as folder:
        workshop = Workshop(arguments.build.resolve(), pathlib.Path(folder), tried)
        for mutation in tried:
            verdict = workshop.verdict(mutation, arguments.quick)
            count[verdict.split()[0]] += 1
            print(f"{mutation.number:3} {verdict}: {mutation}", flush=True)
    print(f"{count['killed']} of {count['killed'] + count['SURVIVED']} killed, {count['SURVIVED']} survived, "
          f"{count['does']} do not compile, {len(mutations) - len(tried)} not tried")
    return 1 if count["SURVIVED"] else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", metavar="N,M-K", help="try these only, by their numbers in --list")
    parser.add_argument("--quick", action="store_true", help="without the suites that take long")
    parser.add_argument("--list", action="store_true", help="check the list, print it, and try nothing")
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build" / "release")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(3))
    try:
        return run(parser.parse_args())
    except Trouble as trouble:
        print(f"mutations: {trouble}", file=sys.stderr)
        return trouble.code
    except KeyboardInterrupt:
        return 3


if __name__ == "__main__":
    sys.exit(main())
