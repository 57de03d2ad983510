"""Memory of the fullest worker against the number of workers, and what a phone has for an inference."""

import results
import style
from matplotlib.ticker import MaxNLocator
from style import plt


def fullest(folder, rows):
    """MB of the worker that needs most, a line for each model and number of workers."""
    results.means(rows, ["model", "workers"], ["makespan_s"])
    devices = results.numbers(results.parts(folder, "devices.csv", rows, ["model", "workers"]), "memory_bytes")
    workers = devices[devices["device"] != "group_owner"]
    if workers.empty:
        raise results.DoesNotApply("needs points with workers")
    return workers.groupby(["model", "workers"], sort=False)["memory_bytes"].max().div(1e6).reset_index()


def rooms(folder):
    """{phone: MB that it has for an inference} of the groups of workers."""
    phones = [group.get("device", {}) for group in results.resolved(folder, "/platform/workers")]
    return {phone.get("name", "phone"): phone["available_bytes"] / 1e6 for phone in phones
            if isinstance(phone, dict) and isinstance(phone.get("available_bytes"), (int, float))}


def main(folder):
    table = fullest(folder, results.points(folder))
    models = list(dict.fromkeys(table["model"]))
    results.at_most(len(models), len(style.SERIES), "models")
    figure, axes = plt.subplots(figsize=(style.COLUMN_WIDTH_INCH, 2), layout="constrained")
    labels = style.unlike([style.text(model) for model in models])
    for colour, line, model, label in zip(style.SERIES, style.LINES, models, labels):
        points = table[table["model"] == model].sort_values("workers")
        axes.plot(points["workers"], points["memory_bytes"], line, color=colour, markerfacecolor="white",
                  label=label)
    for phone, room in rooms(folder).items():
        axes.axhline(room, color="0.4", linewidth=0.8, linestyle="--",
                     label=f"{style.text(phone)} (more is read from flash)")
    axes.set(xlabel="workers", ylabel="memory per worker (MB)")
    style.from_zero(axes)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=8, integer=True))
    style.legend_above(figure, axes, 3)
    style.save(figure, folder, "memory")


if __name__ == "__main__":
    import draw
    draw.one(main)
