"""Which share of the images of a stream is answered within which time, a curve for each rate, a panel for each variant."""

import results
import style
from style import np

MOST_RATES = len(style.SERIES)


def chosen(rates):
    """As many as a panel can tell apart, from the lowest to the highest."""
    if len(rates) <= MOST_RATES:
        return rates
    return [rates[round(i * (len(rates) - 1) / (MOST_RATES - 1))] for i in range(MOST_RATES)]


def shares(latencies):
    """(latencies in order, share of the images that do not exceed each)"""
    ordered = np.sort(np.asarray(latencies, dtype=float))
    return ordered, np.arange(1, len(ordered) + 1) / len(ordered)


def main(folder):
    rows = results.numbers(results.points(folder), "rate_per_s", "latency_mean_s")
    rows = style.with_series(rows, ["rate_per_s"], most=4)
    images = results.numbers(results.parts(folder, "images.csv", rows, ["series", "rate_per_s"]), "latency_s")
    rates = sorted(rows["rate_per_s"].unique())
    some = chosen(rates)
    names = list(rows["series"].unique())
    figure, panels = style.panels(len(names), 2, "variants", sharex=True)
    for axes, name in zip(panels, names):
        for rate, colour, line in zip(some, style.SERIES, style.DASHES):
            latencies = images[(images["series"] == name) & (images["rate_per_s"] == rate)]["latency_s"]
            if len(latencies):
                axes.step(*shares(latencies), where="post", color=colour, linestyle=line, label=f"{rate:g}/s")
        axes.set_xscale("log")
        style.logarithmic(axes.xaxis)
        axes.set(xlabel="latency (s)", ylim=(0, 1))
        axes.set_title(name if len(names) > 1 else "", fontsize=7)
    panels[0].set_ylabel("share of the images")
    caption = "" if len(some) == len(rates) else f"{len(some)} of {len(rates)} rates"
    style.legend_above(figure, panels[0], 3, caption)
    style.save(figure, folder, "latency_cdf")


if __name__ == "__main__":
    import draw
    draw.one(main)
