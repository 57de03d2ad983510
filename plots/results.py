"""What a result set holds, and a sentence where a figure needs something else."""

import json
import os
import pathlib
import re

from plotting import np, pd

PUBLISHED = pathlib.Path(__file__).resolve().parent.parent / "experiments" / "published"

# Columns of words, also where all of them look like numbers.
WORDS = ("point_id", "experiment", "model", "platform", "conv_partition", "dense_partition", "delivery_mode",
         "delivery_via", "relays", "transfers", "wakeup", "sync", "fidelity", "mode", "status", "error", "notes",
         "layer", "device", "devices", "baseline_device", "medium", "rates_bps", "links", "settings", "paging", "access_point",
         "fgcp", "image", "images_from", "file", "arrivals", "sources", "source")

POINTERS = {"model": "/model", "platform": "/platform", "conv_partition": "/partition/conv",
            "dense_partition": "/partition/dense", "delivery_mode": "/delivery/mode", "delivery_via": "/delivery/via",
            "relays": "/delivery/relays", "transfers": "/delivery/transfers", "wakeup": "/delivery/wakeup",
            "sync": "/delivery/sync", "group_owner_computes": "/delivery/group_owner_computes",
            "transfer_bytes_per_value": "/delivery/transfer_bytes_per_value", "compute_sigma": "/noise/compute_sigma",
            "transmission_sigma": "/noise/transmission_sigma", "beacon_phase": "/noise/beacon_phase", "paging": "/platform/paging",
            "cluster_speed_factor": "/platform/speed_factor", "access_point": "/platform/access_point",
            "fgcp": "/partition/fgcp", "pipeline": "/partition/pipeline", "tiles": "/delivery/tiles",
            "workload_images": "/workload/images", "arrivals": "/workload/arrivals/kind",
            "rate_per_s": "/workload/arrivals/rate_per_s", "burst": "/workload/arrivals/burst",
            "sources": "/workload/sources", "images_from": "/workload/images_from",
            "in_flight": "/workload/in_flight", "deadline_s": "/workload/deadline_s",
            "mean_time_to_leave_s": "/churn/mean_time_to_leave_s", "mean_time_to_return_s": "/churn/mean_time_to_return_s",
            "loss_probability": "/loss/probability", "retransmission_timeout_s": "/loss/retransmission_timeout_s",
            "policy": "/recovery/policy", "detect_timeout_s": "/recovery/detect_timeout_s",
            "checkpoint_every": "/recovery/checkpoint_every", "most_attempts": "/recovery/most_attempts"}

# Columns that sum up others.
SUMMARIES = ("devices", "baseline_device", "medium", "rates_bps", "links", "settings")

# What tells points apart without being a setting: replications are drawn as their mean.
NO_SETTINGS = {"point_id", "experiment", "workers", "seed", "/seed", "replication", "status", "notes", "error"}


# What it may be that a path through a JSON file leads nowhere.
NOWHERE = (KeyError, IndexError, TypeError, ValueError, AttributeError)


class DoesNotApply(Exception):
    """The figure has no way to show this result set; the text says what it needs."""


class WrongRequest(Exception):
    """What the person asked for there is not."""


class WrongInput(Exception):
    """A file is missing, or is not what modnn has written."""


def look_at(path, remedy="run the experiment first"):
    """Refuses what is no file, and one with holes, which claims any size at no cost and which modnn never writes."""
    if not path.is_file():
        raise WrongInput(f"{path}: there is no such file; {remedy}")
    with open(path, "rb") as file:
        size = os.fstat(file.fileno()).st_size
        try:
            whole = size == 0 or os.lseek(file.fileno(), 0, os.SEEK_HOLE) == size
        except OSError:
            whole = True  # this file system does not know
    if not whole:
        raise WrongInput(f"{path}: has holes: not a file that modnn has written")


def read_csv(path, remedy="run the experiment first"):
    look_at(path, remedy)
    try:
        rows = pd.read_csv(path, dtype={name: str for name in WORDS}, keep_default_na=False, na_values=[""],
                           encoding_errors="replace")
    except pd.errors.EmptyDataError:
        raise WrongInput(f"{path}: the file is empty; {remedy}") from None
    except ValueError as error:
        raise WrongInput(f"{path}: not a table that modnn has written: {error}") from None
    words = [name for name in WORDS if name in rows]
    return rows.assign(**rows[words].fillna(""))


def read_json(path):
    look_at(path)
    try:
        content = json.loads(path.read_text())
    except (ValueError, RecursionError):
        raise WrongInput(f"{path}: not a file that modnn has written") from None
    if not isinstance(content, dict):
        raise WrongInput(f"{path}: not a file that modnn has written")
    return content


def points(folder):
    """The points of a result set that succeeded, each once."""
    path = pathlib.Path(folder) / "summary.csv"
    rows = read_csv(path)
    if "status" not in rows or "workers" not in rows:
        raise WrongInput(f"{path}: there is no column \"status\" or \"workers\": not a table that modnn has written")
    rows = rows[rows["status"] == "ok"]
    if rows.empty:
        raise WrongInput(f"{path}: no point succeeded, nothing to draw")
    return rows.drop_duplicates("point_id") if "point_id" in rows else rows


def parts(folder, name, rows, by):
    """The lines of layers.csv or devices.csv that belong to the points `rows`, with their columns `by`."""
    table = read_csv(pathlib.Path(folder) / name)
    need(rows, "point_id")
    need(table, "point_id")
    own = [column for column in table if column not in by]
    return table[own].drop_duplicates().merge(rows[["point_id", *by]], on="point_id")


