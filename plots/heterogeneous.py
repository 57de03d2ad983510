"""Time of an inference against the speed of some phones, a curve a scheme, a panel a rate of their links."""

import results
import style

SPEED, RATE = r"/platform/workers/\d+/speed_factor", r"/platform/workers/\d+/rate_bps"
MOST_SPEEDS = 12


def curve(table, speed, series):
    """(speed of these phones, seconds)"""
    points = table[table["series"] == series].sort_values(speed)
    return points[speed].tolist(), points["makespan_s"].tolist()


def main(folder):
    rows = results.points(folder)
    speed = results.need_matching(rows, SPEED, "/platform/workers/<group>/speed_factor")
    rates = list(rows.filter(regex=f"^{RATE}$"))[:1]
    rows = style.with_series(results.numbers(rows, speed, *rates), [speed, *rates])
    table = rows.groupby([speed, *rates, "series"], sort=False)[["makespan_s"]].mean().reset_index()
    values = sorted(table[rates[0]].unique(), reverse=True) if rates else [None]
    speeds = sorted(table[speed].unique())
    results.at_most(len(speeds), MOST_SPEEDS, "speeds")
    figure, panels = style.panels(len(values), 1.8, "rates")
    alone = rows["alone_s"].dropna().unique() if "alone_s" in rows else []
    for axes, rate in zip(panels, values):
        for series, line, colour in zip(dict.fromkeys(table["series"]), (":^", "--s", "-o", "-.d", "-v", "--x"),
                                        (style.GREEN, style.ORANGE, style.BLUE, style.PURPLE, style.SKY, style.RED)):
            axes.plot(*curve(table if rate is None else table[table[rates[0]] == rate], speed, series), line,
                      color=colour, markerfacecolor="white", label=series)
        if len(alone) == 1:
            axes.axhline(alone[0], color="0.4", linewidth=0.8, linestyle="--", label="one phone alone")
        axes.set_xscale("log", base=2)
        axes.set_xticks(speeds, [f"{value:g}" for value in speeds], rotation=45)
        axes.minorticks_off()
        if rate is not None:
            axes.set_title(f"their links: {rate / 1e6:g} Mbit/s", fontsize=7)
    panels[0].set_ylabel("inference (s)")
    panels[0].set_ylim(0, 1.05 * max(axes.dataLim.y1 for axes in panels))
    figure.supxlabel(f"speed of the phones of group {speed.split('/')[3]}", fontsize=8)
    style.legend_above(figure, panels[0], 4)
    style.save(figure, folder, "heterogeneous")


if __name__ == "__main__":
    import draw
    draw.one(main)
