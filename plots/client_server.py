"""Time of an inference on a server against the bandwidth of the WAN, a panel a server, beside phones in the cell."""

import results
import style

UPLINK = "/platform/workers/1/uplink/"
BANDWIDTH, LATENCY, SPEED = UPLINK + "bandwidth_bps", UPLINK + "latency_s", "/platform/workers/1/speed_factor"
LINES = ("-", ":")


def image_and_best(rows):
    """Per bandwidth: seconds when the server gets the image, and with the best cut; the cuts' names."""
    best = rows.loc[rows.groupby(BANDWIDTH)["makespan_s"].idxmin()].set_index(BANDWIDTH)
    image = rows[rows["conv_partition"] == "offload:input"].set_index(BANDWIDTH)["makespan_s"].sort_index()
    return image, best["makespan_s"], best["conv_partition"].str.removeprefix("offload:")


def panel(axes, rows, line, latency):
    image, best, cuts = image_and_best(rows)
    axes.plot(image.index / 1e6, image, line, marker="o", color=style.ORANGE, markerfacecolor="white",
              label=f"server gets the image, {1e3 * latency:g} ms")
    axes.plot(best.index / 1e6, best, line, marker="s", color=style.BLUE, markerfacecolor="white",
              label=f"best cut, {1e3 * latency:g} ms")
    if line == LINES[0]:
        for bandwidth, seconds in best[cuts != "input"].items():
            axes.annotate(style.text(cuts[bandwidth], 12), (bandwidth / 1e6, seconds), xytext=(4, 3),
                          textcoords="offset points", ha="left", fontsize=6, color=style.BLUE, zorder=4,
                          bbox={"boxstyle": "square,pad=0.05", "facecolor": "white", "edgecolor": "none", "alpha": 0.8})


def main(folder):
    rows = results.numbers(results.points(folder), BANDWIDTH, LATENCY, SPEED)
    offloads = rows["conv_partition"].str.startswith("offload:")
    if not offloads.any():
        raise results.DoesNotApply("needs points with the partition offload:<layer>")
    offloaded = results.means(rows[offloads], ["conv_partition", BANDWIDTH, LATENCY, SPEED], ["makespan_s"])
    speeds, latencies = sorted(offloaded[SPEED].unique()), sorted(offloaded[LATENCY].unique())
    results.at_most(len(latencies), len(LINES), "latencies")
    figure, panels = style.panels(len(speeds), 2, "speeds of the server")
    phones = results.numbers(rows[~offloads], "makespan_s") if not offloads.all() else rows[~offloads]
    for axes, speed in zip(panels, speeds):
        for line, latency in zip(LINES, latencies):
            panel(axes, offloaded[(offloaded[SPEED] == speed) & (offloaded[LATENCY] == latency)], line, latency)
        if phones["makespan_s"].nunique() == 1:
            axes.axhline(phones["makespan_s"].iloc[0], color=style.BLACK, linestyle="--", linewidth=0.8,
                         label=f"{phones['workers'].iloc[0]} phones in the cell")
        axes.loglog()
        style.logarithmic(axes.xaxis)
        axes.minorticks_off()
        axes.set_title(f"{speed:g}x a phone", fontsize=7)
    style.logarithmic(panels[0].yaxis)
    panels[0].set_ylabel("inference (s)")
    figure.supxlabel("bandwidth of the WAN (Mbit/s)", fontsize=8)
    style.legend_above(figure, panels[0], 2)
    style.save(figure, folder, "client_server")


if __name__ == "__main__":
    import draw
    draw.one(main)
