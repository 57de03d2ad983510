"""`import modnn` in this folder: the package python/modnn, which an installed modnn has among Python's own."""

import importlib.util
import pathlib
import sys

package = pathlib.Path(__file__).resolve().parent / "python" / "modnn"
spec = importlib.util.spec_from_file_location("modnn", package / "__init__.py", submodule_search_locations=[str(package)])
sys.modules["modnn"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(sys.modules["modnn"])
