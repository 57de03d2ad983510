"""Draws figures of a result set: draw.py RESULT_SET_DIR FIGURE..., each by plots/FIGURE.py.

`modnn` starts it isolated (python3 -I), so that this folder is on no path of its own."""

import importlib
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

if __name__ == "__main__":
    for figure in sys.argv[2:]:
        importlib.import_module(figure).main(sys.argv[1])
