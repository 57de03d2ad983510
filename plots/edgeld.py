"""Time of an inference against the number of followers, a panel a bandwidth, a curve a delivery, beside the published."""

import results
import style
from matplotlib.ticker import MaxNLocator

GOODPUT = "/platform/medium/goodput_bps"
LINE_RATES = {9.4e7: 100, 9.4e8: 1000}  # goodput: line rate in Mbit/s
DELIVERIES = (("halo", "rows that neighbours lack", "-o", style.BLUE),
              ("map_reduce", "whole maps", "--s", style.ORANGE))


def curve(table, goodput, delivery):
    """(followers, seconds)"""
    points = table[(table[GOODPUT] == goodput) & (table["delivery_mode"] == delivery)].sort_values("workers")
    return points["workers"].tolist(), points["makespan_s"].tolist()


def main(folder):
    rows = results.numbers(results.points(folder), GOODPUT)
    table = results.means(rows, [GOODPUT, "delivery_mode", "workers"], ["makespan_s"])
    goodputs = sorted(table[GOODPUT].unique())
    published = False
    figure, panels = style.panels(len(goodputs), 1.9, "bandwidths")
    for axes, goodput in zip(panels, goodputs):
        for delivery, label, line, colour in DELIVERIES:
            if delivery in set(table["delivery_mode"]):
                axes.plot(*curve(table, goodput, delivery), line, color=colour, markerfacecolor="white",
                          label=f"simulated, {label}")
        published |= style.stars(axes, results.claims(folder, "makespan_s", "s", {GOODPUT: goodput}))
        axes.set_xlabel("followers")
        axes.xaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
        rate = LINE_RATES.get(goodput)
        axes.set_title(f"{rate} Mbit/s" if rate else f"goodput {goodput / 1e6:g} Mbit/s", fontsize=8)
    panels[0].set_ylabel("time of one inference (s)")
    panels[0].set_ylim(0, 1.05 * max(axes.dataLim.y1 for axes in panels))
    if published:
        style.name_stars(panels[0])
    style.legend_above(figure, panels[0], 2, handlelength=1.2)
    style.save(figure, folder, "edgeld")


if __name__ == "__main__":
    import draw
    draw.one(main)
