"""Delivery of halos per layer, wake-up and transmission stacked, BODP against the 2-D grid at the most workers."""

import json
import pathlib

import style
from style import pd, plt

PARTS = (("wakeup_serial_s", "radio wake-up", style.ORANGE, "...."),
         ("transmission_serial_s", "transmission", style.RED, "\\\\\\\\"))
PUBLISHED = pathlib.Path(__file__).parent.parent / "experiments" / "published" / "modnn_2017.json"


def per_layer(folder, scheme):
    """Seconds of the layers that are cut by regions, the first apart, which gets the image: one line a layer."""
    rows = pd.read_csv(pathlib.Path(folder) / "layers.csv")
    rows = rows[(rows["workers"] == rows["workers"].max()) & (rows["conv_partition"] == scheme)]
    cut = rows[rows["layer"].str.startswith(("conv", "pool"))]
    return cut.set_index("layer")[[part for part, *_ in PARTS]].iloc[1:]


def less(rows):
    """By which part BODP's halo delivery is shorter, {workers: fraction}; a grid of 2 or 3 cells is strips, too."""
    seconds = rows.pivot_table(index="workers", columns="conv_partition", values="halo_serial_s")
    fractions = (1 - seconds["bodp"] / seconds["grid_2d"]).to_dict()
    return {workers: fraction for workers, fraction in fractions.items() if abs(fraction) > 1e-9}


def main(folder):
    rows = style.load(folder)
    figure, axes = plt.subplots(figsize=(style.COLUMN_WIDTH_INCH, 2.3), layout="constrained")
    for offset, scheme in ((-0.2, "bodp"), (0.2, "grid_2d")):
        table = per_layer(folder, scheme)
        bottom = 0
        for part, label, colour, hatch in PARTS:
            axes.bar([i + offset for i in range(len(table))], table[part], 0.36, bottom=bottom, color=colour, hatch=hatch,
                     edgecolor="white", linewidth=0, alpha=1 if scheme == "bodp" else 0.55,
                     label=f"{label}, {style.SCHEMES[scheme]}")
            bottom = bottom + table[part]
    axes.set_xticks(range(len(table)), table.index, rotation=90)
    axes.grid(axis="x", visible=False)
    axes.set_ylabel("delivery (s)")
    shown = ", ".join(f"{100 * value:.1f} % with {workers} workers" for workers, value in less(rows).items())
    published = json.loads(PUBLISHED.read_text())["delivery_time_reduction_vs_2d_grids"]["value"]
    axes.set_title(f"BODP saves {shown}; published: {100 * published:.1f} %", fontsize=7)
    figure.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2, columnspacing=1, handlelength=1.2)
    style.save(figure, folder, "delivery")


if __name__ == "__main__":
    main(style.result_set())
