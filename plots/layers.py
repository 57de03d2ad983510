"""Where the time of one inference goes, layer by layer: one panel per number of workers."""

import results
import style

PARTS = (("critical_compute_s", "computing", style.BLUE, ""), ("critical_page_in_s", "paging", style.SKY, "////"),
         ("critical_wakeup_s", "radio wake-up", style.ORANGE, "...."),
         ("critical_transmission_s", "transmission", style.RED, "\\\\\\\\"))
MOST_LAYERS = 120


def seconds(folder, rows):
    """Seconds on the critical path, a line for each number of workers and layer that takes any."""
    results.means(rows, ["workers"], ["makespan_s"])
    parts = [part for part, *_ in PARTS]
    table = results.numbers(results.parts(folder, "layers.csv", rows, ["workers"]), *parts)
    table = table.groupby(["workers", "layer"], sort=False)[parts].mean()
    return table[table.sum(axis=1) > 0]


def main(folder):
    rows = results.points(folder)
    table = seconds(folder, rows)
    counts = sorted(table.index.unique("workers"))
    names = list(dict.fromkeys(table.index.get_level_values("layer")))
    results.at_most(len(names), MOST_LAYERS, "layers")
    figure, panels = style.panels(len(counts), 0.7 + 0.1 * max(len(names), 8), "numbers of workers", sharex=True,
                                  sharey=False)
    for axes, count in zip(panels, counts):
        points = table.loc[count].reindex(names, fill_value=0)
        left = 0
        for part, label, colour, hatch in PARTS:
            axes.barh(range(len(names)), points[part], 0.8, left=left, color=colour, hatch=hatch, edgecolor="white",
                      linewidth=0, label=label)
            left = left + points[part]
        axes.set_yticks(range(len(names)), [style.text(name, 20) for name in names] if axes is panels[0] else [])
        axes.tick_params(axis="y", labelsize=6)
        axes.set_ylim(len(names) - 0.4, -0.6)
        axes.grid(axis="y", visible=False)
        axes.set_xlabel("time (s)")
        axes.set_title(f"{count:g} worker{'s' if count != 1 else ''}", fontsize=8)
    style.legend_above(figure, panels[0], 4, handlelength=1.2)
    style.save(figure, folder, "layers")


if __name__ == "__main__":
    import draw
    draw.one(main)
