"""A page to look at: `modnn report DIR` writes figures/report.html, one file that needs no network."""

import json
import pathlib
import re
import subprocess

import replications
import results
import style
import timeline
from plotting import pd

PLOTS = pathlib.Path(__file__).resolve().parent
D3 = pathlib.Path("/usr/share/javascript/d3/d3.min.js")
MOST_POINTS, MOST_SLICES, MOST_ROWS, MOST_BYTES = 12, 15000, 2000, 2_000_000


def library():
    """Of Debian's packages, which Debian keeps."""
    try:
        import jinja2
    except ImportError:
        raise results.DoesNotApply("modnn report needs jinja2: apt-get install python3-jinja2") from None
    if not D3.is_file():
        raise results.DoesNotApply("modnn report needs d3: apt-get install libjs-d3")
    return jinja2


def boxes(regions):
    """[first row, end, first column, end], each once: regions of other channels lie on top of each other."""
    return [list(box) for box in dict.fromkeys((*region["rows"], *region["cols"]) for region in regions)]


def stages_of(plan):
    """[{layer, tasks: [{phone, owns, reads}]}] what everybody has of each layer's map, and reads of it for a later one."""
    stages = [{"layer": stage["layer"], "tasks": [{"phone": task["device"], "owns": boxes(task.get("owns", []))}
                                                  for task in stage["tasks"] if task.get("owns")]} for stage in plan["stages"]]
    by_layer = {stage["layer"]: stage for stage in stages}
    for stage in plan["stages"]:
        for task in stage["tasks"]:
            for read in task.get("reads", []):
                if read["tensor"] in by_layer:
                    by_layer[read["tensor"]].setdefault("reads", []).append(
                        {"phone": task["device"], "layer": stage["layer"], "boxes": boxes(read["regions"])})
    return [stage for stage in stages if stage["tasks"]]


def plan_of(program, folder, swept):
    """The plan of a point, as the program makes it again; nothing is started for it that a file names."""
    words = [program, "plan", str(folder / "experiment.resolved.json"), "--json"]
    for pointer, value in {**{key: swept[key] for key in swept if key.startswith("/")}, "/replications": 1}.items():
        words += ["--set", f"{pointer}={json.dumps(value)}"]
    ended = subprocess.run(words, capture_output=True, stdin=subprocess.DEVNULL)
    try:
        return stages_of(json.loads(ended.stdout)), ""
    except (ValueError, *results.NOWHERE):
        said = ended.stderr.decode(errors="replace").strip().splitlines()
        return [], said[0][:500] if said else "there is no plan"


def label_of(row, keys):
    return ", ".join(style.setting_text(key, row[key]) if key != "workers" else f"{row[key]} worker{'' if row[key] == 1 else 's'}" for key in keys) or "the point"


def computed_rows(folder):
    """{point_id: row} of points.jsonl, without those that are damaged."""
    found = {}
    path = folder / "points.jsonl"
    results.look_at(path)
    with open(path, errors="replace") as lines:
        for line in lines:
            try:
                row = json.loads(line)
                found[str(row["point_id"])] = row
            except (RecursionError, *results.NOWHERE):
                continue
    return found


def traced(folder, point):
    path = folder / "traces" / f"{point}.json"
    if not re.fullmatch(r"\w+", point) or not path.is_file():
        return None
    results.look_at(path)
    try:
        return json.loads(path.read_text())
    except (ValueError, RecursionError):
        raise results.WrongInput(f"{path}: not a trace that modnn run --trace has written") from None


def points_of(folder, rows, keys, program, computed):
    """Timelines and maps of the first points, as many as a page holds; and how many have none."""
    found, slices = [], 0
    ordered = sorted(rows.to_dict("records"), key=lambda row: not (folder / "traces" / f"{row['point_id']}.json").is_file())
    for row in ordered[:MOST_POINTS]:
        trace = traced(folder, row["point_id"])
        point = {"id": row["point_id"], "label": style.text(label_of(row, keys), 120)}
        if trace is not None:
            point.update(timeline.of_trace(trace))
            slices += len(point["slices"])
            if slices > MOST_SLICES:
                break
        point["stages"], point["no_map"] = plan_of(program, folder, computed.get(row["point_id"], {}).get("swept", {}))
        found.append(point)
    return found


def plain(value):
    """What JSON takes of a cell."""
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and not abs(value) < float("inf") else value


def table_of(rows, keys):
    """The columns that a menu can offer: settings that vary, and numbers."""
    after = list(rows.columns)[list(rows.columns).index("status") + 1:]
    metrics = [column for column in after if not column.startswith("/") and column not in results.WORDS
               and pd.api.types.is_numeric_dtype(rows[column]) and rows[column].notna().any()]
    columns = [*keys, *metrics]
    return {"settings": keys, "metrics": metrics, "units": {column: style.with_unit(column.split("/")[-1]) for column in columns},
            "rows": [[plain(value) for value in row] for row in rows[columns].head(MOST_ROWS).itertuples(index=False, name=None)],
            "left_out": max(0, len(rows) - MOST_ROWS)}


def provenance(rows_of_file):
    """Who computed the rows: each once."""
    found = dict.fromkeys(json.dumps(row.get("provenance", {}), sort_keys=True) for row in rows_of_file.values())
    return [json.loads(text) for text in list(found)[:5]]


def about(folder, rows):
    """What was simulated, as (name, text) pairs, and what the rows say to their reader."""
    document = results.read_json(folder / "experiment.resolved.json")
    lines = [("settings that differ from the defaults", "; ".join(filter(None, dict.fromkeys(rows.get("settings", [])))) or "none"),
             ("varied", ", ".join(document.get("sweep", {})) or "nothing")]
    lines += [(key, ", ".join(map(str, dict.fromkeys(rows[key]))))
              for key in ("model", "platform", "devices", "medium", "conv_partition", "delivery_mode", "delivery_via") if key in rows]
    name, files = results.published(folder)
    claims = [(row["quantity"], figure, row["unit"], row.get("split", "predicted"))
              for experiment, row, _, figure in results.claimed(files) if experiment == name]
    notes = list(dict.fromkeys(filter(None, rows["notes"]))) if "notes" in rows else []
    return {"lines": [(key, text[:1000]) for key, text in lines], "notes": notes[:50], "claims": claims}


def main(folder, words):
    jinja2 = library()
    folder = pathlib.Path(folder)
    rows = results.points(folder)
    results.need(rows, "point_id")
    first = ["workers"] if rows["workers"].nunique() > 1 else []
    keys = [*first, *results.varied(rows, first)]
    rows_of_file = computed_rows(folder)
    data = {"name": style.text(results.read_json(folder / "experiment.resolved.json").get("name", ""), 200),
            "points": points_of(folder, rows, keys, words[0], rows_of_file), "table": table_of(rows, keys), "t95": replications.T95,
            "colours": style.SERIES}
    while len(data["points"]) > 1 and len(json.dumps(data["points"])) > MOST_BYTES:
        data["points"].pop()
    data["without"] = len(rows) - len(data["points"])
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(PLOTS), autoescape=True)
    # In a script nothing ends it but "<", which JSON can do without.
    text = environment.get_template("report.html").render(
        name=data["name"], data=json.dumps(data, separators=(",", ":")).replace("<", "\\u003c"), about=about(folder, rows),
        provenance=provenance(rows_of_file), d3=D3.read_text(), script=(PLOTS / "report.js").read_text())
    target = style.place(folder) / "report.html"
    style.write({target: lambda file: file.write(text.encode(errors="replace"))})
    print(target)
