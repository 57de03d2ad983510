"""A figure of any columns of summary.csv: `modnn plot DIR --y COLUMN --x COLUMN ...`, by whose options `main` goes."""

import argparse
import difflib
import re

import published_points
import replications
import results
import style
from matplotlib.ticker import MaxNLocator
from plotting import np, pd, plt

HEIGHT_INCH = 2.2
GREYS = ("", "//", "..", "xx", "\\\\", "++")


def asked(words):
    parser = argparse.ArgumentParser(prog="--columns", allow_abbrev=False, add_help=False)
    for name in ("x", "y", "facet", "kind", "published"):
        parser.add_argument(f"--{name}", default="")
    parser.add_argument("--series", action="append", default=[])
    for name in ("logx", "logy"):
        parser.add_argument(f"--{name}", action="store_true")
    return parser.parse_args(words)


def known(rows, option, column):
    """Refuses a column that there is not, by the nearest one and all that there are."""
    if column in rows:
        return column
    nearest = difflib.get_close_matches(column, rows.columns, 1)
    meant = f"did you mean \"{nearest[0]}\"? " if nearest else ""
    raise results.WrongRequest(f"--{option}: there is no column \"{column}\"; {meant}There are {', '.join(rows.columns)}")


def numeric(rows, option, column):
    values = pd.to_numeric(rows[column], errors="coerce")
    if values.notna().sum() == 0:
        raise results.WrongRequest(f"--{option}: the column \"{column}\" holds no numbers")
    return values


def one_variant(rows, by):
    others = results.varied(rows, by)
    if others:
        raise results.DoesNotApply(f"{results.listed(others)} var{'y' if len(others) > 1 else 'ies'} too, and a mean over "
                                   f"settings says nothing: name {'them' if len(others) > 1 else 'it'} by --series or "
                                   f"--facet, or {results.choice(rows, others)}")


def named(rows, columns, most):
    """[(the name of a series, its rows)]; one without a name where no column tells series apart."""
    if not columns:
        return [("", rows)]
    by = columns if len(columns) > 1 else columns[0]
    groups = [(key if isinstance(key, tuple) else (key,), part) for key, part in rows.groupby(by, sort=False, dropna=False)]
    results.at_most(len(groups), most, f"values of {' and '.join(columns)}")
    names = style.unlike([", ".join(style.setting_text(column, value) for column, value in zip(columns, key))
                          for key, _ in groups])
    return list(zip(names, (part for _, part in groups)))


def means(rows, by, column):
    """[(x, mean, below, above)] and what the bars are."""
    table, words = replications.intervals(rows, by, column)
    return table.reset_index(), words


def spread(table, said):
    """No bars where nothing spreads."""
    return [table["below"], table["above"]] if said else None


def lines(axes, series, of):
    words = ""
    for (name, part), look, colour in zip(series, style.LINES, style.SERIES):
        table, said = means(part, of.x, of.y)
        words = words or said
        axes.errorbar(table[of.x], table["mean"], spread(table, said), fmt=look, color=colour, label=name,
                      markerfacecolor="white", capsize=2, elinewidth=0.8)
    return words


def bars(axes, series, of):
    values = list(dict.fromkeys(value for _, part in series for value in part[of.x]))
    values.sort(key=lambda value: (isinstance(value, str), value))
    words = ""
    for i, (name, part) in enumerate(series):
        table, said = means(part, of.x, of.y)
        words = words or said
        places = np.array([values.index(value) for value in table[of.x]]) + (i - (len(series) - 1) / 2) * 0.8 / len(series)
        axes.bar(places, table["mean"], 0.8 / len(series), yerr=spread(table, said), label=name, capsize=2,
                 color=style.SERIES[i], hatch=GREYS[i], edgecolor="white", linewidth=0, error_kw={"elinewidth": 0.8})
    shown = [style.text(f"{value:g}" if not isinstance(value, str) else style.plain(value), 18) for value in values]
    axes.set_xticks(range(len(values)), shown, rotation=30 if max(map(len, shown)) > 5 else 0)
    axes.grid(False, axis="x")
    return words


def heat(axes, series, of):
    table = pd.DataFrame({name: part.groupby(of.x)[of.y].mean() for name, part in series}).T
    image = axes.imshow(table, aspect="auto", cmap="viridis", norm="log" if of.logy else "linear")
    axes.set_yticks(range(len(table)), table.index)
    axes.set_xticks(range(table.shape[1]), [f"{value:g}" if not isinstance(value, str) else style.text(value, 12)
                                            for value in table.columns])
    axes.grid(False)
    axes.figure.colorbar(image, ax=axes, label=style.with_unit(of.y))
    return replications.averaged(pd.concat([part.assign(series=name) for name, part in series]), ["series", of.x], of.y)


