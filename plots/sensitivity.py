"""Halo delivery of BODP and of the 2-D grid against the radio's wake-up delay, or against the rate of the links."""

import style
from style import np, plt

WAKE = ["/platform/workers/0/device/radio/wake_to_send_s", "/platform/workers/0/device/radio/wake_to_receive_s"]
RATE = "/platform/workers/0/rate_bps"
SCHEMES = (("bodp", "-o", style.BLUE), ("grid_2d", "--s", style.ORANGE))


def with_x(rows):
    """Adds what varies as `x`; also says how it is called, its unit, and whether its axis is logarithmic."""
    if RATE in rows:
        return rows.assign(x=rows[RATE] / 1e6), "rate of the links", "Mbit/s", True
    if WAKE[0] in rows:
        return rows.assign(x=1e3 * rows[WAKE].sum(axis=1)), "wake-up of sender and receiver", "ms", False
    style.not_applicable("neither wake-up delays nor the rate of the links vary")


def crossing(x, one, other):
    """Where two curves meet, between points on straight lines; None where they do not."""
    gap = np.asarray(one) - np.asarray(other)
    for i in range(len(gap) - 1):
        if gap[i] * gap[i + 1] < 0:
            return x[i] + (x[i + 1] - x[i]) * gap[i] / (gap[i] - gap[i + 1])
    return None


def main(folder):
    rows, label, unit, logarithmic = with_x(style.load(folder))
    seconds = rows.pivot_table(index="x", columns="conv_partition", values="halo_serial_s")
    figure, axes = plt.subplots(figsize=(style.COLUMN_WIDTH_INCH, 2), layout="constrained")
    for scheme, line, colour in SCHEMES:
        axes.plot(seconds.index, seconds[scheme], line, color=colour, markerfacecolor="white",
                  label=style.SCHEMES[scheme])
    if logarithmic:
        axes.loglog()
        axes.set_xticks(seconds.index, [f"{x:g}" for x in seconds.index])
        ticks = [y for y in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50) if seconds.min().min() <= y <= seconds.max().max()]
        axes.set_yticks(ticks, [f"{y:g}" for y in ticks])
        axes.minorticks_off()
    else:
        axes.set_ylim(0, None)
    # Delivery is linear in wake-up, and in seconds a bit.
    scale = (lambda x: 1 / x) if logarithmic else (lambda x: x)
    meet = crossing(scale(seconds.index.to_numpy()), seconds["bodp"], seconds["grid_2d"])
    if meet is not None:
        meet = scale(meet)
        axes.axvline(meet, color="0.4", linewidth=0.8, linestyle=":")
        axes.annotate(f"equal at {meet:.2g} {unit}", (meet, 0.97), xycoords=("data", "axes fraction"), xytext=(3, 0),
                      textcoords="offset points", va="top", fontsize=7, color="0.3")
    axes.set(xlabel=f"{label} ({unit})", ylabel="delivery of halos (s)")
    figure.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2)
    style.save(figure, folder, "sensitivity")


if __name__ == "__main__":
    main(style.result_set())
