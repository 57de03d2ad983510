"""Latency of a stream of images against the rate at which they come, and where the cell can bear no more."""

import replications
import results
import style
from style import plt


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


def main(folder):
    rows = results.numbers(results.points(folder), "rate_per_s", "latency_mean_s", "latency_p95_s", "throughput_per_s")
    rows = style.with_series(rows, ["rate_per_s"])
    if rows["rate_per_s"].nunique() < 2:
        raise results.DoesNotApply("needs at least two values of /workload/arrivals/rate_per_s")
    figure, axes = plt.subplots(figsize=(style.COLUMN_WIDTH_INCH, 2.2), layout="constrained")
    for (series, (rates, mean, p95, most)), line, colour in zip(curves(rows).items(), style.LINES, style.SERIES):
        axes.plot(rates, mean, "-" + line[-1], color=colour, markerfacecolor="white", label=f"{series}: mean")
        axes.plot(rates, p95, linestyle=":", color=colour, linewidth=0.9)
        if is_saturated(rates, most):
            axes.axvline(most, color=colour, linewidth=0.6, linestyle=(0, (1, 3)))
            axes.annotate(f"{most:.2g}/s", (most, 0), xycoords=("data", "axes fraction"), xytext=(1, 2),
                          textcoords="offset points", rotation=90, fontsize=6, color=colour)
    axes.plot([], [], linestyle=":", color="0.3", linewidth=0.9, label="95 % take at most")
    axes.set_yscale("log")
    style.logarithmic(axes.yaxis)
    axes.set_xlim(0, None)
    axes.set(xlabel="images that come per second", ylabel="latency (s)")
    style.legend_above(figure, axes, 2, replications.averaged(rows, ["rate_per_s", "series"], "latency_mean_s"))
    style.save(figure, folder, "stream")


if __name__ == "__main__":
    import draw
    draw.one(main)
