"""How many images of a stream are answered, and how soon, against how often phones leave, by policy of recovery."""

import replications
import results
import style
from style import plt

SECONDS_PER_HOUR = 3600


def answered(rows):
    """The share of the images that have an answer."""
    return 1 - rows["lost_images"] / rows["workload_images"]


def main(folder):
    rows = results.numbers(results.points(folder), "mean_time_to_leave_s", "lost_images", "workload_images")
    rows = style.with_series(rows, ["mean_time_to_leave_s"])
    if rows["mean_time_to_leave_s"].nunique() < 2:
        raise results.DoesNotApply("needs at least two values of /churn/mean_time_to_leave_s")
    rows = rows.assign(survival=100 * answered(rows), departures=SECONDS_PER_HOUR / rows["mean_time_to_leave_s"])
    figure, panels = plt.subplots(2, 1, sharex=True, figsize=(style.COLUMN_WIDTH_INCH, 3), layout="constrained")
    for (series, points), line, colour in zip(rows.groupby("series", sort=False), style.LINES, style.SERIES):
        means = points.groupby("departures")[["survival", "latency_mean_s"]].mean()
        for axes, column in zip(panels, means):
            axes.plot(means.index, means[column], line, color=colour, markerfacecolor="white", label=series)
    panels[0].set(ylabel="answered images (%)", ylim=(-3, 103))
    panels[1].set(ylabel="their mean latency (s)", ylim=(0, None), xscale="log", xlabel="times that each worker leaves per hour")
    style.logarithmic(panels[1].xaxis)
    style.legend_above(figure, panels[0], 2, replications.averaged(rows, ["departures", "series"], "survival"))
    style.save(figure, folder, "survival")


if __name__ == "__main__":
    import draw
    draw.one(main)
