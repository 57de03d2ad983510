"""Latency and traffic against the number of boards, with the data source's message, beside the published series."""

import math

import results
import style
from matplotlib.ticker import MaxNLocator

CALIBRATED = (1, 2)


def image_bytes(folder):
    """What travels from the data source to the gateway before the inference."""
    size = results.resolved(folder, "/model/input")
    return 4 * math.prod(size[side] for side in ("channels", "height", "width"))


def curves(rows, folder):
    """(devices, seconds, MiB) with the data source's message, which the simulation begins after."""
    medium = results.resolved(folder, "/platform/medium")
    radio = results.resolved(folder, "/platform/group_owner/device/radio")
    image = image_bytes(folder)
    source_s = (8 * image / medium["goodput_bps"] + medium["message_overhead_s"] + radio["wake_to_send_s"] +
                radio["wake_to_receive_s"])
    points = results.means(rows, ["workers"], ["makespan_s", "message_bytes"]).sort_values("workers")
    return (points["workers"].tolist(), (points["makespan_s"] + source_s).tolist(),
            ((points["message_bytes"] + image) / 2**20).tolist())


def main(folder):
    devices, latency, traffic = curves(results.points(folder), folder)
    others = results.published(folder, "deepthings_2018")
    figure, panels = style.panels(2, 1.9, sharey=False)
    for axes, simulated, key, label, fitted in ((panels[0], latency, "latency_s", "latency (s)", CALIBRATED),
                                                (panels[1], traffic, "traffic_mib", "traffic (MiB)", ())):
        axes.plot(devices, simulated, "-o", color=style.BLUE, markerfacecolor="white", label="simulated")
        if others:
            series = others["bodp_mapreduce"]
            for number, value in zip(series["devices"], series[key]):
                style.star(axes, number, value, number in fitted)
        axes.set(xlabel="boards", ylabel=label)
        style.from_zero(axes)
        axes.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    if others:
        style.name_stars(panels[0])
    style.legend_above(figure, panels[0], 3, handlelength=1.2)
    style.save(figure, folder, "deepthings")


if __name__ == "__main__":
    import draw
    draw.one(main)
