"""The makespans of experiments/paper_speedup.json against those of paper_speedup_makespans.json.

They are what this program simulated, and no truth beside it: a difference says that the model, a shipped description or
SimGrid has changed what is simulated. Where that is meant, `makespans_test.py MODNN --update` writes the file anew, and
the commit says why."""

import json
import pathlib
import subprocess
import sys
import tempfile

BASELINE = pathlib.Path(__file__).resolve().with_name("paper_speedup_makespans.json")
EXPERIMENT = pathlib.Path(__file__).resolve().parents[2] / "experiments" / "paper_speedup.json"
LARGEST_DIFFERENCE = 1e-9  # relative: versions of SimGrid and compilers round differently


def makespans(modnn):
    with tempfile.TemporaryDirectory() as folder:
        ended = subprocess.run([modnn, "run", EXPERIMENT, "--output", folder, "--json-lines", "--quiet"],
                               capture_output=True, text=True)
    if ended.returncode != 0:
        sys.exit(ended.stderr)
    rows = [json.loads(line) for line in ended.stdout.splitlines()]
    rows.sort(key=lambda row: row["index"])
    simgrid = {row["provenance"]["simgrid"] for row in rows}
    return {json.dumps(row["swept"]): row["result"]["makespan_s"] for row in rows}, ", ".join(simgrid)


def main():
    now, simgrid = makespans(pathlib.Path(sys.argv[1]).resolve())
    if "--update" in sys.argv[2:]:
        BASELINE.write_text(json.dumps({"simgrid": simgrid, "makespan_s": now}, indent=2) + "\n")
        return
    known = json.loads(BASELINE.read_text())
    if known["makespan_s"].keys() != now.keys():
        sys.exit(f"other points: {sorted(known['makespan_s'].keys() ^ now.keys())}")
    wrong = [f"{point}: was {was!r}, is {now[point]!r}" for point, was in known["makespan_s"].items()
             if not abs(now[point] - was) <= LARGEST_DIFFERENCE * was]
    if wrong:
        sys.exit("\n".join(wrong) + f"\nSimGrid was {known['simgrid']}, is {simgrid}. If the change is meant: "
                 f"python3 {BASELINE.with_name('makespans_test.py').name} MODNN --update, and say why in the commit")


if __name__ == "__main__":
    main()
