"""Points that others have measured, in a figure of columns: of experiments/published/, of a file like these, or of a CSV file
with the columns that are drawn."""

import pathlib

import results
import style
from plotting import np, pd

FACTORS = {"s": 1, "ms": 1e-3, "bytes": 1, "MB": 1e6, "MiB": 2**20, "J": 1, "x": 1, "%": 1}


def setting(column, point, rows):
    """What a claim's point has there, or what all rows have where it says nothing; None where that is open."""
    value = results.workers(point) if column == "workers" else point.get(results.POINTERS.get(column, column))
    if value is None and rows[column].nunique(dropna=False) == 1:
        value = rows[column].iloc[0]
    return value


def of_claims(folder, path, of, rows):
    """[{column: value, calibrated}] of the claims on the column, those of this experiment where there are any."""
    name = results.published(folder)[0]
    own, others = [], []
    for experiment, row, point, figure in results.claimed([path]):
        if row["column"] != of.y or row.get("form", "value") != "value" or "plus" in row or row["unit"] not in FACTORS:
            continue
        found = {column: setting(column, point, rows) for column in filter(None, (of.x, of.facet, *of.series))}
        (own if experiment == name else others).append(
            {**found, of.y: FACTORS[row["unit"]] * figure, "calibrated": row.get("split") == "calibrated"})
    return own or others


def of_table(path, of):
    table = results.read_csv(path, "--published names a file")
    for column in (of.x, of.y):
        if column not in table:
            raise results.WrongRequest(f"--published: {path} has no column \"{column}\"")
    wanted = [column for column in (of.x, of.y, of.facet, *of.series) if column in table]
    known = table.get("calibrated", pd.Series(False, table.index)).astype(str).str.lower().isin(["true", "1", "yes"])
    return table[wanted].assign(calibrated=known).to_dict("records")


def same(one, other):
    try:
        return float(one) == float(other)
    except (TypeError, ValueError):
        return str(one) == str(other)


def belongs(star, column, rows):
    """Whether rows of its value are shown there, or it says nothing of the column."""
    value = star.get(column) if column else None
    return value is None or any(same(value, other) for other in rows[column].unique())


def of_columns(folder, of, rows):
    if of.kind != "line":
        raise results.WrongRequest(f"--published: points have a place in --kind line only, not in {of.kind}")
    path = pathlib.Path(of.published)
    stars = of_table(path, of) if path.suffix == ".csv" else of_claims(folder, path, of, rows)
    placed = []
    for star in stars:
        pair = pd.to_numeric(pd.Series([star.get(of.x), star[of.y]], dtype=object), errors="coerce").astype(float)
        if np.isfinite(pair).all() and all(belongs(star, column, rows) for column in (of.facet, *of.series)):
            placed.append({**star, of.x: pair[0], of.y: pair[1]})
    if not placed:
        raise results.DoesNotApply(f"--published: {path.name} has no point with {of.x} and {of.y} for what is shown")
    return placed


def draw(axes, stars, rows, of):
    for star in stars:
        if belongs(star, of.facet, rows):
            style.star(axes, star[of.x], star[of.y], star["calibrated"])
