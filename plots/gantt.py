"""Who does what when in one inference: the processors and radios of a trace file, or of a result set's first trace."""

import json
import pathlib
import re

import results
import style
from matplotlib.patches import Patch
from style import plt

ACTIVITIES = {"compute": ("computing", style.BLUE, ""), "page_in": ("paging", style.SKY, "//////"),
              "wakeup": ("radio wake-up", style.ORANGE, ""), "transmit": ("transmitting", style.RED, "||||||"),
              "receive": ("receiving", style.GREEN, "\\\\\\\\\\\\")}
LANES = ("processor", "radio")
MOST_LANES = 200

# What happens to a phone, at its processor.
MARKS = {"leave": ("leaves", "x"), "join": ("joins", "^"), "stall": ("stands still", "s"), "rate_bps": ("other rate", "d")}

# Of several images the colour says which, and this what is done.
HATCHES = {"compute": "", "page_in": "//////", "wakeup": "......", "transmit": "", "receive": "\\\\\\\\\\\\"}


def first_trace(folder):
    """The trace of the first point of the sweep that has one, and how many points have."""
    points = dict.fromkeys(results.read_json(folder / "index.json").get("points", []))  # two points may be equal
    names = [str(point) for point in points if re.fullmatch(r"[\w-]+", str(point))]
    traces = [path for path in (folder / "traces" / f"{name}.json" for name in names) if path.is_file()]
    if not traces:
        raise results.DoesNotApply("there are no traces; modnn run --trace writes them")
    return traces[0], len(traces)


def load(path):
    """({(phone, lane): {(activity, image): [(begin_s, duration_s)]}}, makespan_s); image None: there is but one"""
    results.look_at(path, "modnn run --trace writes it")
    try:
        trace = json.loads(path.read_text())
        if lanes := slices(trace["traceEvents"]):
            return lanes, float(trace["otherData"]["makespan_s"])
        raise KeyError("phones")
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise results.WrongInput(f"{path}: not a trace that modnn run --trace has written") from None


def slices(events):
    """By phone, the processor first."""
    names = {(event["name"], event["tid"]): event["args"].get("name") for event in events if event["ph"] == "M"}
    phones = {event["pid"]: event["args"]["name"] for event in events if event["name"] == "process_name"}
    drawn = {(phone, lane): {} for phone in phones.values() for lane in LANES}
    for event in events:
        if event["ph"] == "X":
            lane = drawn[phones[event["pid"]], names["thread_name", event["tid"]]]
            ACTIVITIES[event["args"]["activity"]]  # no other can be drawn
            what = event["args"]["activity"], event["args"].get("image")
            lane.setdefault(what, []).append((event["ts"] / 1e6, event["dur"] / 1e6))
    return drawn


def marks(path):
    """{what: [(phone, at_s)]} of a trace that load() has read."""
    events = json.loads(path.read_text())["traceEvents"]
    phones = {event["pid"]: event["args"]["name"] for event in events if event["name"] == "process_name"}
    found = {}
    for event in events:
        if event["ph"] == "i" and event["name"] in MARKS:
            found.setdefault(event["name"], []).append((phones[event["pid"]], event["ts"] / 1e6))
    return found


def draw_marks(axes, found, row_of):
    """Returns what the legend says of them."""
    handles = []
    for what, places in found.items():
        label, symbol = MARKS[what]
        times, rows = [at_s for _, at_s in places], [row_of[phone] for phone, _ in places]
        handles.append(axes.scatter(times, rows, marker=symbol, s=14, color="black", linewidths=0.9, zorder=3, clip_on=False,
                                    label=label))
    return handles


def look(activity, image):
    """Colour and hatch of a slice."""
    if image is None:
        return ACTIVITIES[activity][1:]
    return style.SERIES[image % len(style.SERIES)], HATCHES[activity]


def patch(label, colour, hatch):
    return Patch(facecolor=colour, hatch=hatch, edgecolor="white", linewidth=0, label=label)


def legend(figure, shown, symbols):
    """What is shown: (activity, image) of every slice, and symbols."""
    activities = [activity for activity in ACTIVITIES if activity in {activity for activity, _ in shown}]
    images = sorted({image for _, image in shown if image is not None})
    if not images:
        patches = [patch(ACTIVITIES[activity][0], *look(activity, None)) for activity in activities]
        columns = 4 if len(patches) == 4 else 3
    else:
        some = images[:len(style.SERIES)]
        patches = [patch(f"image {image}", style.SERIES[image % len(style.SERIES)], "") for image in some]
        patches += [patch(ACTIVITIES[activity][0], "0.5", HATCHES[activity]) for activity in activities
                    if HATCHES[activity]]
        columns = 3
    title = f"the colours of {len(some)} images, again for the next ones" if images and len(images) > len(some) else None
    figure.legend(handles=patches + symbols, loc="lower center", bbox_to_anchor=(0.5, 1), ncols=columns, title=title,
                  title_fontsize=6, columnspacing=0.8, handlelength=1)


def main(path):
    path = pathlib.Path(path)
    if path.is_dir():
        folder, name, (path, traces) = path, "gantt", first_trace(path)
        if traces > 1:
            print(f"gantt.py: {traces} points have traces, {path.name} is the first of the sweep and drawn")
    else:
        folder = path.parent.parent if path.parent.name == "traces" else path.parent
        name = f"gantt_{path.stem}"
    lanes, makespan_s = load(path)
    results.at_most(len(lanes), MOST_LANES, "processors and radios")
    figure, axes = plt.subplots(figsize=(style.COLUMN_WIDTH_INCH, 0.5 + 0.13 * len(lanes)), layout="constrained")
    ticks = [row + 0.35 * (row // 2) for row in range(len(lanes))]  # a gap between two phones
    for y, lane in zip(ticks, lanes.values()):
        for what, spans in lane.items():
            colour, hatch = look(*what)
            axes.broken_barh(spans, (y - 0.45, 0.9), facecolor=colour, hatch=hatch, edgecolor="white", linewidth=0)
    labels = [f"{style.text(style.plain(phone), 16)}  {lane}" if lane == LANES[0] else lane for phone, lane in lanes]
    axes.set_yticks(ticks, labels)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="y", visible=False)
    axes.set(xlabel="time (s)", xlim=(0, makespan_s), ylim=(ticks[-1] + 0.7, -0.7))
    symbols = draw_marks(axes, marks(path), {phone: y for y, (phone, lane) in zip(ticks, lanes) if lane == LANES[0]})
    legend(figure, {what for lane in lanes.values() for what in lane}, symbols)
    style.save(figure, folder, name)


if __name__ == "__main__":
    import draw
    draw.one(main)
