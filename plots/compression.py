"""Traffic of the dense layers, memory and time for each kind of dense weights, a bar for each size of an activation."""

import pathlib

import style
from style import pd

BYTES = "transfer_bytes_per_value"
COLOURS = {4: (style.BLUE, ""), 2: (style.ORANGE, "...."), 1: (style.GREEN, "\\\\\\\\")}
FC = "/model/layers/19"


KINDS = ("full,\noutput split", "pruned,\noutput split", "pruned,\nMSCC + FGCP", "co-clustered,\nMSCC + FGCP")


def kind(row):
    """What a point's dense weights are and how they are cut, in the words of the axis."""
    weights = "full" if "sparse_dense" not in row[FC] else "co-clustered" if "blocks" in row[FC] else "pruned"
    return f"{weights},\n{'output split' if row['dense_partition'] == 'output_split' else 'MSCC + FGCP'}"


def with_dense_traffic(rows, folder):
    """Adds the bytes that the dense layers' messages carry."""
    layers = pd.read_csv(pathlib.Path(folder) / "layers.csv")
    dense = layers[layers["layer"].str.startswith("fc")].groupby("point_id")["message_bytes"].sum()
    return rows.assign(dense_bytes=rows["point_id"].map(dense), kind=rows.apply(kind, axis=1))


def main(folder):
    rows = with_dense_traffic(style.load(folder), folder)
    figure, panels = style.panels(3, 2.1)
    for axes, column, unit, label in ((panels[0], "dense_bytes", 1e6, "dense\ntraffic (MB)"),
                                      (panels[1], "peak_memory_bytes", 1e6, "memory of a\nphone (MB)"),
                                      (panels[2], "makespan_s", 1, "inference\n(s)")):
        for offset, (size, (colour, hatch)) in zip((-0.26, 0, 0.26), COLOURS.items()):
            values = rows[rows[BYTES] == size].set_index("kind")[column].reindex(KINDS) / unit
            axes.barh([i + offset for i in range(len(KINDS))], values, 0.24, color=colour, hatch=hatch,
                      edgecolor="white", linewidth=0, label=f"{size} B a value")
        axes.set_xlabel(label)
        axes.grid(axis="y", visible=False)
    panels[0].set_yticks(range(len(KINDS)), KINDS)
    panels[0].invert_yaxis()
    style.legend_above(figure, panels[0], 3)
    style.save(figure, folder, "compression")


if __name__ == "__main__":
    main(style.result_set())
