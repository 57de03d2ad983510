"""Two result sets side by side: `modnn compare A B` prints which settings differ, what that changes, and in which layers."""

import json
import pathlib

import results
import style
from plotting import np, pd

METRICS = ("makespan_s", "compute_s", "page_in_s", "wakeup_s", "transmission_s", "delivery_serial_s", "speedup_total", "messages",
           "air_bytes", "peak_memory_bytes", "energy_j", "latency_mean_s", "latency_p95_s", "throughput_per_s")
PARTS = ("critical_compute_s", "critical_page_in_s", "critical_wakeup_s", "critical_transmission_s")
LEFT_OUT = {"name", "figures", "published", "$schema", "$comment", "source"}
MOST_LINES, MOST_LAYERS = 40, 10
ABSENT = object()


def differences(one, other, pointer=""):
    """[(pointer, value here, value there)] of the least that differs; what has a name of its own goes by it."""
    if isinstance(one, dict) and isinstance(other, dict):
        if pointer and one.get("name") != other.get("name"):
            return [(pointer, one.get("name", ABSENT), other.get("name", ABSENT))]
        keys = [key for key in dict.fromkeys([*one, *other]) if pointer or key not in LEFT_OUT]
        return [line for key in keys if key not in ("source", "$comment")
                for line in differences(one.get(key, ABSENT), other.get(key, ABSENT),
                                        f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}")]
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other) and any(isinstance(v, dict) for v in one):
        return [line for i, pair in enumerate(zip(one, other)) for line in differences(*pair, f"{pointer}/{i}")]
    return [] if one == other else [(pointer, one, other)]


def shown(value):
    if value is ABSENT:
        return "-"
    return style.text(value if isinstance(value, str) else json.dumps(value), 40)


def number(value):
    """Four digits, with a prefix where they are many."""
    for power, prefix in ((1e9, " G"), (1e6, " M"), (1e4, " k")):
        if abs(value) >= power:
            return f"{value / (1e3 if power == 1e4 else power):.4g}{prefix}"
    return f"{value:.4g}"


def change(one, other):
    return f"{100 * (other / one - 1):+.1f} %" if one else "equal" if one == other else "new"


def aligned(lines):
    widths = [max(map(len, column)) for column in zip(*lines)]
    return "".join("  " + "  ".join(cell.ljust(width) if i == 0 else cell.rjust(width)
                                    for i, (cell, width) in enumerate(zip(line, widths))).rstrip() + "\n" for line in lines)


def keys_of(one, other):
    """Settings that tell points of a set apart, and that both sets have."""
    first = ["workers"] if any(rows["workers"].nunique() > 1 for rows in (one, other)) else []
    keys = list(dict.fromkeys([*results.varied(one, first), *results.varied(other, first)]))
    return first + [key for key in keys if key in one and key in other]


def paired(one, other, keys, columns):
    """The means of replications of the points that both sets have, and how many each has alone."""
    tables = []
    for rows in (one, other):
        rows = rows.assign(**{key: rows[key].astype(str) for key in keys}, all_points="")
        tables.append(rows.groupby(keys or ["all_points"], sort=False)[columns].mean())
    both = tables[0].join(tables[1], how="inner", lsuffix="|a", rsuffix="|b")
    return both, [len(table) - len(both) for table in tables]


def named(key, keys):
    values = key if isinstance(key, tuple) else (key,)
    return ", ".join(style.setting_text(column, value) if column != "workers" else f"{value} worker{'' if value == '1' else 's'}"
                     for column, value in zip(keys, values)) or "the point"


def points_text(both, keys):
    lines = [("point", "makespan A (s)", "makespan B (s)", "change")]
    for key, row in list(both.iterrows())[:MOST_LINES]:
        one, other = row["makespan_s|a"], row["makespan_s|b"]
        lines.append((named(key, keys), number(one), number(other), change(one, other)))
    more = f"  and {len(both) - MOST_LINES} more\n" if len(both) > MOST_LINES else ""
    return aligned(lines) + more


def metrics_text(both, keys, columns):
    lines = [("mean of the points", "A", "B", "change", "most at")]
    for column in columns:
        one, other = both[f"{column}|a"], both[f"{column}|b"]
        if one.isna().all() or other.isna().all() or (one.fillna(0).eq(0).all() and other.fillna(0).eq(0).all()):
            continue
        apart = (other - one).abs()
        where = named(apart.idxmax(), keys) if apart.max() > 0 else ""
        lines.append((column, number(one.mean()), number(other.mean()), change(one.mean(), other.mean()), where))
    return aligned(lines)


def layers_of(folder, rows, keys, wanted):
    """Seconds of each layer on the critical path, the mean of the points that both sets have."""
    table = results.numbers(results.parts(folder, "layers.csv", rows, keys), *PARTS)
    if keys:
        table = table[[tuple(map(str, values)) in wanted for values in table[keys].itertuples(index=False, name=None)]]
    return table.groupby(["point_id", "layer"], sort=False)[list(PARTS)].sum().sum(axis=1).groupby("layer", sort=False).mean()


def layers_text(one, other):
    table = pd.concat([one.rename("a"), other.rename("b")], axis=1).fillna(0)
    table = table.assign(apart=table["b"] - table["a"])
    table = table[table["apart"].abs() > 1e-12].sort_values("apart", key=np.abs, ascending=False, kind="stable")
    if table.empty:
        return "  no layer takes another time\n"
    lines = [("layer", "A (s)", "B (s)", "B - A (s)")]
    lines += [(style.text(layer, 40), number(row.a), number(row.b), f"{row.apart:+.4g}")
              for layer, row in table.head(MOST_LAYERS).iterrows()]
    return aligned(lines) + (f"  and {len(table) - MOST_LAYERS} more\n" if len(table) > MOST_LAYERS else "")


def main(folder, words):
    sets = [pathlib.Path(folder), pathlib.Path(words[0])]
    documents = [results.read_json(path / "experiment.resolved.json") for path in sets]
    text = f"A: {style.text(sets[0], 200)}\nB: {style.text(sets[1], 200)}\n\nSettings that differ\n"
    found = differences(*documents)
    text += aligned([("key", "A", "B"), *((pointer, shown(one), shown(other)) for pointer, one, other in found[:MOST_LINES])]
                    ) if found else "  none\n"
    text += f"  and {len(found) - MOST_LINES} more\n" if len(found) > MOST_LINES else ""
    rows = [results.points(path) for path in sets]
    keys = keys_of(*rows)
    columns = [column for column in METRICS if all(column in each for each in rows)]
    rows = [each.assign(**{column: pd.to_numeric(each[column], errors="coerce") for column in columns}) for each in rows]
    both, alone = paired(*rows, keys, columns)
    if both.empty or "makespan_s" not in columns:
        raise results.WrongInput(f"{sets[0]}: no point is like one of {sets[1]}")
    text += "\nPoints of both\n" + points_text(both, keys)
    text += "".join(f"  {count} points are in {name} only\n" for name, count in zip("AB", alone) if count)
    text += "\nMetrics\n" + metrics_text(both, keys, columns)
    wanted = {key if isinstance(key, tuple) else (key,) for key in both.index}
    text += "\nLayers on the critical path, the most different first\n"
    text += layers_text(*(layers_of(path, each, keys, wanted) for path, each in zip(sets, rows)))
    print(text, end="")
