"""VGG-16 on 1 to 4 virtual machines at two bandwidths and with both deliveries against the published series."""

import json
import pathlib

import style
from style import plt

PUBLISHED = pathlib.Path(__file__).parent.parent / "experiments" / "published" / "edgeld_2020.json"
GOODPUT = "/platform/medium/goodput_bps"
BANDWIDTHS = ((9.4e7, "100"), (9.4e8, "1000"))  # goodput, line rate in Mbit/s
DELIVERIES = (("halo", "rows that neighbours lack", "-o", style.BLUE),
              ("map_reduce", "whole maps", "--s", style.ORANGE))


def curve(rows, goodput, delivery):
    """(followers, seconds)"""
    points = rows[(rows[GOODPUT] == goodput) & (rows["delivery_mode"] == delivery)].sort_values("workers")
    return points["workers"].tolist(), points["makespan_s"].tolist()


def main(folder):
    rows = style.load(folder)
    published = json.loads(PUBLISHED.read_text())["vgg16"]
    figure, panels = plt.subplots(1, 2, figsize=(style.COLUMN_WIDTH_INCH, 1.9), sharey=True, layout="constrained")
    for axes, (goodput, rate) in zip(panels, BANDWIDTHS):
        for delivery, label, line, colour in DELIVERIES:
            axes.plot(*curve(rows, goodput, delivery), line, color=colour, markerfacecolor="white",
                      label=f"simulated, {label}")
        for number, value in zip(published["followers"], published[f"total_s at {rate} Mbps"]):
            style.star(axes, number, value, number == 1 and rate == "1000")
        axes.set(xlabel="followers", ylim=(0, None), xticks=published["followers"])
        axes.set_title(f"{rate} Mbit/s", fontsize=8)
    panels[0].set_ylabel("time of one inference (s)")
    style.name_stars(panels[0])
    style.legend_above(figure, panels[0], 2, handlelength=1.2)
    style.save(figure, folder, "edgeld")


if __name__ == "__main__":
    main(style.result_set())
