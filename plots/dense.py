"""Traffic, and memory of the phone that needs most, against the sparsity of the dense layers, one curve a scheme."""

import style
from style import plt

DENSITY = "/model/layers/0/density"
SCHEMES = (("mscc+fgcp", "MSCC + FGCP", "-o", style.BLUE), ("mscc", "MSCC", "--s", style.ORANGE),
           ("scc", "spectral co-clustering", ":^", style.GREEN), ("output_split", "output split", "-.d", style.PURPLE))


def curve(rows, scheme, column, workers):
    """(sparsity in %, values in MB)."""
    points = rows[(rows["dense_partition"] == scheme) & (rows["workers"] == workers)]
    points = points.sort_values(DENSITY, ascending=False)
    return (100 * (1 - points[DENSITY])).tolist(), (points[column] / 1e6).tolist()


def main(folder):
    rows = style.load(folder)
    counts = sorted(rows["workers"].unique())
    figure, panels = plt.subplots(2, len(counts), figsize=(style.COLUMN_WIDTH_INCH, 3.1), layout="constrained",
                                  sharex=True, sharey="row", squeeze=False)
    for line_of_panels, column, label in ((panels[0], "message_bytes", "traffic (MB)"),
                                          (panels[1], "peak_memory_bytes", "memory per\nphone (MB)")):
        for axes, workers in zip(line_of_panels, counts):
            for scheme, name, line, colour in SCHEMES:
                axes.plot(*curve(rows, scheme, column, workers), line, color=colour, markerfacecolor="white", label=name)
        line_of_panels[0].set(ylabel=label, xlim=(45, 103), ylim=(0, None))
    for axes, workers in zip(panels[0], counts):
        axes.set_title(f"{workers} workers", fontsize=7)
    figure.supxlabel("zero weights (%)", fontsize=8)
    style.legend_above(figure, panels[0][0], 2, handlelength=2)
    style.save(figure, folder, "dense")


if __name__ == "__main__":
    main(style.result_set())
