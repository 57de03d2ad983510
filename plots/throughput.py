"""The most images per second that a cell answers, whatever the rate at which they come, against the number of its workers."""

import replications
import results
import stream
import style
from matplotlib.ticker import MaxNLocator
from style import plt


def most(rows):
    """{series: [(workers, most images a second of all rates, whether more came)]}"""
    means = rows.groupby(["series", "workers", "rate_per_s"], sort=False)["throughput_per_s"].mean().reset_index()
    found = {}
    for (series, workers), points in means.groupby(["series", "workers"], sort=False):
        answered = points["throughput_per_s"].max()
        found.setdefault(series, []).append((workers, answered, stream.is_saturated(points["rate_per_s"], answered)))
    return {series: sorted(points) for series, points in found.items()}


def main(folder):
    rows = results.numbers(results.points(folder), "rate_per_s", "throughput_per_s")
    rows = style.with_series(rows, ["workers", "rate_per_s"])
    if rows["workers"].nunique() < 2:
        raise results.DoesNotApply("needs at least two numbers of workers")
    found = most(rows)
    figure, axes = plt.subplots(figsize=(style.COLUMN_WIDTH_INCH, 2.2), layout="constrained")
    for (series, points), line, colour in zip(found.items(), style.LINES, style.SERIES):
        workers, answered, _ = zip(*points)
        axes.plot(workers, answered, line, color=colour, markerfacecolor="white", label=series)
        idle = [point[:2] for point in points if not point[2]]
        axes.plot(*zip(*idle) if idle else ([], []), linestyle="", marker=r"$\uparrow$", markersize=9, color=colour)
    if not all(point[2] for points in found.values() for point in points):
        axes.plot([], [], linestyle="", marker=r"$\uparrow$", markersize=9, color="0.3", label="at least: all that came were answered")
    axes.set(xlabel="workers", ylabel="answered images per second")
    axes.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    style.from_zero(axes)
    style.legend_above(figure, axes, 2, replications.averaged(rows, ["series", "workers", "rate_per_s"], "throughput_per_s"))
    style.save(figure, folder, "throughput")


if __name__ == "__main__":
    import draw
    draw.one(main)
