"""Traffic of pruned dense layers by partition, as a share of the plain split of the outputs, by network, trained or not, and
number of workers."""

import results
import style
from dense import SCHEMES
from style import plt

SPLIT = "output_split"
MOST_NETWORKS, MOST_WORKERS = 10, 3
HATCHES = ("", "///", "...", "xxx", "\\\\\\", "++")


def shares(table, workers):
    """{scheme: [traffic by that of the output split, %]} in the order of the networks."""
    own = table[table["workers"] == workers]
    split = own[own["dense_partition"] == SPLIT].set_index("model")["message_bytes"]
    schemes = [scheme for scheme in dict.fromkeys(own["dense_partition"]) if scheme != SPLIT]
    found = {}
    for scheme in schemes:
        traffic = own[own["dense_partition"] == scheme].set_index("model")["message_bytes"].reindex(split.index)
        found[scheme] = (100 * traffic / split).tolist()
    return found


def main(folder):
    rows = results.points(folder)
    results.need(rows, "model", "dense_partition")
    table = results.means(rows, ["model", "workers", "dense_partition"], ["message_bytes"])
    if SPLIT not in set(table["dense_partition"]) or table["dense_partition"].nunique() < 2:
        raise results.DoesNotApply("needs output_split and another partition: sweep /partition/dense")
    table = table[table["message_bytes"] > 0]
    models, counts = list(dict.fromkeys(table["model"])), sorted(table["workers"].unique())
    schemes = [scheme for scheme in dict.fromkeys(table["dense_partition"]) if scheme != SPLIT]
    results.at_most(len(models), MOST_NETWORKS, "networks")
    results.at_most(len(counts), MOST_WORKERS, "numbers of workers")
    results.at_most(len(schemes), len(HATCHES), "schemes")
    figure, panels = plt.subplots(len(counts), 1, figsize=(style.COLUMN_WIDTH_INCH, 0.9 + 1.1 * len(counts)), layout="constrained",
                                  sharex=True, squeeze=False)
    width = 0.8 / max(1, len(schemes))
    for axes, workers in zip(panels.flat, counts):
        for i, (scheme, values) in enumerate(shares(table, workers).items()):
            places = [n + (i - (len(schemes) - 1) / 2) * width for n in range(len(values))]
            axes.bar(places, values, width, color=style.SERIES[i % len(style.SERIES)], hatch=HATCHES[i], edgecolor="white", linewidth=0.3,
                     label=style.text(SCHEMES.get(scheme, style.plain(scheme))))
        axes.axhline(100, color=style.BLACK, linewidth=0.6)
        axes.set_title(f"{workers:g} worker{'s' if workers != 1 else ''}", fontsize=7)
        axes.grid(visible=False, axis="x")
    panels.flat[-1].set_xticks(range(len(models)), [style.text(model, 24) for model in models], rotation=25, ha="right", fontsize=6)
    figure.supylabel("traffic (%) of the output split", fontsize=8)
    style.legend_above(figure, panels.flat[0], 3, handlelength=2)
    style.save(figure, folder, "trained")


if __name__ == "__main__":
    import draw
    draw.one(main)
