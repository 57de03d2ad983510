"""Traffic, and memory of the phone that needs most, against the sparsity of the dense layers, one curve a scheme."""

import style
from style import plt

DENSITY = "/model/layers/0/density"
SCHEMES = (("mscc+fgcp", "MSCC + FGCP", "-o", style.BLUE), ("mscc", "MSCC", "--s", style.ORANGE),
           ("scc", "spectral co-clustering", ":^", style.GREEN), ("output_split", "output split", "-.d", style.PURPLE))


def curve(rows, scheme, column):
    """(sparsity in %, values in MB) at the most workers."""
    points = rows[(rows["dense_partition"] == scheme) & (rows["workers"] == rows["workers"].max())]
    points = points.sort_values(DENSITY, ascending=False)
    return (100 * (1 - points[DENSITY])).tolist(), (points[column] / 1e6).tolist()


def main(folder):
    rows = style.load(folder)
    figure, panels = plt.subplots(1, 2, figsize=(style.COLUMN_WIDTH_INCH, 1.9), layout="constrained")
    for axes, column, label in ((panels[0], "message_bytes", "traffic (MB)"),
                                (panels[1], "peak_memory_bytes", "memory per phone (MB)")):
        for scheme, name, line, colour in SCHEMES:
            axes.plot(*curve(rows, scheme, column), line, color=colour, markerfacecolor="white", label=name)
        axes.set(xlabel="zero weights (%)", ylabel=label, ylim=(0, None))
    style.legend_above(figure, panels[0], 2, handlelength=2, title=f"{rows['workers'].max()} workers", title_fontsize=7)
    style.save(figure, folder, "dense")


if __name__ == "__main__":
    main(style.result_set())
