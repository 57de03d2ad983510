"""Traffic, and memory of the phone that needs most, against the sparsity of the dense layers, one curve a scheme."""

import results
import style
from style import plt

DENSITY = r"/model/layers/\d+/density"
SCHEMES = {"mscc+fgcp": "MSCC + FGCP", "mscc": "MSCC", "scc": "spectral co-clustering", "output_split": "output split"}


def curve(table, density, scheme, column, workers):
    """(sparsity in %, values in MB)."""
    points = table[(table["dense_partition"] == scheme) & (table["workers"] == workers)]
    points = points.sort_values(density, ascending=False)
    return (100 * (1 - points[density])).tolist(), (points[column] / 1e6).tolist()


def main(folder):
    rows = results.points(folder)
    density = results.need_matching(rows, DENSITY, "/model/layers/<number>/density")
    by = ["dense_partition", "workers", density]
    table = results.means(results.numbers(rows, density), by, ["message_bytes", "peak_memory_bytes"])
    counts = sorted(table["workers"].unique())
    schemes = sorted(set(table["dense_partition"]), key=[*SCHEMES, *sorted(set(table["dense_partition"]))].index)
    results.at_most(len(counts), 4, "numbers of workers")
    results.at_most(len(schemes), len(style.SERIES), "schemes")
    figure, panels = plt.subplots(2, len(counts), figsize=(style.COLUMN_WIDTH_INCH, 3.1), layout="constrained",
                                  sharex=True, sharey="row", squeeze=False)
    for line_of_panels, column, label in ((panels[0], "message_bytes", "traffic (MB)"),
                                          (panels[1], "peak_memory_bytes", "memory per\nphone (MB)")):
        for axes, workers in zip(line_of_panels, counts):
            for scheme, line, colour in zip(schemes, style.LINES, style.SERIES):
                axes.plot(*curve(table, density, scheme, column, workers), line, color=colour, markerfacecolor="white",
                          label=style.text(SCHEMES.get(scheme, style.plain(scheme))))
        line_of_panels[0].set_ylabel(label)
        line_of_panels[0].set_ylim(0, 1.05 * max(axes.dataLim.y1 for axes in line_of_panels))
    for axes, workers in zip(panels[0], counts):
        axes.set_title(f"{workers:g} worker{'s' if workers != 1 else ''}", fontsize=7)
    figure.supxlabel("zero weights (%)", fontsize=8)
    style.legend_above(figure, panels[0][0], 2, handlelength=2)
    style.save(figure, folder, "dense")


if __name__ == "__main__":
    import draw
    draw.one(main)
