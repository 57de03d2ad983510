"""Damaged experiments, --set texts, result sets, images and weights, given to the built program.

  mutants.py MODNN [--count 150] [--seed 1] [--kind KIND] [--keep FOLDER]

Whatever the input is, the program ends with 0 to 3 and no signal, a 2 names a file (or the option), nothing
outside the output folder changes, and no process takes more than 1 GB. A command that is still busy after
a minute must hear a SIGTERM. Equal seeds make equal mutants. --keep saves what went wrong.
"""

import argparse
import hashlib
import json
import os
import pathlib
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import damage
import fitting

ROOT = pathlib.Path(__file__).parent.parent.parent
MOST_MEMORY_KB = 1 << 20
PATIENCE_S = 60  # then the command is interrupted, which is no failure
LAST_RESORT_S = 1800
PER_BATCH = {"experiment": 24, "picture": 24, "weights": 24, "set": 8, "results": 4}  # a command each but for the first three

TINY = {
    "name": "tiny",
    "model": {"name": "m", "input": {"channels": 1, "height": 8, "width": 8},
              "layers": [{"name": "a", "kind": "conv", "kernel": 3, "outputs": 2, "activation": "relu"},
                         {"name": "p", "kind": "max_pool", "kernel": 2, "stride": 2},
                         {"name": "d", "kind": "dense", "outputs": 4},
                         {"name": "s", "kind": "sparse_dense", "outputs": 4, "density": 0.5}]},
    "platform": {"group_owner": {"device": "nexus5"}, "workers": [{"device": "nexus5", "count": 2}],
                 "medium": "wlan_40mbps"},
}


class Trouble(Exception):
    pass


def limits():
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))  # spares the machine
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 30, 1 << 30))


