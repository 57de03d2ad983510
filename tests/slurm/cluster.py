"""A Slurm cluster of one machine on loopback, with all of its files in one folder."""

import os
import pathlib
import re
import shutil
import socket
import subprocess
import time

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "scontrol", "squeue")

CONFIGURATION = """
ClusterName=modnn
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
SlurmctldPort={controller_port}
SlurmdPort={daemon_port}
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
MpiDefault=none
ReturnToService=2
KillWait=1
MessageTimeout=100
MinJobAge=86400
NodeName={host} NodeAddr=127.0.0.1 CPUs={cpus}
PartitionName=all Nodes={host} Default=YES MaxTime=INFINITE State=UP
"""


def find(program):
    return shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


def missing_programs():
    return [program for program in PROGRAMS if not find(program)]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(condition, what, seconds=1800):
    """The seconds are a last resort, for what will never happen, and no measure of the machine's speed."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"not within {seconds} s: {what}")
        time.sleep(0.1)


class Cluster:
    """Starts munged, slurmctld and slurmd; whatever happens, leaving the block stops them."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.environment = dict(os.environ, SLURM_CONF=str(self.folder / "slurm.conf"))
        self.daemons = []

    def __enter__(self):
        try:
            self.write_files()
            self.start("munged", "--foreground", "--force", "--num-threads=1", f"--socket={self.folder}/munge.socket",
                       f"--key-file={self.folder}/munge.key", f"--pid-file={self.folder}/munged.pid",
                       f"--seed-file={self.folder}/munged.seed", f"--log-file={self.folder}/munged.log")
            wait_until((self.folder / "munge.socket").exists, "munged listens")
            self.start("slurmctld", "-D")
            self.start("slurmd", "-D")
            wait_until(self.is_idle, "the node is idle")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if len(self.daemons) > 1:
            self.cancel_all()
        for daemon in reversed(self.daemons):
            daemon.terminate()
            try:
                daemon.wait(60)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()

    def cancel_all(self):
        """Jobs would go on without the daemons. A cluster that is too ill to cancel any has none, probably."""
        try:
            self.run("scancel", "--user=root")
            wait_until(lambda: self.run("squeue", "--noheader") == "", "all jobs have ended", seconds=60)
        except (subprocess.TimeoutExpired, TimeoutError):
            pass

    @staticmethod
    def version():
        printed = subprocess.run([find("slurmd"), "-V"], capture_output=True, text=True, timeout=600).stdout
        return tuple(map(int, re.findall(r"\d+", printed)[:2]))

    def write_files(self):
        for name in ("state", "spool"):
            (self.folder / name).mkdir()
        key = self.folder / "munge.key"
        key.write_bytes(os.urandom(64))
        key.chmod(0o400)
        # Without control groups, as in a root of one's own, slurmd ends unless it is told not to look for them.
        if not os.path.ismount("/sys/fs/cgroup"):
            plugin = "disabled" if self.version() >= (23, 11) else "cgroup/v1"
            (self.folder / "cgroup.conf").write_text(f"CgroupPlugin={plugin}\n")
        (self.folder / "slurm.conf").write_text(
            CONFIGURATION.format(folder=self.folder, host=socket.gethostname().split(".")[0],
                                 controller_port=free_port(), daemon_port=free_port(),
                                 cpus=min(2, os.cpu_count())))

    def is_idle(self):
        for daemon in self.daemons:
            if daemon.poll() is not None:
                name = pathlib.Path(daemon.args[0]).name
                raise RuntimeError(f"{name} ended: {(self.folder / name).with_suffix('.out').read_text()[-2000:]}")
        return "idle" in self.run("sinfo", "--noheader", "--format=%T")

    def start(self, program, *arguments):
        with open(self.folder / f"{program}.out", "w") as log:
            self.daemons.append(subprocess.Popen([find(program), *arguments], env=self.environment, stdout=log,
                                                 stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL))

    def run(self, program, *arguments):
        ended = subprocess.run([find(program) or program, *arguments], env=self.environment, capture_output=True,
                               text=True, timeout=600)
        return ended.stdout

    def states(self, job):
        """{task: state} of the tasks of a job that are still known: PENDING, RUNNING, COMPLETED, ..."""
        lines = self.run("squeue", f"--jobs={job}", "--array", "--states=all", "--noheader", "--format=%K %T")
        return dict(line.split() for line in lines.splitlines())
