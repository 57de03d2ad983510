"""Time of the best scheme, of the best plan found and of one phone alone, against the number of phones, by network and phone.
Also writes which scheme wins where, and by how much auto beats it, as a table, figures/all_schemes.md."""

import re

import results
import style
from matplotlib.lines import Line2D
from plotting import np, pd, plt

PLACE = ["model", "baseline_device", "medium", "devices", "workers", "group_owner_computes"]
MARKS = ("o", "s", "^", "D")
SAME = 1e-6  # relative: two plans that take one time


def name(scheme):
    return style.text(style.SCHEMES.get(scheme, scheme))


def kinds(devices):
    """How many groups of workers there are, without those of no phone."""
    return sum(int(count) > 0 for count in re.findall(r"\b(\d+) x ", devices))


def cells(rows):
    """One line for each network, phone, medium and cluster: the best scheme, what else is as fast, and auto."""
    results.need(rows, "conv_partition", *PLACE)
    table = results.means(rows, [*PLACE, "conv_partition"], ["makespan_s", "alone_s"])
    found = []
    for place, points in table.groupby(PLACE, sort=False):
        seconds = points.set_index("conv_partition")["makespan_s"]
        if "auto" not in seconds or len(seconds) < 2:
            continue
        fixed, alone = seconds.drop("auto"), points["alone_s"].iloc[0]
        best = fixed.idxmin()
        winner = "one phone" if fixed[best] >= alone * (1 - SAME) else name(best)
        found.append(dict(zip(PLACE, place), winner=winner, best_s=fixed[best], auto_s=seconds["auto"], alone_s=alone))
    if not found:
        raise results.DoesNotApply('needs "auto" and another scheme in /partition/conv')
    found = pd.DataFrame(found)
    return found.assign(phones=found["workers"] + found["group_owner_computes"].astype(str).str.lower().eq("true"),
                        kinds=[kinds(devices) for devices in found["devices"]], gain=found["best_s"] / found["auto_s"])


def mean(ratios):
    """The geometric one."""
    return np.exp(np.log(ratios).mean())


def table_line(*words):
    return "| " + " | ".join(map(str, words)) + " |\n"


def markdown(found):
    gain, alone = found["gain"], found["auto_s"] >= found["alone_s"] * (1 - SAME)
    text = (f"auto against the best scheme of each of {len(found)} settings: {mean(gain):.3f} times as fast in the geometric "
            f"mean, {gain.min():.3f} at least, {gain.max():.3f} at most; behind in {(gain < 1 - SAME).sum()}, ahead in "
            f"{(gain > 1 + SAME).sum()}. One phone alone is best in {alone.sum()}, and better than every scheme that is no search in "
            f"{(found['winner'] == 'one phone').sum()}.\n\n")
    text += table_line("phone", "best scheme", "settings", "auto faster, geometric mean", "at most") + "| --- | --- | ---: | ---: | ---: |\n"
    for phone, of_phone in found.groupby("baseline_device", sort=False):
        for winner, won in [*of_phone.groupby("winner", sort=False), ("all", of_phone)]:
            text += table_line(style.text(phone), winner, len(won), f"{mean(won['gain']):.3f}", f"{won['gain'].max():.3f}")
    text += "\n" + table_line("network", "phone", "medium", "phones", "best scheme", "its time (s)", "auto (s)", "auto faster",
                              "one phone (s)") + "| --- | --- | --- | ---: | --- | ---: | ---: | ---: | ---: |\n"
    for cell in found.itertuples():
        phones = f"{cell.phones}, of {cell.kinds} speeds" if cell.kinds > 1 else cell.phones
        text += table_line(style.text(cell.model), style.text(cell.baseline_device), style.text(cell.medium), phones, cell.winner,
                           f"{cell.best_s:.4g}", f"{cell.auto_s:.4g}", f"{cell.gain:.3f}", f"{cell.alone_s:.4g}")
    return text


