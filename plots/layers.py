"""Where the time of one inference goes, layer by layer: one panel per number of workers."""

import pathlib

import style
from style import pd, plt

PARTS = (("compute_s", "computing", style.BLUE, ""), ("page_in_s", "paging", style.SKY, "////"),
         ("wakeup_s", "radio wake-up", style.ORANGE, "...."),
         ("transmission_s", "transmission", style.RED, "\\\\\\\\"))


def shares(layers, workers):
    """Seconds on the critical path, one line a layer that takes any."""
    points = layers[layers["workers"] == workers].set_index("layer")[[part for part, *_ in PARTS]]
    return points[points.sum(axis=1) > 0]


def main(folder):
    layers = pd.read_csv(pathlib.Path(folder) / "layers.csv")
    counts = sorted(layers["workers"].unique())
    figure, panels = plt.subplots(1, len(counts), figsize=(style.COLUMN_WIDTH_INCH, 2.8), layout="constrained",
                                  squeeze=False, sharex=True)
    names = list(dict.fromkeys(name for count in counts for name in shares(layers, count).index))
    for axes, count in zip(panels[0], counts):
        table = shares(layers, count).reindex(names, fill_value=0)
        left = 0
        for part, label, colour, hatch in PARTS:
            axes.barh(range(len(table)), table[part], 0.8, left=left, color=colour, hatch=hatch, edgecolor="white",
                      linewidth=0, label=label)
            left = left + table[part]
        axes.set_yticks(range(len(table)), table.index if axes is panels[0][0] else [])
        axes.tick_params(axis="y", labelsize=6)
        axes.invert_yaxis()
        axes.grid(axis="y", visible=False)
        axes.set_xlabel("time (s)")
        axes.set_title(f"{count} worker{'s' if count > 1 else ''}", fontsize=8)
    style.legend_above(figure, panels[0][0], 4, handlelength=1.2)
    style.save(figure, folder, "layers")


if __name__ == "__main__":
    main(style.result_set())
