"""A sweep in four shards on a real Slurm, one of which is killed and requeued, gives the local run's bytes.

Exit code 77: Slurm is not installed, or may not be started (it needs root).
"""

import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import unittest

import cluster

MODNN = pathlib.Path(sys.argv.pop(1)).resolve()
POINTS = 1200
EXPERIMENT = {
    "name": "sharded",
    "model": "vgg16",
    "platform": "nexus5_wlan",
    "sweep": {"/platform/workers/0/rate_bps": [1e7 + 1e4 * i for i in range(POINTS)]},
}


def process_with(*words):
    """The id of a process of this machine whose command line holds all the words."""
    for folder in pathlib.Path("/proc").iterdir():
        try:
            command = (folder / "cmdline").read_bytes().decode().split("\0")
        except (OSError, ValueError):
            continue
        if folder.name.isdigit() and all(word in command for word in words):
            return int(folder.name)
    return None


class Slurm(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.experiment = self.folder / "sharded.json"
        self.experiment.write_text(json.dumps(EXPERIMENT))
        (self.folder / "cluster").mkdir()

    def kill_and_requeue(self, slurm, job, task):
        """False when the task was over before it could be killed."""
        shard = self.folder / "results" / ".slurm" / "sharded" / "shards" / task / "sharded"
        rows = shard / "points.jsonl"
        cluster.wait_until(lambda: rows.exists() and rows.stat().st_size > 0, f"task {task} has computed points")
        process = process_with(str(self.experiment), f"{task}/4")
        if process is None:
            return False
        os.kill(process, signal.SIGKILL)
        cluster.wait_until(lambda: slurm.states(job).get(task) in ("FAILED", "COMPLETED"), f"task {task} has ended")
        if slurm.states(job)[task] == "COMPLETED":
            return False
        slurm.run("scontrol", "requeue", f"{job}_{task}")
        cluster.wait_until(lambda: slurm.states(job).get(task) != "FAILED", f"task {task} is requeued")
        # Slurm lets a requeued task wait for two minutes.
        slurm.run("scontrol", "update", f"JobId={job}_{task}", "StartTime=now")
        return True

    def test_a_sharded_sweep_is_the_local_sweep(self):
        with cluster.Cluster(self.folder / "cluster") as slurm:
            ended = subprocess.run(
                [MODNN, "submit", self.experiment, "--engine", "slurm", "--shards", "4", "--output",
                 self.folder / "results"],
                env=slurm.environment, capture_output=True, text=True)
            self.assertEqual(ended.returncode, 0, ended.stderr)
            job, merge = re.search(r"job array (\d+) of 4 shards, merged by job (\d+)", ended.stdout).groups()
            if not any(self.kill_and_requeue(slurm, job, task) for task in "1234"):
                print("on this machine every task was over before it could be killed")
            cluster.wait_until(lambda: set(slurm.states(merge).values()) & {"COMPLETED", "FAILED"},
                               "the merge has ended")
            log = self.folder / "results" / ".slurm" / "sharded" / "merge.log"
            self.assertEqual(set(slurm.states(merge).values()), {"COMPLETED"}, log.read_text())
        subprocess.run([MODNN, "run", self.experiment, "--quiet", "--output", self.folder / "local"], check=True,
                       capture_output=True)
        for file in ("summary.csv", "layers.csv", "devices.csv"):
            self.assertEqual((self.folder / "results" / "sharded" / file).read_bytes(),
                             (self.folder / "local" / "sharded" / file).read_bytes())


if __name__ == "__main__":
    missing = cluster.missing_programs()
    if missing or os.geteuid() != 0:
        print(f"skipped: {', '.join(missing)} not found" if missing else "skipped: Slurm's daemons need root")
        sys.exit(77)
    unittest.main()
