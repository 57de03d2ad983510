"""Latency of a stream of images against the rate at which they come: where it rises, and where the cell can bear no more."""

import replications
import results
import style
from style import plt

MOST_PANELS = 6


def knee(rates, means, lone):
    """The rate at which the mean latency passes twice that of an image that nobody disturbs; None where no rate does so."""
    for (below, before), (above, after) in zip(zip(rates, means), zip(rates[1:], means[1:])):
        if before <= 2 * lone < after:
            return below + (above - below) * (2 * lone - before) / (after - before)
    return None


def curves(rows):
    """{series: (rates, mean latencies, latencies that 95 % do not exceed, the most images a second)}"""
    drawn = {}
    for series, points in rows.groupby("series", sort=False):
        means = points.groupby("rate_per_s")[["latency_mean_s", "latency_p95_s", "throughput_per_s"]].mean()
        drawn[series] = (means.index.tolist(), means["latency_mean_s"].tolist(), means["latency_p95_s"].tolist(),
                         means["throughput_per_s"].max())
    return drawn


def is_saturated(rates, most):
    """Whether more came than were answered: by less than that a stream's end cannot be told from it."""
    return max(rates) > 1.1 * most


def mark_most(axes, most, colour, marked, width):
    """A line where the cell is saturated; its number where no other's is."""
    axes.axvline(most, color=colour, linewidth=0.6, linestyle=(0, (1, 3)))
    if all(abs(most - other) > width for other in marked):
        axes.annotate(f"{most:.2g}/s", (most, 0), xycoords=("data", "axes fraction"), xytext=(1, 2), textcoords="offset points",
                      rotation=90, fontsize=6, color=colour)
        marked.append(most)


def draw(axes, rows, lone, number):
    """The curves of a panel; `lone` is the least latency of each series, `number` its place among the colours."""
    marked = []
    for series, (rates, mean, p95, most) in curves(rows).items():
        line, colour = style.LINES[number[series]], style.SERIES[number[series]]
        axes.plot(rates, mean, "-" + line[-1], color=colour, markerfacecolor="white", label=f"{series}: mean")
        axes.plot(rates, p95, linestyle=":", color=colour, linewidth=0.9)
        if is_saturated(rates, most):
            mark_most(axes, most, colour, marked, rows["rate_per_s"].max() / 12)
        if (rate := knee(rates, mean, lone[series])) is not None:
            axes.plot(rate, 2 * lone[series], "D", markersize=4, color=colour, markeredgecolor="black", zorder=4)


def grid(count):
    """A figure and a panel for each number of workers, two in a row."""
    results.at_most(count, MOST_PANELS, "numbers of workers")
    lines = (count + 1) // 2
    figure, axes = plt.subplots(lines, min(count, 2), figsize=(style.COLUMN_WIDTH_INCH, 2.2 if lines == 1 else 1.7 * lines),
                                layout="constrained", sharex=True, sharey=True, squeeze=False)
    for unused in axes.flat[count:]:
        unused.remove()
    return figure, axes.flat[:count]


def main(folder):
    rows = results.numbers(results.points(folder), "rate_per_s", "latency_mean_s", "latency_p95_s", "throughput_per_s")
    rows = style.with_series(rows, ["workers", "rate_per_s"])
    if rows["rate_per_s"].nunique() < 2:
        raise results.DoesNotApply("needs at least two values of /workload/arrivals/rate_per_s")
    images = results.numbers(results.parts(folder, "images.csv", rows, ["series", "workers"]), "latency_s")
    number = {series: i for i, series in enumerate(rows["series"].unique())}
    counts = sorted(rows["workers"].unique())
    figure, panels = grid(len(counts))
    for axes, workers in zip(panels, counts):
        lone = images[images["workers"] == workers].groupby("series")["latency_s"].min()
        draw(axes, rows[rows["workers"] == workers], lone, number)
        axes.set_title(f"{workers} worker{'' if workers == 1 else 's'}" if len(counts) > 1 else "", fontsize=7)
    panels[0].plot([], [], linestyle=":", color="0.3", linewidth=0.9, label="95 % take at most")
    panels[0].plot([], [], "D", markersize=4, color="0.7", markeredgecolor="black", label="mean twice a lone image's")
    panels[0].set_yscale("log")
    style.logarithmic(panels[0].yaxis)
    panels[0].set_xlim(0, None)
    figure.supxlabel("images that come per second", fontsize=8)
    figure.supylabel("latency (s)", fontsize=8)
    style.legend_above(figure, panels[0], 2,
                       replications.averaged(rows, ["rate_per_s", "series", "workers"], "latency_mean_s"))
    style.save(figure, folder, "stream")


if __name__ == "__main__":
    import draw
    draw.one(main)
