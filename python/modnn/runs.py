"""Experiments, plans and result sets as tables."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import pathlib
import re
import shutil
import tempfile
from typing import TYPE_CHECKING, Any, Iterator, Mapping, Union

from .errors import Failed, InputError, ModnnError
from .program import call
from .schemes import Scheme, serving

if TYPE_CHECKING:
    import pandas

Experiment = Union[str, "os.PathLike[str]", Mapping[str, Any]]
Settings = Mapping[str, Any]
UNITS = {"_per_s": "1/s", "_macs_per_s": "MAC/s", "_s": "s", "_bytes": "bytes", "_bps": "bit/s", "_j": "J", "_mhz": "MHz", "_m": "m"}
# Texts, also where all of them look like numbers.
TEXTS = ("point_id", "experiment", "model", "platform", "device", "devices", "baseline_device", "medium", "layer", "status", "error",
         "notes", "settings", "rates_bps", "links", "sources", "image")


def pandas_module() -> Any:
    """Only tables need it, so that `import modnn` works without."""
    try:
        import pandas
    except ImportError:
        raise ModnnError("tables need pandas: apt-get install python3-pandas, and Debian's /usr/bin/python3") from None
    return pandas


def unit_of(column: str) -> str:
    """By what ends its name; "" where it has none."""
    return next((unit for ending, unit in UNITS.items() if column.endswith(ending)), "")


def read_table(path: pathlib.Path) -> pandas.DataFrame:
    if not path.is_file():
        raise InputError(f"{path}: there is no such file: not a result set of modnn's")
    table = pandas_module().read_csv(path, dtype=dict.fromkeys(TEXTS, str), keep_default_na=False, na_values=[""])
    texts = [column for column in TEXTS if column in table]
    table[texts] = table[texts].fillna("")
    table.attrs.update(folder=str(path.parent), units={column: unit_of(column) for column in table if unit_of(column)})
    return table


def load(folder: Union[str, os.PathLike[str]]) -> pandas.DataFrame:
    """The points of a result set, such as results/paper_speedup: a row each, settings and results as columns. `attrs["units"]`
    has the columns' units, `attrs["folder"]` the folder."""
    return read_table(pathlib.Path(folder) / "summary.csv")


def temporary_folder() -> pathlib.Path:
    folder = tempfile.mkdtemp(prefix="modnn_")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return pathlib.Path(folder)


@contextlib.contextmanager
def file_of(experiment: Experiment) -> Iterator[str]:
    """A dict is written to a file in the current folder's place, to which its own names of files are relative."""
    if not isinstance(experiment, Mapping):
        yield os.fspath(experiment)
        return
    with tempfile.NamedTemporaryFile("w", prefix=".modnn_", suffix=".json", dir=".") as file:
        json.dump({"name": "from_python", **experiment}, file)
        file.flush()
        yield file.name


def escaped(pointer: str) -> str:
    return pointer.replace("~", "~0").replace("/", "~1")


def setting_words(set: Settings | None, sweep: bool) -> list[str]:
    """A list is what the pointer takes one after the other, everything else its value; a tuple is a value that is a list."""
    words = []
    for pointer, value in (set or {}).items():
        if isinstance(value, list) and sweep:
            pointer = f"/sweep/{escaped(pointer)}"
        words += ["--set", f"{pointer}={json.dumps(plain(value))}"]
    return words


def plain(value: Any) -> Any:
    """NumPy's numbers and paths as JSON has them."""
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    return value.item() if hasattr(value, "item") else value


@contextlib.contextmanager
def asked(experiment: Experiment, set: Settings | None, scheme: Scheme | None, sweep: bool) -> Iterator[list[str]]:
    """The words of a command about an experiment; what the scheme raised is raised."""
    with file_of(experiment) as file, contextlib.ExitStack() as stack:
        words = [file, *setting_words(set, sweep)]
        if scheme is None:
            yield words
            return
        served = stack.enter_context(serving(scheme))
        try:
            yield [*words, "--set", f"/partition/command={json.dumps(served.command)}", "--allow-commands"]
        except ModnnError as error:
            if served.error is not None:
                raise served.error from error
            raise


def run(experiment: Experiment, set: Settings | None = None, *, output: Union[str, os.PathLike[str], None] = None,
        scheme: Scheme | None = None, jobs: int | None = None, trace: bool = False, figures: bool = False,
        progress: bool = False) -> pandas.DataFrame:
    """Simulates every point of an experiment (a file, the name of a shipped one, or a dict) and returns its rows, as `load` does.

    `set` has values for JSON pointers: {"/delivery/via": "peer"}; a list varies the pointer: {"/platform/workers/0/count": [1, 2]}.
    `output` is the folder of result sets, in which computed points are found again; without one it is a temporary folder, which
    goes when Python ends. `scheme` is a function from what a scheme is told (network, devices, medium) to a plan, such as
    {"regions": {"conv1": {"worker1": {"cols": [0, 7]}}}}. Points that fail raise Failed, which has the `rows`."""
    target = pathlib.Path(output) if output is not None else temporary_folder()
    with asked(experiment, set, scheme, sweep=True) as words:
        command = ["run", *words, "--output", str(target)]
        command += [] if figures else ["--set", "/figures=[]"]
        command += ["--jobs", str(jobs)] if jobs else []
        command += ["--trace"] if trace else []
        try:
            said = call(command if progress else [*command, "--quiet"], progress)
        except Failed as error:
            if (folder := written(error.output)) is not None:
                error.rows = load(folder)
            raise
    folder = written(said)
    if folder is None:
        raise ModnnError(f"no result set was written: {said}")
    return load(folder)


