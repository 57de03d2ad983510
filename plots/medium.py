"""The fluid medium against ns-3: completion times of 1 to 8 stations, one curve a size.

Reads the medium_comparison.csv that the tests labelled ns3 leave in the build folder."""

import pathlib

import style
from style import pd, plt

DIRECTIONS = (("up", "stations send"), ("down", "group owner sends"), ("both", "both"))


def size_name(size):
    return f"{size / 1e6:g} MB" if size >= 1e6 else f"{size / 1e3:g} kB"


def load(folder):
    path = pathlib.Path(folder) / "medium_comparison.csv"
    if not path.is_file():
        style.wrong_input(f"{path}: there is no such file; run ctest -L ns3 first")
    return pd.read_csv(path)


def main(folder):
    rows = load(folder)
    figure, axes = plt.subplots(1, 3, figsize=(style.COLUMN_WIDTH_INCH, 2), layout="constrained", sharey=True)
    for axis, (direction, title) in zip(axes, DIRECTIONS):
        shown = rows[rows["direction"] == direction]
        for colour, (size, points) in zip(style.SERIES, shown.groupby("bytes")):
            axis.plot(points["stations"], points["fluid_s"], color=colour, label=size_name(size))
            axis.plot(points["stations"], points["ns3_s"], "o", color=colour, markersize=2.5)
        axis.set_yscale("log")
        axis.set_xticks([1, 4, 8])
        axis.set_title(title, fontsize=7)
    axes[0].set_ylabel("completion time (s)")
    axes[1].set_xlabel("stations (lines: fluid, dots: ns-3)")
    style.legend_above(figure, axes[0], 4, handlelength=1.2)
    style.save(figure, folder, "medium")


if __name__ == "__main__":
    main(style.result_set())
