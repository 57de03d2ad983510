"""modnn from Python: experiments run as they do on the command line, and their results come as pandas tables.

    import modnn
    rows = modnn.run("paper_speedup", set={"/platform/workers/0/count": [1, 2, 4]})
    rows[["workers", "conv_partition", "makespan_s"]]

Wrong input raises InputError, which has the file, the line and the pointer of everything that is wrong."""

from .errors import EnvironmentProblem, Failed, InputError, ModnnError, Problem
from .runs import check, devices, explain, layers, load, messages, plan, run, trace

__all__ = ["EnvironmentProblem", "Failed", "InputError", "ModnnError", "Problem", "check", "devices", "explain", "layers", "load",
           "messages", "plan", "run", "trace"]
