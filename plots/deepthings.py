"""Latency and traffic against the number of boards, with the data source's message, beside the published series."""

import math

import results
import style
from matplotlib.ticker import MaxNLocator


def image_bytes(folder):
    """What travels from the data source to the gateway before the inference."""
    size = results.resolved(folder, "/model/input")
    return 4 * math.prod(size[side] for side in ("channels", "height", "width"))


def curves(rows, folder):
    """(devices, seconds, MiB) with the data source's message, which the simulation begins after."""
    medium = results.resolved(folder, "/platform/medium")
    radio = results.resolved(folder, "/platform/group_owner/device/radio")
    image = image_bytes(folder)
    hops = 2 if results.resolved(folder, "/platform").get("access_point") == "router" else 1
    source_s = (8 * hops * image / medium["goodput_bps"] + medium["message_overhead_s"] + radio["wake_to_send_s"] +
                radio["wake_to_receive_s"])
    points = results.means(rows, ["workers"], ["makespan_s", "message_bytes"]).sort_values("workers")
    return (points["workers"].tolist(), (points["makespan_s"] + source_s).tolist(),
            ((points["message_bytes"] + image) / 2**20).tolist())


def series(rows):
    """(name, rows, what claims of it must say) for each scheme, where there are several."""
    schemes = rows["conv_partition"].unique() if "conv_partition" in rows else []
    if len(schemes) < 2:
        return [("simulated", rows, {})]
    results.at_most(len(schemes), len(style.SERIES), "schemes")
    return [(style.text(scheme), rows[rows["conv_partition"] == scheme], {"/partition/conv": scheme}) for scheme in schemes]


def main(folder):
    published = False
    figure, panels = style.panels(2, 1.9, sharey=False)
    for (name, rows, where), line, color in zip(series(results.points(folder)), style.LINES, style.SERIES):
        devices, latency, traffic = curves(rows, folder)
        for axes, simulated, column, unit in ((panels[0], latency, "makespan_s", "s"),
                                              (panels[1], traffic, "message_bytes", "MiB")):
            axes.plot(devices, simulated, line, color=color, markerfacecolor="white", label=name)
            published |= style.stars(axes, results.claims(folder, column, unit, where=where, plus="source_message"))
    for axes, label in ((panels[0], "latency (s)"), (panels[1], "traffic (MiB)")):
        axes.set(xlabel="boards", ylabel=label)
        style.from_zero(axes)
        axes.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    if published:
        style.name_stars(panels[0])
    style.legend_above(figure, panels[0], 3, handlelength=1.2)
    style.save(figure, folder, "deepthings")


if __name__ == "__main__":
    import draw
    draw.one(main)