def snapshot(folder, *but):
    """What is in a folder, below which `but` are left out."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if any(path == other or other in path.parents for other in but):
            continue
        entry = path.lstat()
        content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() and not path.is_symlink() else ""
        found[str(path)] = (entry.st_mode, entry.st_size, content)
    return found


def is_busy(session):
    """Whether a process of the session computes, or would if it got the processor; takes a fifth of a second."""
    time.sleep(0.2)
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            words = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended
        if words[0] in "RD" and int(words[3]) == session:
            return True
    return False


class Workshop:
    """A folder in which the program runs, with things beside the output folder that shall stay as they are."""

    def __init__(self, program, folder):
        self.program = program
        self.folder = folder
        self.input = folder / "in"
        self.output = folder / "in" / "out"
        self.commands = self.slow = self.most_kb = 0
        self.documents = self.experiments = 0  # that were checked, and of these, that were right
        self.codes = {}
        self.last = []
        self.waits = False
        for name in ("in", "home", "tmp", "beside"):
            (folder / name).mkdir()
        (folder / "beside" / "kept.txt").write_text("kept\n")
        (folder / "beside" / "rows.jsonl.tmp").write_text("kept\n")
        os.mkfifo(folder / "beside" / "pipe")
        self.environment = {"PATH": "/usr/bin:/bin", "HOME": str(folder / "home"), "TMPDIR": str(folder / "tmp"),
                            "LANG": "C.UTF-8"}

    def clear(self):
        shutil.rmtree(self.input)
        self.input.mkdir()

    def modnn(self, *arguments, names=None):
        """Runs a command, holds it to the promises and returns (exit code, stdout, stderr)."""
        self.last = [str(argument) for argument in arguments]
        before = snapshot(self.folder, self.output)
        files = [tempfile.TemporaryFile() for _ in range(2)]
        process = subprocess.Popen([self.program, *map(str, arguments)], cwd=self.input, stdin=subprocess.DEVNULL,
                                   stdout=files[0], stderr=files[1], env=self.environment, preexec_fn=limits,
                                   start_new_session=True)
        slow = self.slow
        code, usage = self.wait(process)
        interrupted = self.slow > slow
        output, errors = [(file.seek(0), file.read().decode(errors="replace"))[1] for file in files]
        self.commands += 1
        self.codes[code] = self.codes.get(code, 0) + 1
        if interrupted and self.waits:
            raise Trouble("waits for what never comes")
        if code not in (0, 1, 2, 3) and not (interrupted and code == -signal.SIGTERM):
            raise Trouble(f"ended with {code}: {errors[-500:]}")
        self.most_kb = max(self.most_kb, usage.ru_maxrss)
        if usage.ru_maxrss > MOST_MEMORY_KB:
            raise Trouble(f"took {usage.ru_maxrss >> 10} MiB")
        if code > 0 and not errors.strip() and "failed" not in output:
            raise Trouble(f"ended with {code} and said nothing")
        if code == 2:
            self.hold_to_a_place(errors, names)
        after = snapshot(self.folder, self.output)
        if before != after:
            changed = sorted(str(item) for item in set(before.items()) ^ set(after.items()))
            raise Trouble(f"changed beside the output folder: {changed[:4]}")
        return code, output, errors

    def wait(self, process):
        """wait4() for the memory; a command that takes long is interrupted, and killed in the end."""
        def interrupt(*_):
            self.slow += 1
            self.waits = not any(is_busy(process.pid) for _ in range(10))
            process.send_signal(signal.SIGTERM)
            signal.signal(signal.SIGALRM, lambda *_: os.killpg(process.pid, signal.SIGKILL))
            signal.alarm(LAST_RESORT_S)

        signal.signal(signal.SIGALRM, interrupt)
        signal.alarm(PATIENCE_S)
        _, status, usage = os.wait4(process.pid, 0)
        signal.alarm(0)
        process.returncode = os.waitstatus_to_exitcode(status)
        return process.returncode, usage

    def hold_to_a_place(self, errors, names):
        """An error of the input names a file of the command, or one that such a file names, or an option."""
        for line in errors.splitlines():
            if re.match(r"(--[a-z-]+|[^:\n]{1,4200}:(\d+:)? )", line):
                return
        raise Trouble(f"says no place: {errors[:500]}")


def check_and_run(workshop, documents):
    """Checks the documents in one command and runs those that are right, which must suit `run` too, in another."""
    files = []
    for number, text in enumerate(documents):
        file = workshop.input / f"m{number}.json"
        file.write_bytes(text)
        files.append(file.name)
    code, _, errors = workshop.modnn("check", *files)
    wrong = {line.partition(":")[0] for line in errors.splitlines()} if code == 2 else set()
    fit = [name for name in files if name not in wrong]
    if wrong - set(files):  # a file that one of them names is wrong, and the message says where
        fit = [name for name in fit if workshop.modnn("check", name)[0] != 2]
    workshop.documents += len(files)
    workshop.experiments += len(fit)
    if fit and workshop.modnn("run", *fit, "--quiet", "--output", "out", "--point-timeout", "20", "--jobs", "2")[0] == 2:
        raise Trouble("refuses what check has passed")


def experiment_batch(workshop, chance, count):
    bases = [json.loads(file.read_text()) for file in sorted((ROOT / "tests/fixtures/wellformed").glob("*.json"))]
    bases += [TINY] * 2 * len(bases)
    documents = []
    for number in range(count):
        base = dict(chance.choice(bases))
        base["name"] = f"m{number}"
        if chance.random() < 0.6:
            documents.append(json.dumps(fitting.changed(chance, base)).encode())
            continue
        if chance.random() < 0.7:
            document = damage.json_value(chance, base, workshop.folder)
            text = json.dumps(document).encode("utf-8", "surrogatepass")
        else:
            text = damage.some_bytes(chance, json.dumps(base, indent=1).encode())
        documents.append(text)
    check_and_run(workshop, documents)


def set_batch(workshop, chance, count):
    (workshop.input / "tiny.json").write_text(json.dumps(TINY))
    for number in range(count):
        settings = []
        for _ in range(chance.choice((1, 1, 2))):
            gentle = chance.random() < 0.6
            settings += ["--set", fitting.setting(chance, TINY) if gentle else damage.setting(chance, TINY, workshop.folder)]
        command = chance.choice((["run", "--dry-run"], ["plan"], ["run", "--quiet", "--output", f"out/{number}"]))
        workshop.documents += 1
        workshop.experiments += workshop.modnn(*command, "tiny.json", *settings)[0] != 2


def make_set(workshop):
    experiment = dict(TINY, sweep={"/platform/workers/0/count": [1, 2]})
    (workshop.input / "tiny.json").write_text(json.dumps(experiment))
    workshop.modnn("run", "tiny.json", "--output", "out", "--quiet", "--trace")


def result_batch(workshop, chance, count):
    make_set(workshop)
    whole = workshop.folder / "whole"
    shutil.rmtree(whole, ignore_errors=True)
    shutil.copytree(workshop.output, whole)
    try:
        for _ in range(count):
            shutil.rmtree(workshop.output)
            shutil.copytree(whole, workshop.output)
            damage.result_set(chance, workshop.output / "tiny", workshop.folder / "beside")
            workshop.modnn("run", "tiny.json", "--output", "out", "--quiet", *chance.choice(([], ["--retry-failed"])))
            workshop.modnn("merge", "out", "--output", "out/merged")
            shutil.rmtree(workshop.output)
            shutil.copytree(whole, workshop.output)
            damage.result_set(chance, workshop.output / "tiny", workshop.folder / "beside")
            workshop.modnn("merge", "out/tiny", "--output", "out/merged")
    finally:
        shutil.rmtree(whole)


def picture_batch(workshop, chance, count):
    documents = []
    for number in range(count):
        name, content = damage.picture(chance)
        (workshop.input / f"{number}{name}").write_bytes(content)
        experiment = dict(TINY, name=f"m{number}", mode="numeric", image=f"{number}{name}")
        experiment["model"] = dict(TINY["model"], input={"channels": 3, "height": 8, "width": 8})
        documents.append(json.dumps(experiment).encode())
    check_and_run(workshop, documents)


def weights_batch(workshop, chance, count):
    documents = []
    for number in range(count):
        folder = workshop.input / f"w{number}"
        experiment = damage.weights(chance, folder, TINY)
        documents.append(json.dumps(dict(experiment, name=f"m{number}")).encode())
    check_and_run(workshop, documents)


KINDS = {"experiment": experiment_batch, "set": set_batch, "results": result_batch, "picture": picture_batch,
         "weights": weights_batch}


def try_batch(workshop, kind, seed, count, keep):
    """Tries a batch of one; returns what went wrong."""
    workshop.clear()
    try:
        KINDS[kind](workshop, random.Random(seed), count)
    except Trouble as trouble:
        if keep:
            subprocess.run(["cp", "-aT", workshop.folder, pathlib.Path(keep) / re.sub(r"\W+", "_", seed)], check=True)
        return f"{seed}: modnn {' '.join(workshop.last)[:300]}: {trouble}"
    return None


def main():
    sys.setrecursionlimit(20000)  # what was made deep may be damaged once more
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modnn", type=pathlib.Path)
    parser.add_argument("--count", type=int, default=150, help="mutants of all kinds together")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--kind", choices=sorted(KINDS))
    parser.add_argument("--keep", help="folder for what went wrong")
    arguments = parser.parse_args()
    kinds = [arguments.kind] if arguments.kind else sorted(KINDS)
    troubles = []
    with tempfile.TemporaryDirectory() as folder:
        workshop = Workshop(arguments.modnn.resolve(), pathlib.Path(folder).resolve())
        done = batch = 0
        while done < arguments.count:
            kind = kinds[batch % len(kinds)]
            count = min(PER_BATCH[kind], arguments.count - done)
            trouble = try_batch(workshop, kind, f"{arguments.seed}:{kind}:{batch}", count, arguments.keep)
            if trouble:
                troubles.append(trouble)
                print(trouble, flush=True)
            done += count
            batch += 1
        print(f"{done} mutants, {workshop.commands} commands, exit codes {dict(sorted(workshop.codes.items()))}, "
              f"{workshop.experiments} of {workshop.documents} experiments were right, at most {workshop.most_kb >> 10} MiB, "
              f"{workshop.slow} interrupted, {len(troubles)} batches went wrong")
    return 1 if troubles else 0


if __name__ == "__main__":
    sys.exit(main())
