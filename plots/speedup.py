"""Speed-up against the number of workers: computing alone, and in total, beside the published points."""

import json
import pathlib

import style
from matplotlib.ticker import MaxNLocator
from style import plt

PUBLISHED = pathlib.Path(__file__).parent.parent / "experiments" / "published" / "modnn_2017.json"


def published(key, most):
    """Published points as {workers: speed-up}, up to the most workers simulated."""
    data = json.loads(PUBLISHED.read_text())
    return {int(k): v for k, v in data[key].items() if k.isdigit() and int(k) <= most}


def lines(rows, column):
    """{series: (workers, means, [below, above])}, sorted by workers; replications spread from
    mean - below to mean + above."""
    result = {}
    for name, group in style.with_series(rows).groupby("series", sort=False):
        points = group.groupby("workers")[column].agg(["mean", "min", "max"])
        spread = [(points["mean"] - points["min"]).tolist(), (points["max"] - points["mean"]).tolist()]
        result[name] = (points.index.tolist(), points["mean"].tolist(), spread)
    return result


def draw(axes, rows, column, title):
    styles = ("-o", "--s", ":^", "-.d", "-v", "--x")
    for i, (name, (workers, means, spread)) in enumerate(lines(rows, column).items()):
        axes.errorbar(workers, means, spread if any(map(any, spread)) else None, fmt=styles[i],
                      color=style.SERIES[i], markerfacecolor="white", capsize=2, label=name)
    most = int(rows["workers"].max())
    axes.plot([1, most], [1, most], color="0.6", linewidth=0.8, label="linear")
    axes.set(title=title, xlabel="workers", xlim=(1 - 0.05 * most, 1.05 * most))
    axes.xaxis.set_major_locator(MaxNLocator(nbins=5, integer=True, steps=[1, 2, 5, 10]))
    axes.title.set_fontsize(8)


def main(folder):
    rows = style.load(folder)
    rows = rows[rows["workers"] > 0]
    if rows["workers"].nunique() < 2:
        style.not_applicable("fewer than two numbers of workers")
    figure, (left, right) = plt.subplots(1, 2, figsize=(style.COLUMN_WIDTH_INCH, 2.2), sharey=True,
                                         layout="constrained")
    draw(left, rows, "speedup_compute", "computing alone")
    draw(right, rows, "speedup_total", "with delivery")
    left.set_ylabel("speed-up over one phone")
    left.set_ylim(bottom=0)
    if set(rows["model"]) == {"vgg16"}:
        for axes, key, calibrated in ((left, "dnn_computation_speedup", {2}),
                                      (right, "vgg16_total_speedup", set())):
            for workers, value in published(key, rows["workers"].max()).items():
                style.star(axes, workers, value, workers in calibrated)
        style.name_stars(left)
    # Series (with error bars) before plain lines and markers.
    entries = sorted(zip(*left.get_legend_handles_labels()), key=lambda entry: isinstance(entry[0], plt.Line2D))
    figure.legend(*zip(*entries), loc="upper center", bbox_to_anchor=(0.5, 0), ncols=2)
    style.save(figure, folder, "speedup")


if __name__ == "__main__":
    main(style.result_set())
