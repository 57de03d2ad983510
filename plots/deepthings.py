"""Latency and traffic against the number of boards, with the data source's message, beside the published series."""

import math

import results
import style
from matplotlib.ticker import MaxNLocator

STOLEN = {"stolen": "stolen (WST)", "stolen_reused": "stolen, overlaps once (WST-S)"}
STOLEN_SHOWS = ("Latency and traffic of one image, which a board has, against the number of boards, which steal its tiles, beside the "
                "published series")


def image_bytes(folder):
    """What travels from the data source to the gateway before the inference."""
    size = results.resolved(folder, "/model/input")
    return 4 * math.prod(size[side] for side in ("channels", "height", "width"))


def is_stolen(rows):
    """Whether the boards steal tiles from the source, which has the image then: no message of its goes before."""
    return "tiles" in rows and rows["tiles"].isin(STOLEN).all()


def curves(rows, folder):
    """(devices, seconds, MiB) with the data source's message, which the simulation begins after, where there is one."""
    if is_stolen(rows):
        points = results.means(rows, ["workers"], ["latency_max_s", "message_bytes"]).sort_values("workers")
        return points["workers"].tolist(), points["latency_max_s"].tolist(), (points["message_bytes"] / 2**20).tolist()
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
    """(name, rows, what claims of it must say) for each scheme, or way to steal one image's tiles, where there are several."""
    if is_stolen(rows):
        rows = results.numbers(rows, "workload_images")
        rows = rows[rows["workload_images"] == 1]
        return [(STOLEN[tiles], of, {"/delivery/tiles": tiles, "/workload/images": 1}) for tiles, of in rows.groupby("tiles", sort=False)]
    schemes = rows["conv_partition"].unique() if "conv_partition" in rows else []
    if len(schemes) < 2:
        return [("simulated", rows, {})]
    results.at_most(len(schemes), len(style.SERIES), "schemes")
    return [(style.text(scheme), rows[rows["conv_partition"] == scheme], {"/partition/conv": scheme}) for scheme in schemes]


def main(folder):
    kinds = set()
    figure, panels = style.panels(2, 1.9, sharey=False)
    drawn = series(results.points(folder))
    if not drawn:
        raise results.DoesNotApply("needs points of one image: /workload/images 1")
    for (name, rows, where), color, line in zip(drawn, style.SERIES, style.LINES):
        devices, latency, traffic = curves(rows, folder)
        seconds, plus = ("latency_max_s", None) if is_stolen(rows) else ("makespan_s", "source_message")
        for axes, simulated, column, unit in ((panels[0], latency, seconds, "s"), (panels[1], traffic, "message_bytes", "MiB")):
            axes.plot(devices, simulated, line, color=color, markerfacecolor="white", label=name)
            claims = results.claims(folder, column, unit, where=where, plus=plus)
            style.stars(axes, claims)
            kinds |= {calibrated for *_, calibrated in claims}
    for axes, label in ((panels[0], "latency (s)"), (panels[1], "traffic (MiB)")):
        axes.set(xlabel="boards", ylabel=label)
        style.from_zero(axes)
        axes.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    if kinds:
        style.name_stars(panels[0], kinds)
    style.legend_above(figure, panels[0], 3, handlelength=1.2)
    stolen = all(is_stolen(rows) for _, rows, _ in drawn)
    style.save(figure, folder, "deepthings", shows=STOLEN_SHOWS if stolen else "")


if __name__ == "__main__":
    import draw
    draw.one(main)