def written(said: str) -> pathlib.Path | None:
    """The result set that `modnn run` names in its last line."""
    found = re.findall(r"^(.+): \d+ computed, \d+ reused, \d+ failed$", said, re.MULTILINE)
    return pathlib.Path(found[-1]) if found else None


def check(experiment: Experiment) -> None:
    """Reads the experiment and verifies every plan; raises InputError with all that is wrong."""
    with file_of(experiment) as file:
        call(["check", "--quiet", file])


def plan(experiment: Experiment, set: Settings | None = None, *, scheme: Scheme | None = None) -> dict[str, Any]:
    """The plan of one point: stages with their tasks' regions, messages, bytes, work and memory. A pointer that the experiment varies
    needs a value in `set`."""
    with asked(experiment, set, scheme, sweep=False) as words:
        return json.loads(call(["plan", *words, "--json"]))


def folder_of(source: Any, set: Settings | None, **options: Any) -> pathlib.Path:
    """Of rows that `run` or `load` returned, of a result set, or of an experiment that is run first."""
    if hasattr(source, "attrs") and "folder" in source.attrs:
        return pathlib.Path(source.attrs["folder"])
    if not isinstance(source, Mapping) and pathlib.Path(source).is_dir():
        return pathlib.Path(source)
    return pathlib.Path(run(source, set, **options).attrs["folder"])


def layers(source: Any, set: Settings | None = None) -> pandas.DataFrame:
    """A row for each layer of each point; `source` is what `run` returned, a result set's folder, or an experiment."""
    return read_table(folder_of(source, set) / "layers.csv")


def devices(source: Any, set: Settings | None = None) -> pandas.DataFrame:
    """The same by phone."""
    return read_table(folder_of(source, set) / "devices.csv")


def traced_events(source: Any, set: Settings | None) -> Iterator[tuple[str, dict[str, Any]]]:
    folder = folder_of(source, set, trace=True)
    files = sorted((folder / "traces").glob("*.json"))
    if not files:
        raise InputError(f"{folder}: has no traces: run it with trace=True")
    for file in files:
        for event in json.loads(file.read_text())["traceEvents"]:
            yield file.stem, event


def trace(source: Any, set: Settings | None = None) -> pandas.DataFrame:
    """What every phone's processor and radio did: a row for each slice, with point_id, phone, lane, activity, layer, image, begin_s
    and duration_s."""
    phones: dict[Any, str] = {}
    rows = []
    for point, event in traced_events(source, set):
        key = (point, event["pid"])
        if event["ph"] == "M" and event["name"] == "process_name":
            phones[key] = event["args"]["name"]
        elif event["ph"] == "M" and event["name"] == "thread_name":
            phones[key, event["tid"]] = event["args"]["name"]
        elif event["ph"] == "X":
            rows.append((point, key, (key, event["tid"]), event["args"]["activity"], event["args"]["layer"],
                         event["args"].get("image"), event["ts"] / 1e6, event["dur"] / 1e6))
    rows = [(point, phones[key], phones[lane], *others) for point, key, lane, *others in rows]
    return pandas_module().DataFrame(rows, columns=["point_id", "phone", "lane", "activity", "layer", "image", "begin_s", "duration_s"])


def messages(source: Any, set: Settings | None = None) -> pandas.DataFrame:
    """Every message: point_id, sender, receiver, layer, purpose, bytes, sent_s and received_s."""
    phones: dict[Any, str] = {}
    sent: dict[Any, dict[str, Any]] = {}
    rows = []
    for point, event in traced_events(source, set):
        key = (point, event["pid"])
        if event["ph"] == "M" and event["name"] == "process_name":
            phones[key] = event["args"]["name"]
        elif event["ph"] == "s":
            sent[point, event["id"]] = event
        elif event["ph"] == "f" and (point, event["id"]) in sent:
            begin = sent[point, event["id"]]
            rows.append((point, phones[point, begin["pid"]], phones[key], begin["args"]["layer"], begin["args"]["purpose"],
                         begin["args"]["bytes"], begin["ts"] / 1e6, event["ts"] / 1e6))
    return pandas_module().DataFrame(rows, columns=["point_id", "sender", "receiver", "layer", "purpose", "bytes", "sent_s", "received_s"])


def explain(key: str) -> str:
    """What a key of an experiment or a column of the results means."""
    return call(["explain", key])
