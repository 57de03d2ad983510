"""A sentence for each figure: what it shows, of which network, phones, medium, scheme and delivery, and what its bars are."""

import ast
import pathlib
import re

import results
from plotting import pd

PLOTS = pathlib.Path(__file__).resolve().parent
LISTED = 4


def what(name):
    """The first sentence of the script that draws it."""
    path = PLOTS / f"{name}.py"
    words = ast.get_docstring(ast.parse(path.read_text())) if re.fullmatch(r"\w+", name) and path.is_file() else ""
    return " ".join(words.split("\n\n")[0].split()).split(". ")[0].rstrip(".")


def clean(words):
    return "".join(c for c in str(words) if c.isprintable())


def values(rows, column):
    """What there is of a column, or how many where they are many."""
    if column not in rows:
        return ""
    found = list(dict.fromkeys(value for value in rows[column] if value not in ("", "none") and not pd.isna(value)))
    if len(found) > LISTED and pd.api.types.is_numeric_dtype(rows[column]):
        return f"{min(found):g} to {max(found):g}"
    shown = [f"{value:g}" if isinstance(value, (int, float)) else clean(value)[:40] for value in found[:LISTED]]
    shown += [f"{len(found) - LISTED} more"] if len(found) > LISTED else []
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def phones(rows):
    """Kinds of phones, whatever their number, which `workers` says."""
    if "devices" not in rows:
        return ""
    kinds = rows.assign(devices=[re.sub(r"\b\d+ x ", "", str(value)) for value in rows["devices"]])
    return values(kinds, "devices")


def intervals(rows, said):
    if any(words.startswith(("bars:", "means of")) for words in said):
        return said
    replicated = "replication" in rows and rows["replication"].nunique() > 1
    return [*said, "replications are equal, so there are no bars" if replicated else "each point is one run, so there are no bars"]


def sentence(folder, name, shows, said):
    """`shows` or what the script of that name says of itself, and `said` in its legend; nothing without a result set."""
    if not (pathlib.Path(folder) / "summary.csv").is_file():
        return ""
    try:
        rows = results.points(folder)
    except results.WrongInput:  # a timeline can be drawn without, and other figures have said it
        return ""
    of = lambda words, column: f"{words}{found}" if (found := values(rows, column)) else ""
    workers = values(rows, "workers")
    router = rows["access_point"].eq("router").any() if "access_point" in rows else False
    settings = [
        f"{values(rows, 'model') or 'a network'} on {workers} worker{'' if workers == '1' else 's'} ({phones(rows) or 'phones'})",
        of("on the air ", "medium") + (" behind a router" if router else ""),
        of("convolutions cut by ", "conv_partition"), of("dense layers by ", "dense_partition"),
        of("pipelines: ", "pipeline"),
        of("delivery ", "delivery_mode") + of(" via ", "delivery_via") + of(" in transfers ", "transfers") + of(" with wake-up ", "wakeup"),
        of("relays ", "relays") if "merged" in set(rows.get("relays", ())) else "", of("in step by ", "sync"),
        of("images that come ", "arrivals")]
    head = shows or what(name) or name.replace("_", " ")
    return clean(f"{head}, for {', '.join(filter(None, settings))}; {'; '.join(intervals(rows, said))}.")
