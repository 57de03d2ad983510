"""Latency and traffic of YOLOv2-16 on Raspberry Pi 3 boards against the published series."""

import json
import pathlib

import style
from style import plt

PUBLISHED = pathlib.Path(__file__).parent.parent / "experiments" / "published" / "deepthings_2018.json"
CALIBRATED = (1, 2)
IMAGE_BYTES = 4 * 3 * 608 * 608  # from the data source to the gateway, before the inference


def curves(rows, resolved):
    """(devices, seconds, MiB) with the data source's message, which the simulation begins after."""
    medium = resolved["platform"]["medium"]
    radio = resolved["platform"]["group_owner"]["device"]["radio"]
    source_s = (8 * IMAGE_BYTES / medium["goodput_bps"] + medium["message_overhead_s"] + radio["wake_to_send_s"] +
                radio["wake_to_receive_s"])
    points = rows.sort_values("workers")
    return (points["workers"].tolist(), (points["makespan_s"] + source_s).tolist(),
            ((points["message_bytes"] + IMAGE_BYTES) / 2**20).tolist())


def main(folder):
    resolved = json.loads((pathlib.Path(folder) / "experiment.resolved.json").read_text())
    published = json.loads(PUBLISHED.read_text())["bodp_mapreduce"]
    devices, latency, traffic = curves(style.load(folder), resolved)
    figure, panels = plt.subplots(1, 2, figsize=(style.COLUMN_WIDTH_INCH, 1.9), layout="constrained")
    for axes, simulated, key, label, fitted in ((panels[0], latency, "latency_s", "latency (s)", CALIBRATED),
                                                (panels[1], traffic, "traffic_mib", "traffic (MiB)", ())):
        axes.plot(devices, simulated, "-o", color=style.BLUE, markerfacecolor="white", label="simulated")
        for number, value in zip(published["devices"], published[key]):
            style.star(axes, number, value, number in fitted)
        axes.set(xlabel="boards", ylabel=label, ylim=(0, None), xticks=devices)
    style.name_stars(panels[0])
    style.legend_above(figure, panels[0], 3, handlelength=1.2)
    style.save(figure, folder, "deepthings")


if __name__ == "__main__":
    main(style.result_set())
