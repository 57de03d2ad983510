"""Bytes and seconds of the layers whose weights are split, against the number of devices, beside the published volumes."""

import json

import results
import style
from matplotlib.ticker import MaxNLocator

LAYERS = "/partition/layers"
LOOKS = (("-o", style.BLUE), ("--s", style.ORANGE), (":^", style.GREEN), ("-.v", style.BLACK))


def label(scheme, layers):
    """What a curve is: its scheme, and which layers have another one."""
    others = json.loads(layers)
    if not others:
        return {"lop": "all by outputs", "lip": "all by inputs", "samos": "fewest bytes"}.get(scheme, scheme)
    return f"{' '.join(name.removeprefix('conv') for name in others)} by inputs"


def curves(rows):
    """[(label, devices, megabytes, seconds)], of the part of the network that is split alone."""
    if "model" in rows and rows["model"].nunique() > 1:
        rows = rows[rows["model"].str.endswith("_tail")]
    results.need(rows, LAYERS, "conv_partition")
    table = results.means(rows, ["conv_partition", LAYERS, "workers"], ["message_bytes", "makespan_s"])
    found = []
    for (scheme, layers), points in table.groupby(["conv_partition", LAYERS], sort=False):
        points = points.sort_values("workers")
        found.append((label(scheme, layers), points["workers"].tolist(), (points["message_bytes"] / 1e6).tolist(),
                      points["makespan_s"].tolist()))
    return found


def main(folder):
    rows = results.points(folder)
    shown = curves(rows)
    # Of more mixtures than can be told apart, the first two and the last two.
    shown = shown if len(shown) <= len(LOOKS) else [*shown[:2], *shown[-2:]]
    figure, panels = style.panels(2, 1.9, sharey=False)
    claims = results.claims(folder, "message_bytes", "MB")
    published = style.stars(panels[0], claims)
    for (name, workers, megabytes, seconds), (line, colour) in zip(shown, LOOKS):
        for axes, values in zip(panels, (megabytes, seconds)):
            axes.plot(workers, values, line, color=colour, markerfacecolor="white", label=name)
    for axes, title in zip(panels, ("volume (MB)", "time (s)")):
        axes.set(xlabel="workers", ylabel=title)
        style.from_zero(axes)
        axes.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    if published:
        style.name_stars(panels[0], {calibrated for *_, calibrated in claims})
    style.legend_above(figure, panels[0], 2, handlelength=1.6)
    style.save(figure, folder, "samos")


if __name__ == "__main__":
    import draw
    draw.one(main)
