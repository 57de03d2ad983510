"""Delivery of halos against whatever number is swept, one curve a partition; where no halos travel, the time of one
inference."""

import replications
import results
import style
from matplotlib.ticker import MaxNLocator
from style import np, pd, plt

WAKE = ["/platform/workers/0/device/radio/wake_to_send_s", "/platform/workers/0/device/radio/wake_to_receive_s"]
UNITS = (("_bps", 1e6, "Mbit/s"), ("_per_s", 1, "1/s"), ("_bytes", 1e6, "MB"), ("_s", 1, "s"), ("_j", 1, "J"),
         ("_w", 1, "W"), ("_bits", 1, "bit"))
NAMES = {"rate_bps": "rate of the links", "count": "workers"}
COLUMNS = (("halo_serial_s", "delivery of halos (s)"), ("makespan_s", "time of one inference (s)"))


def swept_number(rows):
    """The one column of numbers that varies; others may only follow it."""
    free = [column for column in results.varied(rows, ["conv_partition"])
            if pd.api.types.is_numeric_dtype(rows[column]) and rows[column].dtype != bool]
    if not free:
        raise results.DoesNotApply("needs a swept number, such as /platform/workers/0/rate_bps")
    if len(free) > 1:
        raise results.DoesNotApply(f"needs one swept number, but {results.listed(free)} vary: "
                                   f"{results.choice(rows, free[1:])}")
    return free[0]


def with_x(rows):
    """Adds what varies as `x`; also says by which column, how it is called and its unit."""
    column = swept_number(rows)
    if set(WAKE) <= set(rows.columns) and column.split("/")[-1] in ("wake_to_send_s", "wake_to_receive_s"):
        x = 1e3 * rows[WAKE].sum(axis=1)
        if x.nunique() == rows[column].nunique():  # they go together
            return rows.assign(x=x), column, "wake-up of sender and receiver", "ms"
    word = column.split("/")[-1]
    for ending, scale, unit in UNITS:
        if word.endswith(ending):
            x, small = rows[column] / scale, scale == 1 and unit == "s" and rows[column].abs().max() < 0.5
            name = NAMES.get(word, style.plain(word[:-len(ending)]))
            return rows.assign(x=1e3 * x if small else x), column, name, "ms" if small else unit
    return rows.assign(x=rows[column]), column, NAMES.get(word, style.plain(word)), ""


def crossing(x, one, other):
    """Where two curves meet, between points on straight lines; None where they do not."""
    gap = np.asarray(one) - np.asarray(other)
    for i in range(len(gap) - 1):
        if gap[i] * gap[i + 1] < 0:
            return x[i] + (x[i + 1] - x[i]) * gap[i] / (gap[i] - gap[i + 1])
    return None


def measured(rows):
    """What is drawn: halos where some travel."""
    column, label = COLUMNS[0]
    some = column in rows and (pd.to_numeric(rows[column], errors="coerce") > 0).any()
    return (column, label) if some else COLUMNS[1]


def spans_decades(values):
    return min(values) > 0 and max(values) > 20 * min(values)


def mark_crossing(axes, seconds, unit, reciprocal):
    """Delivery is linear in wake-up, and in seconds a bit."""
    if len(seconds.columns) != 2 or seconds.isna().any(axis=None):
        return
    scale = (lambda x: 1 / x) if reciprocal else (lambda x: x)
    meet = crossing(scale(seconds.index.to_numpy(dtype=float)), seconds.iloc[:, 0], seconds.iloc[:, 1])
    if meet is not None:
        axes.axvline(scale(meet), color="0.4", linewidth=0.8, linestyle=":")
        axes.annotate(f"equal at {scale(meet):.2g} {unit}".strip(), (scale(meet), 0.97),
                      xycoords=("data", "axes fraction"), xytext=(3, 0), textcoords="offset points", va="top",
                      fontsize=7, color="0.3")


def main(folder):
    rows = results.points(folder)
    column, ylabel = measured(rows)
    rows, x, name, unit = with_x(results.numbers(rows, column))
    rows = style.with_series(rows, [x])
    seconds = rows.pivot_table(index="x", columns="series", values=column, sort=False).sort_index()
    if len(seconds) < 2:
        raise results.DoesNotApply(f"needs at least two values of {x}")
    figure, axes = plt.subplots(figsize=(style.COLUMN_WIDTH_INCH, 2), layout="constrained")
    for series, line, colour in zip(seconds, style.LINES, style.SERIES):
        axes.plot(seconds.index, seconds[series], line, color=colour, markerfacecolor="white", label=series)
    reciprocal = unit == "Mbit/s"
    if spans_decades(seconds.index):
        axes.set_xscale("log")
        style.logarithmic(axes.xaxis)
        axes.xaxis.set_minor_locator(plt.NullLocator())
        if len(seconds) <= 10:
            axes.set_xticks(seconds.index, [f"{value:g}" for value in seconds.index])
    elif (seconds.index % 1 == 0).all():
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    if spans_decades(seconds.stack()):
        axes.set_yscale("log")
        least, most = seconds.min().min(), seconds.max().max()
        ticks = [m * 10.0**e for e in range(-9, 10) for m in (1, 2, 5) if least <= m * 10.0**e <= most]
        axes.set_yticks(ticks[::max(1, len(ticks) // 8)])
        axes.yaxis.set_minor_locator(plt.NullLocator())
        style.logarithmic(axes.yaxis)
    else:
        style.from_zero(axes)
    mark_crossing(axes, seconds, unit, reciprocal)
    axes.set(xlabel=style.text(f"{name} ({unit})" if unit else name, 50), ylabel=ylabel)
    style.legend_above(figure, axes, 2, replications.averaged(rows, ["x", "series"], column))
    style.save(figure, folder, "sensitivity")


if __name__ == "__main__":
    import draw
    draw.one(main)
