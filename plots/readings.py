"""What a publication leaves open: each reading's cut of the delivery and its speed-ups, beside the published figures, for
each network. Also writes the figures as a table, figures/readings.md."""

import textwrap

import results
import style

PAIR = ("bodp", "grid_2d")
GOODPUT = "/platform/medium/goodput_bps"
# What a reading is called by; what is not here goes by its setting, and usual things by nothing.
WORDS = {("access_point", "router"): "router", ("access_point", "group_owner"): "owner's cell",
         ("delivery_via", "group_owner"): "", ("delivery_via", "peer"): "phone to phone", ("relays", "each"): "",
         ("relays", "merged"): "merged", ("sync", "none"): "", ("sync", "layer"): "lock-step",
         ("/partition/kinds", "{}"): "", ("/partition/kinds", '{"max_pool":"local"}'): "pools at owner"}
ORDER = ("access_point", "delivery_via", "relays", "sync", "/partition/kinds", GOODPUT)
MOST_READINGS, MOST_NETWORKS = 16, 2
CUT = ("D", "--", style.BLACK)  # marker, line of the published figure, colour
TOTALS = (("o", ":", style.BLUE), ("s", "-.", style.RED), ("^", "--", style.GREEN),
          ("v", (0, (5, 1, 1, 1, 1, 1)), style.PURPLE))  # by number of workers


def word(column, value, first):
    if column == GOODPUT:
        return "" if value == first else f"{value / 1e6:g} Mbit/s"
    return WORDS.get((column, value), style.setting_text(column, value))


def named(rows):
    """The rows with the name of their reading: whatever varies but the network, the workers and the partition."""
    columns = [column for column in ORDER if column in rows and rows[column].nunique() > 1]
    columns += results.varied(rows, ["model", "workers", "conv_partition", *columns])
    points = list(zip(*(rows[column] for column in columns))) or [()] * len(rows)
    names = [", ".join(filter(None, map(word, columns, point, points[0]))) for point in points]
    return rows.assign(reading=[name or "as usual" for name in names])


def conv_seconds(folder, rows):
    """Delivery of the convolutions' halos: all but the first layer, which gets the image."""
    parts = ["wakeup_serial_s", "transmission_serial_s"]
    layers = results.numbers(results.parts(folder, "layers.csv", rows, []), *parts)
    layers = layers[layers["layer"].str.startswith("conv") & layers.duplicated("point_id")]
    return layers.groupby("point_id")[parts].sum().sum(axis=1)


def less(seconds):
    """By which part the first partition's delivery is shorter."""
    return 1 - seconds[PAIR[0]] / seconds[PAIR[1]] if len(seconds) == 2 and seconds[PAIR[1]] > 0 else float("nan")


def figures(folder):
    """[{reading, model, cut, conv_cut, compute: {workers: x}, total: {workers: x}}] the networks of each
    reading side by side."""
    rows = results.numbers(results.points(folder), "halo_serial_s", "speedup_compute", "speedup_total")
    results.need(rows, "model", "conv_partition", "point_id")
    rows = rows[rows["conv_partition"].isin(PAIR)]
    most = rows["workers"].max()
    if set(rows[rows["workers"] == most]["conv_partition"]) != set(PAIR):
        raise results.DoesNotApply("needs bodp and grid_2d with the same number of workers: sweep /partition/conv")
    rows = named(rows)
    if rows.duplicated(["reading", "model", "workers", "conv_partition"]).any():
        raise results.DoesNotApply("needs one point for each reading, network, number of workers and partition")
    rows = rows.assign(conv_s=rows["point_id"].map(conv_seconds(folder, rows)))
    found = []
    order = rows["reading"].map({name: i for i, name in enumerate(rows["reading"].unique())})
    for (reading, model), group in rows.assign(order=order).sort_values("order", kind="stable").groupby(["reading", "model"], sort=False):
        widest = group[group["workers"] == most].set_index("conv_partition")
        strips = group[group["conv_partition"] == PAIR[0]].set_index("workers").sort_index()
        found.append({"reading": reading, "model": model, "cut": less(widest["halo_serial_s"]),
                      "conv_cut": less(widest["conv_s"]), "compute": strips["speedup_compute"].to_dict(),
                      "total": strips["speedup_total"].to_dict()})
    return found


