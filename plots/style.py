"""One look for all figures: column width, readable type, colours that colour-blind readers can tell apart."""

import pathlib
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.transforms import Bbox

COLUMN_WIDTH_INCH = 3.4
# Okabe and Ito, 2008
BLUE, ORANGE, GREEN, RED, PURPLE, SKY, YELLOW, BLACK = (
    "#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#F0E442", "#000000")
SERIES = (BLUE, ORANGE, GREEN, PURPLE, SKY, RED)

plt.rcParams.update({
    "font.size": 8, "axes.labelsize": 8, "legend.fontsize": 7, "xtick.labelsize": 7,
    "ytick.labelsize": 7, "axes.spines.top": False, "axes.spines.right": False,
    "axes.grid": True, "grid.linewidth": 0.4, "grid.alpha": 0.5, "axes.axisbelow": True,
    "lines.linewidth": 1.2, "lines.markersize": 4, "legend.frameon": False,
    "pdf.fonttype": 42, "savefig.dpi": 300,
})

SCHEMES = {"bodp": "BODP", "grid_2d": "2-D grid", "uniform_1d": "equal strips", "channel": "channels"}

SETTINGS = ("model", "platform", "dense_partition", "delivery_mode", "delivery_via", "transfers", "wakeup",
            "group_owner_computes", "transfer_bytes_per_value", "weight_bits", "weight_density", "fidelity", "mode")


def result_set():
    """The folder named on the command line."""
    if len(sys.argv) != 2:
        wrong_input(f"usage: {pathlib.Path(sys.argv[0]).name} RESULT_SET_DIR")
    return sys.argv[1]


def load(folder):
    """The points of a result set that succeeded, as a data frame."""
    path = pathlib.Path(folder) / "summary.csv"
    if not path.is_file():
        wrong_input(f"{path}: there is no such file; run the experiment first")
    try:
        rows = pd.read_csv(path)
    except pd.errors.EmptyDataError:
        wrong_input(f"{path}: the file is empty; run the experiment first")
    rows = rows[rows["status"] == "ok"]
    if rows.empty:
        wrong_input(f"{path}: no point succeeded, nothing to draw")
    return rows


def varied_settings(rows):
    """Settings and swept pointers that differ between points of one partition and number of workers."""
    columns = [column for column in rows.columns if column in SETTINGS or column.startswith("/")]
    groups = rows.groupby(["workers", "conv_partition"])
    return [column for column in columns if groups[column].nunique(dropna=False).max() > 1]


def setting_text(column, value):
    """A swept pointer goes by its last word; the other settings' values speak for themselves."""
    if column.startswith("/") or isinstance(value, (bool, np.bool_, int, float, np.number)):
        value = f"{value:g}" if isinstance(value, float) else str(value).lower()
        return f"{column.split('/')[-1]}={value}".replace("_", " ")
    return str(value).replace("_", " ")


def with_series(rows):
    """Adds the name of each point's series: the partition, and whatever else varies but the seed."""
    settings = varied_settings(rows)

    def name(row):
        scheme = SCHEMES.get(row["conv_partition"], row["conv_partition"])
        return ", ".join([scheme, *(setting_text(column, row[column]) for column in settings)])

    rows = rows.assign(series=[name(row) for _, row in rows.iterrows()])
    if rows["series"].nunique() > len(SERIES):
        not_applicable(f"{rows['series'].nunique()} series are more than a figure can tell apart")
    return rows


def star(axes, x, y, calibrated):
    """A published point; hollow where a parameter was calibrated on it."""
    axes.plot(x, y, "*", markersize=7, color=BLACK, zorder=5, markerfacecolor="white" if calibrated else BLACK)


def name_stars(axes):
    """Both kinds of published points in the legend of the axes."""
    for label, colour in (("published", BLACK), ("published, calibrated on", "white")):
        axes.plot([], [], "*", markersize=7, color=BLACK, markerfacecolor=colour, label=label)


def panels(count, height_inch):
    """A figure and its panels in a row, with one vertical axis."""
    figure, axes = plt.subplots(1, count, figsize=(COLUMN_WIDTH_INCH, height_inch), layout="constrained", sharey=True,
                                squeeze=False)
    return figure, axes[0]


def legend_above(figure, axes, columns, **options):
    """What one panel shows, above them all; `options` are those of a legend."""
    handles, labels = axes.get_legend_handles_labels()
    figure.legend(handles, labels, loc="lower center", bbox_to_anchor=(0.5, 1), ncols=columns, columnspacing=1,
                  **options)


def wrong_input(message):
    print(message, file=sys.stderr)
    sys.exit(2)


def not_applicable(reason):
    print(f"{pathlib.Path(sys.argv[0]).name}: nothing drawn: {reason}")
    sys.exit(0)


def save(figure, folder, name):
    """Writes <folder>/figures/<name>.pdf and .png, a column wide and as high as what is drawn, which
    may lie above or below the axes; the bytes depend on the data alone."""
    target = pathlib.Path(folder) / "figures"
    target.mkdir(parents=True, exist_ok=True)
    figure.draw_without_rendering()
    drawn = figure.get_tightbbox().padded(0.02)
    page = Bbox.from_extents(min(drawn.x0, 0), drawn.y0, max(drawn.x1, COLUMN_WIDTH_INCH), drawn.y1)
    figure.savefig(target / f"{name}.pdf", bbox_inches=page, metadata={"CreationDate": None})
    figure.savefig(target / f"{name}.png", bbox_inches=page, metadata={"Software": None})
    print(target / f"{name}.pdf")
