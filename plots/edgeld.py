"""Time of an inference against the number of followers, a panel a bandwidth, a curve a delivery or a partition, beside the
published."""

import results
import style
from matplotlib.ticker import MaxNLocator

GOODPUT, UPLINK = "/platform/medium/goodput_bps", "/platform/workers/0/uplink/bandwidth_bps"
LINE_RATES = {9.4e7: 100, 9.4e8: 1000}  # goodput: line rate in Mbit/s
LOOKS = (("-o", style.BLUE), ("--s", style.ORANGE))
CURVES = {"delivery_mode": {"halo": "rows that neighbours lack", "map_reduce": "whole maps"},
          "conv_partition": {"bodp": "layer by layer", "fused:all": "fused between pools"}}


def told_apart(rows):
    """The column that tells the curves apart."""
    column = "conv_partition" if rows["conv_partition"].nunique() > 1 else "delivery_mode"
    strangers = sorted(set(rows[column]) - set(CURVES[column]))
    if strangers:
        raise results.DoesNotApply(f"knows {' and '.join(CURVES[column])} of {results.listed([column])}, "
                                   f"not {style.text(strangers[0])}")
    return column


def curve(table, rate, goodput, column, value):
    """(followers, seconds)"""
    points = table[(table[rate] == goodput) & (table[column] == value)].sort_values("workers")
    return points["workers"].tolist(), points["makespan_s"].tolist()


def main(folder):
    rows = results.points(folder)
    rate = next((column for column in (GOODPUT, UPLINK) if column in rows), GOODPUT)
    rows = results.numbers(rows, rate)
    results.need(rows, "conv_partition", "delivery_mode")
    column = told_apart(rows)
    table = results.means(rows, [rate, column, "workers"], ["makespan_s"])
    goodputs = sorted(table[rate].unique())
    published = False
    figure, panels = style.panels(len(goodputs), 1.9, "bandwidths")
    for axes, goodput in zip(panels, goodputs):
        for (value, label), (line, colour) in zip(CURVES[column].items(), LOOKS):
            if value in set(table[column]):
                axes.plot(*curve(table, rate, goodput, column, value), line, color=colour, markerfacecolor="white",
                          label=f"simulated, {label}")
        published |= style.stars(axes, results.claims(folder, "makespan_s", "s", {rate: goodput}))
        axes.set_xlabel("followers")
        axes.xaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
        rate_mbps = LINE_RATES.get(goodput)
        axes.set_title(f"{rate_mbps} Mbit/s" if rate_mbps else f"goodput {goodput / 1e6:g} Mbit/s", fontsize=8)
    panels[0].set_ylabel("time of one inference (s)")
    panels[0].set_ylim(0, 1.05 * max(axes.dataLim.y1 for axes in panels))
    if published:
        style.name_stars(panels[0])
    style.legend_above(figure, panels[0], 2, handlelength=1.2)
    style.save(figure, folder, "edgeld")


if __name__ == "__main__":
    import draw
    draw.one(main)