def resolved(folder, pointer):
    """A value of the experiment as it was run."""
    try:
        return at(read_json(pathlib.Path(folder) / "experiment.resolved.json"), pointer)
    except NOWHERE:
        raise DoesNotApply(f"needs {pointer} in experiment.resolved.json") from None


def at(value, pointer):
    """What a JSON pointer points to."""
    for key in pointer.split("/")[1:]:
        key = key.replace("~1", "/").replace("~0", "~")
        value = value[int(key) if isinstance(value, list) else key]
    return value


def workers(point):
    """How many workers a point {swept pointer: value} has; None where it does not say."""
    counts = [value for pointer, value in point.items() if re.fullmatch(r"/platform/workers/\d+/count", pointer)]
    return sum(counts) if counts else None


def published(folder):
    """(name of the experiment, the published data that it names: files of experiments/published/)"""
    path = pathlib.Path(folder) / "experiment.resolved.json"
    experiment = read_json(path) if path.is_file() else {}
    named = experiment.get("published", [])
    named = [named] if isinstance(named, str) else named if isinstance(named, list) else []
    shipped = sorted(PUBLISHED.glob("*.json"))  # a name leads nowhere else
    return experiment.get("name"), [path for name in named for path in shipped if path.stem == name]


def claims(folder, column, unit, where=(), form="value", plus=None):
    """The published figures of a column, as claims of the data that the experiment names, each once: [(workers, figure,
    whether a parameter was calibrated on it)]. The claims that this experiment simulates, or all where none are its own."""
    name, files = published(folder)
    own, others = {}, {}
    for experiment, row, point, figure in claimed(files):
        like = row["column"], row["unit"], row.get("form", "value"), row.get("plus")
        if like == (column, unit, form, plus) and dict(where).items() <= point.items():
            found = own if experiment == name else others
            key = workers(point), figure
            found[key] = found.get(key, False) or row.get("split") == "calibrated"
    return [(*key, calibrated) for key, calibrated in (own or others).items()]


def claimed(files):
    """[(experiment that simulates it, row of the claims, {pointer: value} of its point, published figure)]"""
    found = []
    for path in files:
        file = read_json(path)
        try:
            for group in file.get("claims", []):
                for row in group["rows"]:
                    point = {**group.get("point", {}), **row.get("point", {})}
                    row["column"], row["unit"]  # which every row has
                    found.append((group["experiment"], row, point, at(file, row["published"])))
        except NOWHERE:
            raise WrongInput(f"{path}: its claims are wrong; modnn validate says where") from None
    return found


def need(rows, *columns):
    for column in columns:
        if column not in rows:
            raise DoesNotApply(f"needs the column {column}" + (": sweep it" if column.startswith("/") else ""))


def need_matching(rows, pattern, example):
    """The first column that matches, such as the speed of whichever group is swept."""
    found = [column for column in rows if re.fullmatch(pattern, column)]
    if not found:
        raise DoesNotApply(f"needs a swept {example}")
    return found[0]


def numbers(rows, *columns):
    """The rows that have finite numbers there."""
    need(rows, *columns)
    rows = rows.assign(**{column: pd.to_numeric(rows[column], errors="coerce").astype(float) for column in columns})
    for column in columns:
        rows = rows[np.isfinite(rows[column])]
        if rows.empty:
            raise DoesNotApply(f"no point has a number in the column {column}")
    return rows


def varied(rows, by):
    """Settings that tell points of equal `by` apart, without those that only follow others."""
    pointers = [column for column in rows if column.startswith("/")]
    before_status = list(rows.columns)[:list(rows.columns).index("status")] if "status" in rows else []
    before_status.sort(key=lambda column: column in SUMMARIES)
    found, keys = [], list(by)
    for column in [*pointers, *before_status]:
        if column in NO_SETTINGS or column in keys:
            continue
        if keys:
            groups, finer = (rows.groupby(key, dropna=False).ngroups for key in (keys, [*keys, column]))
        else:
            groups, finer = 1, rows[column].nunique(dropna=False)
        if finer > groups:
            found.append(column)
            keys.append(column)
    return found


def choice(rows, columns):
    """How a person picks one value of each."""
    column = columns[0]
    value = rows[column].iloc[0]
    value = f"{value:g}" if isinstance(value, (float, np.floating)) else str(value)
    value = value.lower() if rows[column].dtype == bool else value
    pointer = POINTERS.get(column, column if column.startswith("/") else f"/{column}")
    sayable = column != "pipeline" and len(value) < 40 and value.isprintable() and " " not in value  # a pipeline's word is no value
    example = f", e.g. --set {pointer}={value}" if sayable else ""
    return f"choose one value of each with --set{example}"


def listed(columns):
    names = ["the number of workers" if column == "workers" else POINTERS.get(column, column) for column in columns]
    shown = names if len(names) <= 4 else [*names[:3], f"{len(names) - 3} more"]
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def means(rows, by, columns):
    """One line for each combination of `by`: the mean of its replications; nothing else may vary."""
    need(rows, *by)
    rows = numbers(rows, *columns)
    others = varied(rows, by)
    if others:
        raise DoesNotApply(f"needs one variant for each of {listed(by)}, but {listed(others)} "
                           f"var{'y' if len(others) > 1 else 'ies'} too: {choice(rows, others)}")
    return rows.groupby(list(by), sort=False, dropna=False)[list(columns)].mean().reset_index()


def at_most(count, most, what):
    if count > most:
        raise DoesNotApply(f"{count} {what} are more than a figure can tell apart (at most {most}): choose with --set")