def labels(column, gap):
    """[(seconds, names)] from below: points that are no more than the gap apart have one label, as high as the highest of them."""
    found = []
    for cell in column.sort_values("best_s").itertuples():
        if found and cell.best_s - found[-1][0] <= gap:
            names = found.pop()[1]
            found.append((cell.best_s, names if cell.winner in names else [cell.winner, *names]))
        else:
            found.append((cell.best_s, [cell.winner]))
    return found


def draw_winners(axes, points):
    """Names beside the points of the best scheme, the slowest on top."""
    right = points["phones"].max()
    for phones, column in points[points["winner"] != "one phone"].groupby("phones"):
        for seconds, names in labels(column, 0.12 * axes.get_ylim()[1]):
            axes.annotate("\n".join(names), (phones, seconds), (-3 if phones == right else 3, 3), textcoords="offset points", fontsize=5,
                          ha="right" if phones == right else "left", linespacing=0.95,
                          bbox={"facecolor": "white", "alpha": 0.7, "edgecolor": "none", "pad": 0.2})


def draw_panel(axes, points, looks):
    alone = points["alone_s"].iloc[0]
    axes.axhline(alone, color=style.BLACK, linestyle=":", linewidth=0.8)
    for medium, line in points.groupby("medium", sort=False):
        line = line.sort_values("phones")
        mark, colour = looks[medium]
        axes.plot(line["phones"], line["best_s"], f"--{mark}", color=colour, markerfacecolor="white", markersize=4.5, linewidth=0.8)
        axes.plot(line["phones"], line["auto_s"], f"-{mark}", color=colour, markersize=3)
    style.from_zero(axes)
    axes.set_ylim(0, max(axes.get_ylim()[1], 1.08 * alone))
    axes.set_xticks(sorted(points["phones"].unique()))
    draw_winners(axes, points)


def main(folder):
    found = cells(results.points(folder))
    models, devices, media = (list(found[column].unique()) for column in ("model", "baseline_device", "medium"))
    results.at_most(len(models), 4, "networks")
    results.at_most(len(devices), 2, "kinds of phones")
    results.at_most(len(media), len(MARKS), "media")
    shown = found[found["kinds"] <= 1]
    if shown.empty or shown.duplicated(["model", "baseline_device", "medium", "phones"]).any():
        raise results.DoesNotApply("needs one cluster of equal phones for each number of them")
    looks = {medium: look for medium, *look in zip(media, MARKS, style.SERIES)}
    figure, panels = plt.subplots(len(models), len(devices), figsize=(style.COLUMN_WIDTH_INCH, 0.4 + 1.25 * len(models)),
                                  layout="constrained", squeeze=False)
    for i, model in enumerate(models):
        for j, device in enumerate(devices):
            points = shown[(shown["model"] == model) & (shown["baseline_device"] == device)]
            if points.empty:
                raise results.DoesNotApply("needs every network on every kind of phone")
            draw_panel(panels[i, j], points, looks)
            panels[i, j].set_title(f"{style.text(model, 16)}, {style.text(device, 16)}", fontsize=7)
        panels[i, 0].set_ylabel("time (s)")
    for axes in panels[-1]:
        axes.set_xlabel("phones")
    marks = [Line2D([], [], marker=mark, color=colour, linestyle="") for mark, colour in looks.values()]
    marks += [Line2D([], [], color=style.BLACK), Line2D([], [], color=style.BLACK, linestyle="--", linewidth=0.8),
                Line2D([], [], color=style.BLACK, linestyle=":", linewidth=0.8)]
    words = [*(style.text(medium, 24) for medium in media), "auto", "best scheme (named)", "one phone"]
    style.legend(figure, (marks, words), 3)
    style.save_text(markdown(found), folder, "all_schemes.md")
    style.save(figure, folder, "all_schemes", "Time of the best scheme, which is named where it is not one phone alone, of the best plan "
               "found and of one phone alone, against the number of equal phones, by network and phone")


if __name__ == "__main__":
    import draw
    draw.one(main)