def published(folder):
    """(the cut, {workers: total}) of the published figures; None and nothing where there are none."""
    cuts = [value for _, value, _ in results.claims(folder, "halo_serial_s", "%", form="reduction")]
    totals = {workers: value for workers, value, _ in results.claims(folder, "speedup_total", "x") if workers}
    return cuts[0] if cuts else None, totals


def mean_error(totals, others):
    errors = [abs(totals[workers] / value - 1) for workers, value in others.items() if workers in totals]
    return sum(errors) / len(errors) if errors else float("nan")


def percent(value):
    return "" if value != value else f"{100 * value:.1f}"


def line(cells):
    return "| " + " | ".join(cells) + " |\n"


def markdown(found, cut, totals):
    counts = list(found[0]["total"])
    text = line(["reading", "network", "cut (%)", "conv layers alone (%)", *(f"compute, {n}" for n in counts),
                 *(f"total, {n}" for n in counts), "mean error of the totals (%)"])
    text += line(["---", "---", *(["---:"] * (3 + 2 * len(counts)))])
    if cut is not None:
        text += line(["published", "", percent(cut), "", *([""] * len(counts)),
                      *(f"{totals[n]:.2f}" if n in totals else "" for n in counts), ""])
    for one in found:
        text += line([one["reading"], style.text(one["model"]), percent(one["cut"]), percent(one["conv_cut"]),
                      *(f"{one[part][n]:.2f}" if n in one[part] else "" for part in ("compute", "total") for n in counts),
                      percent(mean_error(one["total"], totals))])
    return text


def place(one, readings, models):
    """The networks of a reading are one below the other."""
    return readings.index(one["reading"]) + 0.3 * (models.index(one["model"]) - (len(models) - 1) / 2)


def series(axes, found, readings, models, value, reference, look, label):
    """One figure of every reading: filled for the first network, hollow for the second; a line where it was published,
    which the legend has behind the first network's mark."""
    marker, line_style, colour = look
    for model, face in zip(models, (colour, "white")):
        points = [(value(one), place(one, readings, models)) for one in found if one["model"] == model]
        looks = {"color": colour, "markerfacecolor": face, "markersize": 3.5}
        axes.plot(*zip(*points), marker, **looks)
        behind = line_style if reference is not None and model == models[0] else ""
        axes.plot([], [], marker=marker, linestyle=behind, linewidth=0.8, label=f"{label}, {style.text(model)}", **looks)
    if reference is not None:
        axes.axvline(reference, color=colour, linewidth=0.8, linestyle=line_style, zorder=1)
    axes.margins(x=0.1)


def main(folder):
    found = figures(folder)
    readings, models = (list(dict.fromkeys(one[key] for one in found)) for key in ("reading", "model"))
    counts = list(dict.fromkeys(n for one in found for n in one["total"]))
    results.at_most(len(readings), MOST_READINGS, "readings")
    results.at_most(len(models), MOST_NETWORKS, "networks")
    results.at_most(len(counts), len(TOTALS), "numbers of workers")
    cut, totals = published(folder)
    figure, (left, right) = style.panels(2, 0.7 + 0.26 * len(readings), gridspec_kw={"width_ratios": (1, 1.7)})
    series(left, found, readings, models, lambda one: 100 * one["cut"], None if cut is None else 100 * cut,
           CUT, "saved")
    for n, look in zip(counts, TOTALS):
        series(right, found, readings, models, lambda one, n=n: one["total"].get(n, float("nan")), totals.get(n),
               look, f"{n:g} workers")
    left.set_xlabel("delivery saved (%)")
    right.set_xlabel("total speed-up")
    left.set_yticks(range(len(readings)), [textwrap.fill(style.text(name, 60), 25, break_on_hyphens=False) for name in readings], fontsize=6)
    left.invert_yaxis()
    entries = [sum(both, []) for both in zip(*(axes.get_legend_handles_labels() for axes in (left, right)))]
    style.legend(figure, entries, 2, "lines: published" if cut is not None or totals else "", handlelength=2.5)
    style.save(figure, folder, "readings")
    style.save_text(markdown(found, cut, totals), folder, "readings.md")


if __name__ == "__main__":
    import draw
    draw.one(main)
