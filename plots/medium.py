"""The fluid medium against ns-3: completion times of 1 to 8 stations, one curve a size.

Reads the medium_comparison.csv that the tests labelled ns3 leave in the build folder."""

import pathlib

import results
import style

DIRECTIONS = (("up", "stations send"), ("down", "group owner sends"), ("both", "both"))


def size_name(size):
    return f"{size / 1e6:g} MB" if size >= 1e6 else f"{size / 1e3:g} kB"


def load(folder):
    rows = results.read_csv(pathlib.Path(folder) / "medium_comparison.csv", "run ctest -L ns3 first")
    results.need(rows, "direction")
    return results.numbers(rows, "stations", "bytes", "fluid_s", "ns3_s")


def main(folder):
    rows = load(folder)
    figure, axes = style.panels(3, 2)
    for axis, (direction, title) in zip(axes, DIRECTIONS):
        shown = rows[rows["direction"] == direction]
        for colour, line, (size, points) in zip(style.SERIES, style.DASHES, shown.groupby("bytes")):
            axis.plot(points["stations"], points["fluid_s"], linestyle=line, color=colour, label=size_name(size))
            axis.plot(points["stations"], points["ns3_s"], "o", color=colour, markersize=2.5)
        axis.set_yscale("log")
        style.logarithmic(axis.yaxis)
        axis.set_xticks([1, 4, 8])
        axis.set_title(title, fontsize=7)
    axes[0].set_ylabel("completion time (s)")
    axes[1].set_xlabel("stations (lines: fluid, dots: ns-3)")
    style.legend_above(figure, axes[0], 4, handlelength=1.2)
    style.save(figure, folder, "medium")


if __name__ == "__main__":
    import draw
    draw.one(main)
