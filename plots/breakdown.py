"""Where the time goes: stacked seconds of computing, paging, wake-up and transmission per number of workers."""

import style
from style import plt

PARTS = (("compute_s", "computing", style.BLUE, ""), ("page_in_s", "paging", style.SKY, "////"),
         ("wakeup_s", "radio wake-up", style.ORANGE, "...."),
         ("transmission_s", "transmission", style.RED, "\\\\\\\\"), ("idle_s", "idle", "0.8", ""))


def parts_of(rows):
    """The parts to draw: idle time only where it is more than rounding."""
    idle = (rows["idle_s"] > 1e-9 * rows["makespan_s"]).any()
    return PARTS if idle else PARTS[:-1]


def bars(rows):
    """[(workers, series, {part: seconds})] by workers, then series as they come; the mean of replications."""
    rows = style.with_series(rows)
    parts = [part for part, *_ in PARTS]
    means = rows.groupby(["workers", "series"], sort=False)[parts].mean()
    order = list(dict.fromkeys(rows["series"]))
    bars = [(int(workers), series, dict(point)) for (workers, series), point in means.iterrows()]
    return sorted(bars, key=lambda bar: (bar[0], order.index(bar[1])))


def main(folder):
    rows = style.load(folder)
    rows = rows[rows["workers"] > 0]
    if rows.empty:
        style.not_applicable("no point has workers")
    data = bars(rows)
    shown = parts_of(rows)
    names = list(dict.fromkeys(series for _, series, _ in data))
    counts = sorted({workers for workers, _, _ in data})
    width = 0.8 / len(names)
    height_inch = 2 + 0.055 * max(map(len, names))  # for the upright names below the bars
    figure, axes = plt.subplots(figsize=(style.COLUMN_WIDTH_INCH, height_inch), layout="constrained")
    alone = rows["alone_s"].dropna().unique()
    if len(alone) == 1:
        axes.axhline(alone[0], color="0.4", linewidth=0.8, linestyle="--")
        axes.annotate("one phone alone", (0.995, alone[0]), xycoords=("axes fraction", "data"),
                      ha="right", va="bottom", fontsize=7, color="0.3")
    ticks = {}
    for workers, series, parts in data:
        x = counts.index(workers) + (names.index(series) - (len(names) - 1) / 2) * width
        ticks[x] = series
        bottom = 0
        for part, label, colour, hatch in shown:
            first = (workers, series) == data[0][:2]
            axes.bar(x, parts[part], width * 0.9, bottom=bottom, color=colour, hatch=hatch,
                     edgecolor="white", linewidth=0, label=label if first else None)
            bottom += parts[part]
    axes.set_xticks(list(ticks), list(ticks.values()), rotation=90)
    axes.grid(axis="x", visible=False)
    groups = axes.secondary_xaxis("top")
    groups.set_xticks(range(len(counts)), counts)
    groups.set_xlabel("workers")
    groups.tick_params(length=0)
    groups.spines["top"].set_visible(False)
    axes.set_ylabel("time of one inference (s)")
    figure.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=4 if len(shown) == 4 else 3,
                  columnspacing=1, handlelength=1.2)
    style.save(figure, folder, "breakdown")


if __name__ == "__main__":
    main(style.result_set())
