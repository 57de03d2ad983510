"""Average time of an inference, handing out the weights included, against the number of inferences."""

import results
import style
from style import np

INFERENCES = np.unique(np.logspace(0, 3, 61).round())


def pays_from(row):
    """Inferences from which the cluster is ahead of one phone; infinity where it never is."""
    saved = row["alone_s"] - row["makespan_s"]
    return np.ceil(row["deployment_s"] / saved) if saved > 0 else np.inf


def main(folder):
    rows = results.points(folder)
    by = ["weight_bits", "workers"]
    table = results.means(rows[rows["workers"] > 0], by, ["makespan_s", "alone_s", "deployment_s"]).sort_values(by)
    results.at_most(table["workers"].nunique(), len(style.DASHES), "numbers of workers")
    sizes = sorted(table["weight_bits"].unique(), reverse=True)
    figure, panels = style.panels(len(sizes), 2, "sizes of a weight")
    for axes, bits in zip(panels, sizes):
        points = table[table["weight_bits"] == bits]
        for (_, row), colour, line in zip(points.iterrows(), style.SERIES, style.DASHES):
            axes.plot(INFERENCES, row["makespan_s"] + row["deployment_s"] / INFERENCES, linestyle=line, color=colour,
                      label=f"{row['workers']:g} worker{'s' if row['workers'] > 1 else ''}")
            if np.isfinite(pays_from(row)):
                axes.plot(pays_from(row), row["alone_s"], "o", color=colour, markerfacecolor="white", zorder=4)
        axes.axhline(points["alone_s"].iloc[0], color="0.65", linewidth=0.8, label="one phone alone")
        axes.plot([], [], "o", color="0.4", markerfacecolor="white", label="breaks even")
        firsts = ", ".join(f"{pays_from(row):g}" for _, row in points.iterrows() if np.isfinite(pays_from(row)))
        axes.set_title(f"{bits:g}-bit weights: ahead\nfrom inference {firsts or 'none'}", fontsize=7)
        axes.loglog()
        style.logarithmic(axes.xaxis)
    style.logarithmic(panels[0].yaxis)
    panels[0].set_ylabel("average inference (s)")
    figure.supxlabel("inferences", fontsize=8)
    style.legend_above(figure, panels[0], 3)
    style.save(figure, folder, "amortisation")


if __name__ == "__main__":
    import draw
    draw.one(main)
