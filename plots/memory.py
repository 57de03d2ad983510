"""Memory of the fullest worker against the number of workers, and what a phone has for an inference."""

import json
import pathlib

import style
from style import pd, plt


def curve(devices, model):
    """(workers, MB needed by the worker that needs most)"""
    workers = devices[(devices["model"] == model) & (devices["device"] != "group_owner")]
    most = workers.groupby("workers")["memory_bytes"].max() / 1e6
    return most.index.tolist(), most.tolist()


def main(folder):
    devices = pd.read_csv(pathlib.Path(folder) / "devices.csv")
    resolved = json.loads((pathlib.Path(folder) / "experiment.resolved.json").read_text())
    phone = resolved["platform"]["workers"][0]["device"]
    figure, axes = plt.subplots(figsize=(style.COLUMN_WIDTH_INCH, 2), layout="constrained")
    for colour, line, model in zip(style.SERIES, ("-o", "--s", ":^"), dict.fromkeys(devices["model"])):
        axes.plot(*curve(devices, model), line, color=colour, markerfacecolor="white", label=model)
    room = phone["available_bytes"] / 1e6
    axes.axhline(room, color="0.4", linewidth=0.8, linestyle="--")
    axes.annotate(f"{phone['name']}: more is read from flash", (0.99, room), xycoords=("axes fraction", "data"),
                  ha="right", va="bottom", fontsize=7, color="0.3")
    axes.set(xlabel="workers", ylabel="memory per worker (MB)", ylim=(0, None))
    figure.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=3, columnspacing=1)
    style.save(figure, folder, "memory")


if __name__ == "__main__":
    main(style.result_set())
