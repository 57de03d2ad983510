"""Delivery of halos per layer, wake-up and transmission stacked, BODP against the 2-D grid at the most workers."""

import results
import style
from style import plt

PARTS = (("wakeup_serial_s", "radio wake-up", style.ORANGE, "...."),
         ("transmission_serial_s", "transmission", style.RED, "\\\\\\\\"))
PAIR = ("bodp", "grid_2d")
MOST_LAYERS = 60


def per_layer(folder, rows, scheme):
    """Seconds of the layers that are cut by regions, the first apart, which gets the image: one line a layer."""
    rows = rows[(rows["workers"] == rows["workers"].max()) & (rows["conv_partition"] == scheme)]
    parts = [part for part, *_ in PARTS]
    layers = results.numbers(results.parts(folder, "layers.csv", rows, []), *parts)
    cut = layers[layers["layer"].str.startswith(("conv", "pool"))]
    return cut.groupby("layer", sort=False)[parts].mean().iloc[1:]


def less(table):
    """By which part BODP's halo delivery is shorter, {workers: fraction}; a grid of 2 or 3 cells is strips, too."""
    seconds = table.pivot(index="workers", columns="conv_partition", values="halo_serial_s")
    fractions = (1 - seconds["bodp"] / seconds["grid_2d"]).to_dict()
    return {workers: fraction for workers, fraction in fractions.items() if abs(fraction) > 1e-9}


def title(table, folder):
    shown = ", ".join(f"{100 * value:.1f} % with {workers:g} workers" for workers, value in list(less(table).items())[-2:])
    words = f"BODP saves {shown}" if shown else "the same delivery under both"
    published = results.claims(folder, "halo_serial_s", "%", form="reduction")
    return words + "".join(f"; published: {100 * fraction:.1f} %" for _, fraction, _ in published)


def main(folder):
    rows = results.points(folder)
    results.need(rows, "conv_partition")
    rows = rows[rows["conv_partition"].isin(PAIR)]
    if set(rows[rows["workers"] == rows["workers"].max()]["conv_partition"]) != set(PAIR):
        raise results.DoesNotApply("needs bodp and grid_2d with the same number of workers: sweep /partition/conv")
    table = results.means(rows, ["workers", "conv_partition"], ["halo_serial_s"])
    tables = [per_layer(folder, rows, scheme) for scheme in PAIR]
    if tables[0].empty:
        raise results.DoesNotApply("needs layers called conv... or pool... after the first one")
    results.at_most(len(tables[0]), MOST_LAYERS, "layers")
    figure, axes = plt.subplots(figsize=(style.COLUMN_WIDTH_INCH, 2.3), layout="constrained")
    for offset, scheme, layers in zip((-0.2, 0.2), PAIR, tables):
        bottom = 0
        for part, label, colour, hatch in PARTS:
            axes.bar([i + offset for i in range(len(layers))], layers[part], 0.36, bottom=bottom, color=colour,
                     hatch=hatch, edgecolor="white", linewidth=0, alpha=1 if scheme == "bodp" else 0.55,
                     label=f"{label}, {style.SCHEMES[scheme]}")
            bottom = bottom + layers[part]
    axes.set_xticks(range(len(tables[0])), [style.text(name, 20) for name in tables[0].index], rotation=90)
    axes.tick_params(axis="x", labelsize=7 if len(tables[0]) < 25 else 4)
    axes.grid(axis="x", visible=False)
    axes.set_ylabel("delivery (s)")
    axes.set_title(title(table, folder), fontsize=7)
    style.legend_above(figure, axes, 2, handlelength=1.2)
    style.save(figure, folder, "delivery")


if __name__ == "__main__":
    import draw
    draw.one(main)
