"""Speed-up against the number of workers: computing alone, and in total, beside the published points."""

import replications
import results
import style
from matplotlib.ticker import MaxNLocator
from style import plt


def lines(rows, column):
    """({series: (workers, means, [below, above])}, sorted by workers, and what the bars are)"""
    result, words = {}, ""
    for name, group in style.with_series(rows).groupby("series", sort=False):
        points, caption = replications.intervals(group, "workers", column)
        result[name] = (points.index.tolist(), points["mean"].tolist(), points[["below", "above"]].T.values.tolist())
        words = words or caption
    return result, words


def draw(axes, rows, column, title):
    series, caption = lines(rows, column)
    for i, (name, (workers, means, spread)) in enumerate(series.items()):
        axes.errorbar(workers, means, spread if any(map(any, spread)) else None, fmt=style.LINES[i],
                      color=style.SERIES[i], markerfacecolor="white", capsize=2, label=name)
    most = int(rows["workers"].max())
    axes.plot([1, most], [1, most], color="0.6", linewidth=0.8, label="linear")
    axes.set_title(title, fontsize=8)
    axes.set_xlabel("workers")
    axes.xaxis.set_major_locator(MaxNLocator(nbins=5, integer=True, steps=[1, 2, 5, 10]))
    return caption


def main(folder):
    rows = results.numbers(results.points(folder), "workers", "speedup_compute", "speedup_total")
    rows = rows[rows["workers"] > 0].astype({"workers": int})
    if rows["workers"].nunique() < 2:
        raise results.DoesNotApply("needs at least two numbers of workers: sweep /platform/workers/0/count")
    figure, (left, right) = style.panels(2, 2.2)
    caption = draw(left, rows, "speedup_compute", "computing alone")
    caption = draw(right, rows, "speedup_total", "with delivery") or caption
    left.set_ylabel("speed-up over one phone")
    if any([style.stars(axes, results.claims(folder, column, "x"))
            for axes, column in ((left, "speedup_compute"), (right, "speedup_total"))]):
        style.name_stars(left)
    left.set_ylim(bottom=0)  # the top follows whatever was drawn
    # Series (with error bars) before plain lines and markers.
    entries = sorted(zip(*left.get_legend_handles_labels()), key=lambda entry: isinstance(entry[0], plt.Line2D))
    style.legend(figure, list(map(list, zip(*entries))), 2, caption, below=True)
    style.save(figure, folder, "speedup")


if __name__ == "__main__":
    import draw as drawing
    drawing.one(main)
