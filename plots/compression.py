"""Traffic of the dense layers, memory and time for each kind of dense weights, a bar for each size of an activation."""

import json

import results
import style

BYTES = "transfer_bytes_per_value"
COLOURS = {4: (style.BLUE, ""), 2: (style.ORANGE, "...."), 1: (style.GREEN, "\\\\\\\\")}
LAYER = r"/model/layers/\d+"
SPLITS = {"output_split": "output split", "mscc+fgcp": "MSCC + FGCP"}
MOST_KINDS = 8


def kind(row, layer):
    """What a point's dense weights are and how they are cut, in the words of the axis."""
    weights = str(row[layer])
    weights = "full" if "sparse_dense" not in weights else "co-clustered" if "blocks" in weights else "pruned"
    split = row["dense_partition"]
    return f"{weights},\n{style.text(style.plain(SPLITS.get(split, split)), 16)}"


def dense_layers(rows):
    """Names of the layers that the sweep replaces."""
    cells = {cell for column in rows.filter(regex=f"^{LAYER}$") for cell in rows[column].astype(str)}
    try:
        return {json.loads(cell)["name"] for cell in cells}
    except (ValueError, KeyError, TypeError):
        raise results.DoesNotApply("needs a sweep over whole dense layers, /model/layers/<number>") from None


def with_dense_traffic(rows, folder):
    """Adds the bytes that the dense layers' messages carry, and the kind of their weights."""
    layers = results.numbers(results.parts(folder, "layers.csv", rows, []), "message_bytes")
    dense = layers[layers["layer"].isin(dense_layers(rows))].groupby("point_id")["message_bytes"].sum()
    layer = results.need_matching(rows, LAYER, "/model/layers/<number>")
    return rows.assign(dense_bytes=rows["point_id"].map(dense), kind=[kind(row, layer) for _, row in rows.iterrows()])


def main(folder):
    rows = results.points(folder)
    results.need(rows, BYTES, "point_id", "dense_partition")
    results.need_matching(rows, LAYER, "/model/layers/<number>")
    table = results.means(with_dense_traffic(rows, folder), ["kind", BYTES],
                          ["dense_bytes", "peak_memory_bytes", "makespan_s"])
    kinds = list(dict.fromkeys(table["kind"]))
    results.at_most(len(kinds), MOST_KINDS, "kinds of weights")
    figure, panels = style.panels(3, 0.5 + 0.4 * len(kinds))
    for axes, column, unit, label in ((panels[0], "dense_bytes", 1e6, "dense\ntraffic (MB)"),
                                      (panels[1], "peak_memory_bytes", 1e6, "memory of a\nphone (MB)"),
                                      (panels[2], "makespan_s", 1, "inference\n(s)")):
        for offset, (size, (colour, hatch)) in zip((-0.26, 0, 0.26), COLOURS.items()):
            values = table[table[BYTES] == size].set_index("kind")[column].reindex(kinds) / unit
            if values.notna().any():
                axes.barh([i + offset for i in range(len(kinds))], values, 0.24, color=colour, hatch=hatch,
                          edgecolor="white", linewidth=0, label=f"{size} B a value")
        axes.set_xlabel(label)
        axes.grid(axis="y", visible=False)
    panels[0].set_yticks(range(len(kinds)), kinds)
    panels[0].invert_yaxis()
    style.legend_above(figure, panels[0], 3)
    style.save(figure, folder, "compression")


if __name__ == "__main__":
    import draw
    draw.one(main)
