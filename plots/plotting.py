"""Matplotlib as it is delivered: no matplotlibrc, style or variable of the person or of the current folder counts."""

import atexit
import logging
import os
import pathlib
import shutil
import signal
import sys
import tempfile
import warnings

signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends without a traceback


def own_cache():
    """A folder for Matplotlib's list of fonts, which takes seconds to make; temporary where there is no home."""
    home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.environ.get("HOME", ""), ".cache")
    try:
        if not os.path.isabs(home):
            raise OSError
        folder = pathlib.Path(home) / "modnn" / "matplotlib"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / "matplotlibrc").unlink(missing_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        folder = pathlib.Path(tempfile.mkdtemp(prefix="modnn_matplotlib_"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        return folder


def import_matplotlib():
    """Imports it from a folder of its own, since a matplotlibrc of the current one is read and may be broken."""
    for name in [name for name in os.environ if name.startswith(("MPL", "MATPLOTLIB"))]:
        del os.environ[name]
    os.environ["MPLCONFIGDIR"] = str(own_cache())
    os.environ["SOURCE_DATE_EPOCH"] = "0"  # of the files that a script of the person saves
    stood = os.open(".", os.O_RDONLY)
    try:
        os.chdir(pathlib.Path(__file__).resolve().parent)
        import matplotlib
        matplotlib.use("Agg")
        matplotlib.rcdefaults()
    finally:
        os.fchdir(stood)
        os.close(stood)
    return matplotlib


sys.dont_write_bytecode = True
warnings.simplefilter("ignore")  # they are not about the person's data
logging.getLogger("matplotlib").setLevel(logging.ERROR)
matplotlib = import_matplotlib()

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
