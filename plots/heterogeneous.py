"""Time of an inference against the speed of the slow phones, a curve a scheme, a panel a rate of their links."""

import style

SPEED, RATE = "/platform/workers/1/speed_factor", "/platform/workers/1/rate_bps"
SCHEMES = (("uniform_1d", "equal strips", ":^", style.GREEN), ("bodp", "BODP", "--s", style.ORANGE),
           ("bodp_balanced", "balanced", "-o", style.BLUE))


def curve(rows, scheme, rate):
    """(speed of the slow phones, seconds)"""
    points = rows[(rows["conv_partition"] == scheme) & (rows[RATE] == rate)].sort_values(SPEED)
    return points[SPEED].tolist(), points["makespan_s"].tolist()


def main(folder):
    rows = style.load(folder)
    rates = sorted(rows[RATE].unique(), reverse=True)
    figure, panels = style.panels(len(rates), 1.8)
    for axes, rate in zip(panels, rates):
        for scheme, name, line, colour in SCHEMES:
            axes.plot(*curve(rows, scheme, rate), line, color=colour, markerfacecolor="white", label=name)
        axes.axhline(rows["alone_s"].iloc[0], color="0.4", linewidth=0.8, linestyle="--")
        axes.set_xscale("log", base=2)
        speeds = sorted(rows[SPEED].unique())
        axes.set_xticks(speeds, [f"{speed:g}" for speed in speeds], rotation=45)
        axes.set_title(f"slow phones' links: {rate / 1e6:g} Mbit/s", fontsize=7)
    panels[0].annotate("one fast phone alone", (0.98, rows["alone_s"].iloc[0]), xycoords=("axes fraction", "data"),
                          ha="right", va="bottom", fontsize=6, color="0.3")
    panels[0].set(ylabel="inference (s)", ylim=(0, None))
    figure.supxlabel("speed of the two slow phones (fast phones: 1)", fontsize=8)
    style.legend_above(figure, panels[0], 3)
    style.save(figure, folder, "heterogeneous")


if __name__ == "__main__":
    main(style.result_set())
