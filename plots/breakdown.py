"""Where the time goes: stacked seconds of computing, paging, wake-up and transmission, a bar for each point."""

import textwrap

import replications
import results
import style
from style import plt

PARTS = (("compute_s", "computing", style.BLUE, ""), ("page_in_s", "paging", style.SKY, "////"),
         ("wakeup_s", "radio wake-up", style.ORANGE, "...."),
         ("transmission_s", "transmission", style.RED, "\\\\\\\\"), ("idle_s", "idle", "0.8", ""))
MOST_BARS = 24


def parts_of(rows):
    """The parts to draw: idle time only where it is more than rounding."""
    idle = (rows["idle_s"] > 1e-9 * rows["makespan_s"]).any()
    return PARTS if idle else PARTS[:-1]


def grouping(rows):
    """What the groups of bars are: numbers of workers, or what else varies first where these do not."""
    others = results.varied(rows, ["workers", "conv_partition"])
    return others[0] if rows["workers"].nunique() == 1 and len(others) > 1 else "workers"


def bars(rows, group="workers"):
    """[(group, series, {part: seconds})] by workers, or as they come, then series; the mean of replications."""
    rows = style.with_series(rows, ["workers", group], most=MOST_BARS)
    parts = [part for part, *_ in PARTS]
    means = rows.groupby([group, "series"], sort=False)[parts].mean()
    groups, order = list(dict.fromkeys(rows[group])), list(dict.fromkeys(rows["series"]))
    groups = sorted(groups) if group == "workers" else groups
    found = [(value, series, dict(point)) for (value, series), point in means.iterrows()]
    return sorted(found, key=lambda bar: (groups.index(bar[0]), order.index(bar[1])))


def name_groups(axes, group, values):
    top = axes.secondary_xaxis("top")
    names = [f"{value:g}" if isinstance(value, (int, float)) else style.text(style.plain(value), 14) for value in values]
    top.set_xticks(range(len(values)), names)
    if sum(map(len, names)) > 40:
        top.tick_params(axis="x", labelrotation=90)
    top.set_xlabel(style.text(style.with_unit(group.split("/")[-1])))
    top.tick_params(length=0)
    top.spines["top"].set_visible(False)


def lone_phone(axes, rows):
    alone = rows["alone_s"].dropna().unique()
    if len(alone) == 1:
        axes.axhline(alone[0], color="0.4", linewidth=0.8, linestyle="--", label="one phone alone", zorder=3)


def main(folder):
    rows = results.numbers(results.points(folder), "workers", "makespan_s", *[part for part, *_ in PARTS])
    rows = rows[rows["workers"] > 0].astype({"workers": int})
    if rows.empty:
        raise results.DoesNotApply("needs points with workers")
    group = grouping(rows)
    data = bars(rows, group)
    results.at_most(len(data), MOST_BARS, "bars")
    shown = parts_of(rows)
    names = list(dict.fromkeys(series for _, series, _ in data))
    groups = list(dict.fromkeys(value for value, *_ in data))
    width = 0.8 / len(names)
    below = {name: textwrap.fill(name, 24 if len(data) < 10 else 99) for name in names}  # few bars have room for lines
    height_inch = 2 + 0.055 * max(len(line) for name in below.values() for line in name.splitlines())
    figure, axes = plt.subplots(figsize=(style.COLUMN_WIDTH_INCH, height_inch), layout="constrained")
    ticks = {}
    for value, series, parts in data:
        x = groups.index(value) + (names.index(series) - (len(names) - 1) / 2) * width
        ticks[x] = below[series]
        bottom = 0
        for part, label, colour, hatch in shown:
            first = (value, series) == data[0][:2]
            axes.bar(x, parts[part], width * 0.9, bottom=bottom, color=colour, hatch=hatch,
                     edgecolor="white", linewidth=0, label=label if first else None)
            bottom += parts[part]
    if "alone_s" in rows:
        lone_phone(axes, rows)
    axes.set_xticks(list(ticks), list(ticks.values()), rotation=90)
    axes.grid(axis="x", visible=False)
    name_groups(axes, group, groups)
    axes.set_ylabel("time of one inference (s)")
    caption = replications.averaged(style.with_series(rows, ["workers", group], MOST_BARS), [group, "series"], "makespan_s")
    style.legend_above(figure, axes, 3, caption, handlelength=1.2)
    style.save(figure, folder, "breakdown")


if __name__ == "__main__":
    import draw
    draw.one(main)