def cdf(axes, series, of):
    for (name, part), line, colour in zip(series, style.DASHES, style.SERIES):
        values = np.sort(part[of.y])
        axes.step([values[0], *values], np.arange(len(values) + 1) / len(values), linestyle=line, color=colour, where="post",
                  label=name)
    return ""


def pareto(axes, series, of):
    """All variants, and the line of those that no other one beats in both."""
    best = []
    for (name, part), look, colour in zip(series, style.LINES, style.SERIES):
        by = results.varied(part, []) or ["status"]
        table = part.groupby(by, dropna=False)[[of.x, of.y]].mean()
        axes.plot(table[of.x], table[of.y], look[-1], color=colour, label=name)
        best.extend(table.itertuples(index=False, name=None))
    front = front_of(best)
    axes.step(*zip(*front), where="post", color=style.BLACK, linewidth=0.8, zorder=1)
    return ""


def front_of(pairs):
    """Those of (x, y) that no other one beats, from the least x on."""
    front = []
    for x, y in sorted(set(pairs)):
        if not front or y < front[-1][1]:
            front.append((x, y))
    return front


KINDS = {"line": lines, "bar": bars, "heat": heat, "cdf": cdf, "pareto": pareto}


def prepared(folder, of):
    """The rows with numbers where the kind needs them, one variant for each place."""
    rows = results.points(folder)
    if of.kind != "cdf" and not of.x:
        raise results.WrongRequest(f"--x: --kind {of.kind} needs a column")
    for option, columns in (("x", [of.x]), ("y", [of.y]), ("series", of.series), ("facet", [of.facet])):
        for column in filter(None, columns):
            known(rows, option, column)
    must = {"y": of.y, **({"x": of.x} if of.kind in ("line", "pareto") else {})}
    for option, column in must.items():
        rows = rows.assign(**{column: numeric(rows, option, column)})
    rows = rows.dropna(subset=list(must.values()))
    if of.kind not in ("cdf", "pareto"):
        one_variant(rows, list(dict.fromkeys(filter(None, [of.x, *of.series, of.facet]))))
    return rows


def finish(axes, of, rows):
    across = of.y if of.kind == "cdf" else of.x
    axes.set_xlabel(style.with_unit(across.split("/")[-1]))
    if of.kind != "bar":
        style.with_prefixes(axes.xaxis, rows[of.x] if of.kind in ("line", "pareto") else rows[of.y] if of.kind == "cdf" else [])
    if of.kind not in ("cdf", "heat"):
        style.with_prefixes(axes.yaxis, rows[of.y])
    if of.logx and of.kind in ("line", "cdf", "pareto"):
        axes.set_xscale("log")
        style.logarithmic(axes.xaxis)
        if of.kind == "line" and rows[of.x].nunique() <= 8:  # powers of ten alone may be one tick
            axes.set_xticks(sorted(rows[of.x].unique()))
    elif of.kind == "line" and (rows[of.x] % 1 == 0).all():
        axes.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    if of.logy and of.kind != "heat":
        axes.set_yscale("log")
        style.logarithmic(axes.yaxis)


def shows(of):
    """What a caption calls the figure."""
    y = style.with_unit(of.y)
    words = f"The distribution of {y}" if of.kind == "cdf" else f"{y} against {style.with_unit(of.x)}"
    for column, each in [*((column, "curve") for column in of.series), (of.facet, "panel")]:
        words += f", a {each} for each {style.plain(column)}" if column else ""
    return words[0].upper() + words[1:]


def main(folder, words):
    of = asked(words)
    rows = prepared(folder, of)
    stars = published_points.of_columns(folder, of, rows) if of.published else []
    facets = named(rows, [of.facet] if of.facet else [], 4)
    every = [name for name, _ in named(rows, of.series, len(style.SERIES))]
    figure, panels = plt.subplots(1, len(facets), figsize=(style.COLUMN_WIDTH_INCH, HEIGHT_INCH), layout="constrained", squeeze=False,
                                  sharey=of.kind != "heat")
    said = ""
    for axes, (title, part) in zip(panels[0], facets):
        series = named(part, of.series, len(every))
        said = KINDS[of.kind](axes, series, of) or said
        published_points.draw(axes, stars, part, of)
        axes.set_title(title, fontsize=7)
        finish(axes, of, rows)
    if of.kind in ("line", "bar") and not of.logy:
        style.from_zero(*panels[0])
    if of.kind != "heat":
        panels[0][0].set_ylabel("share of the points" if of.kind == "cdf" else style.with_unit(of.y.split("/")[-1]))
    if stars:
        style.name_stars(panels[0][0], {star["calibrated"] for star in stars})
    if of.series and of.kind != "heat" or said or stars:
        style.legend_above(figure, panels[0][0], 3, said)
    name = re.sub(r"[^A-Za-z0-9_]+", "_", of.y + (f"_by_{of.x}" if of.x else "_cdf")).strip("_")
    style.save(figure, folder, name, shows(of))
