"""One look for all figures: column width, readable type, colours that colour-blind readers can tell apart."""

import os
import pathlib
import re
import shutil

from matplotlib.ticker import EngFormatter, FuncFormatter, NullFormatter
from matplotlib.transforms import Bbox

import captions
import results
from plotting import matplotlib, np, pd, plt

COLUMN_WIDTH_INCH = 3.4
FORMATS = ("pdf", "png")
PER_INCH = {"in": 1, "cm": 2.54, "mm": 25.4, "pt": 72.27}
# Okabe and Ito, 2008
BLUE, ORANGE, GREEN, RED, PURPLE, SKY, YELLOW, BLACK = (
    "#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#F0E442", "#000000")
SERIES = (BLUE, ORANGE, GREEN, PURPLE, SKY, RED)
LINES = ("-o", "--s", ":^", "-.d", "-v", "--x")
DASHES = ("-", "--", "-.", ":", (0, (5, 1)), (0, (1, 3)))  # of lines without marks

plt.rcParams.update({
    "font.size": 8, "axes.labelsize": 8, "legend.fontsize": 7, "xtick.labelsize": 7,
    "ytick.labelsize": 7, "axes.spines.top": False, "axes.spines.right": False,
    "axes.grid": True, "grid.linewidth": 0.4, "grid.alpha": 0.5, "axes.axisbelow": True,
    "lines.linewidth": 1.2, "lines.markersize": 4, "legend.frameon": False,
    "pdf.fonttype": 42, "savefig.dpi": 300, "svg.hashsalt": "modnn",
    "text.parse_math": False,  # a name with $ is a name
})

SCHEMES = {"bodp": "BODP", "bodp_balanced": "balanced", "grid_2d": "2-D grid", "uniform_1d": "equal strips",
           "channel": "channels"}
PIPELINES = {"throughput": "for throughput", "latency": "for latency"}  # which are searched for
UNITS = {"s": "s", "m": "m", "j": "J", "bps": "bit/s", "bytes": "bytes", "bits": "bits", "mhz": "MHz", "ns": "ns"}
GLYPHS = matplotlib.ft2font.FT2Font(matplotlib.font_manager.findfont("DejaVu Sans")).get_charmap()


def text(words, longest=32):
    """A name of the experiment as it can be shown: one line, not too long, no character that acts."""
    words = "".join(c if c.isprintable() and ord(c) in GLYPHS else "\ufffd" for c in str(words)[:longest + 1])
    words = words if len(words) <= longest else words[:longest - 1] + "…"
    return "\u2009" + words if words.startswith("_") else words  # legends leave out what begins with _


def plain(words):
    return str(words).replace("_", " ")


def with_unit(key):
    """A key as an axis says it: what ends its name is its unit."""
    if key.endswith("_per_s") and len(key) > len("_per_s"):
        return f"{plain(key.removesuffix('_per_s'))} (1/s)"
    words, _, last = key.rpartition("_")
    return f"{plain(words)} ({UNITS[last]})" if words and last in UNITS else plain(key)


def setting_text(column, value):
    """A swept pointer goes by its last word; the other settings' values speak for themselves."""
    if column == "conv_partition" and value in SCHEMES:
        return SCHEMES[value]
    if column == "pipeline":  # which a scheme follows
        return "no pipeline" if value == "none" else text(plain(f"pipeline {PIPELINES.get(value, value)}"), 36)
    if isinstance(value, (float, np.floating)):
        value = f"{value:g}"
    elif isinstance(value, (bool, np.bool_)):
        value = str(value).lower()
    elif not column.startswith("/") and isinstance(value, str):
        return text(plain(value), 24)
    return text(plain(f"{column.split('/')[-1]}={value}"), 36)


def unlike(names):
    """Names that tell their owners apart, also where they were cut to the same words."""
    seen = {}
    for i, name in enumerate(names):
        seen.setdefault(name, []).append(i)
    return [name if len(seen[name]) == 1 else f"{name} ({seen[name].index(i) + 1})" for i, name in enumerate(names)]


def with_series(rows, by=("workers",), most=len(SERIES)):
    """Adds the name of each point's series: the partition, and whatever else varies but `by` and the seed."""
    results.need(rows, "conv_partition")
    columns = ["conv_partition", *results.varied(rows, [*by, "conv_partition"])]
    keys = list(rows[columns].astype(object).where(rows[columns].notna(), "none").itertuples(index=False, name=None))
    unique = list(dict.fromkeys(keys))
    if len(unique) > most:
        many = [column for column in columns if rows[column].nunique(dropna=False) > 1]
        raise results.DoesNotApply(f"{len(unique)} series are more than a figure can tell apart (at most {most}), "
                                   f"{results.listed(many)} make them: {results.choice(rows, many)}")
    names = unlike([", ".join([text(SCHEMES.get(scheme, scheme)),
                               *(setting_text(column, value) for column, value in zip(columns[1:], values))])
                    for scheme, *values in unique])
    of = dict(zip(unique, names))
    return rows.assign(series=[of[key] for key in keys])


def star(axes, x, y, calibrated):
    """A published point; hollow where a parameter was calibrated on it."""
    axes.plot(x, y, "*", markersize=7, color=BLACK, zorder=5, markerfacecolor="white" if calibrated else BLACK)


def stars(axes, claims):
    """Published points (x, y, calibrated); what has no x has no place. Returns whether there are any."""
    shown = [claim for claim in claims if claim[0] is not None]
    for claim in shown:
        star(axes, *claim)
    return bool(shown)


def name_stars(axes, kinds=(False, True)):
    """Both kinds of published points in the legend of the axes, or those that there are."""
    for calibrated, label, colour in ((False, "published", BLACK), (True, "published, calibrated on", "white")):
        if calibrated in kinds:
            axes.plot([], [], "*", markersize=7, color=BLACK, markerfacecolor=colour, label=label)


def panels(count, height_inch, what="panels", **options):
    """A figure and its panels in a row, with one vertical axis."""
    results.at_most(count, 4, what)
    figure, axes = plt.subplots(1, count, figsize=(COLUMN_WIDTH_INCH, height_inch), layout="constrained",
                                squeeze=False, **{"sharey": True, **options})
    return figure, axes[0]


def legend(figure, entries, columns, caption="", below=False, **options):
    """What is shown, above the panels or below them, in as many columns as fit; `entries` are (handles, labels), the
    caption says what bars are."""
    handles, labels = entries
    place = {"loc": "upper center", "bbox_to_anchor": (0.5, 0)} if below else {
        "loc": "lower center", "bbox_to_anchor": (0.5, 1)}
    for count in range(columns, 0, -1):
        shown = figure.legend(handles, labels, ncols=count, title=caption or None, title_fontsize=6,
                              **{"columnspacing": 1, **place, **options})
        if count == 1 or shown.get_window_extent().width <= figure.bbox.width:
            return
        shown.remove()


def legend_above(figure, axes, columns, caption="", **options):
    legend(figure, axes.get_legend_handles_labels(), columns, caption, **options)


def logarithmic(axis):
    """Plain numbers along an axis of powers."""
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axis.set_minor_formatter(NullFormatter())


def from_zero(*panels):
    """The vertical axis of panels that share one begins at zero, or below where there is something, and holds all markers whole."""
    least, most = min(0, *(axes.dataLim.y0 for axes in panels)), max(0, *(axes.dataLim.y1 for axes in panels))
    for axes in panels:
        axes.set_ylim(1.05 * least, 1.05 * most if most > least else 1)


def with_prefixes(axis, values):
    """Ticks such as 2M where they would need a power of ten above the axis."""
    if len(values) and np.abs(values).max() >= 1e5:
        axis.set_major_formatter(EngFormatter(sep=""))


def write(saves):
    """Writes each file of {path: what saves it} beside its path. In the end they are renamed, the first one last: where it
    is, all are. A file is the old or the whole new one. What a killed process leaves is found by its name, and removed by
    the next drawing."""
    names = {path: f"{path}.{os.getpid()}.tmp" for path in saves}
    try:
        for path, save in saves.items():
            with os.fdopen(os.open(names[path], os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o666), "w+b") as file:
                save(file)
        for path, name in reversed(names.items()):
            os.replace(name, path)
    finally:
        for name in names.values():
            pathlib.Path(name).unlink(missing_ok=True)


def is_running(process):
    return process != os.getpid() and pathlib.Path(f"/proc/{process}").exists()


def remove_leftovers(folder):
    """Temporary files of processes that have ended."""
    for path in folder.glob("*.tmp"):
        named = re.fullmatch(r".+\.(\d+)\.tmp", path.name)
        if named and not is_running(int(named[1])) and not path.is_dir():
            path.unlink(missing_ok=True)


def place(folder):
    """Where the figures of a result set are."""
    target = pathlib.Path(folder) / "figures"
    if target.is_symlink():
        raise results.WrongInput(f"{target}: expected a folder, got a symbolic link")
    target.mkdir(parents=True, exist_ok=True)
    remove_leftovers(target)
    return target


def save_text(text, folder, name):
    """Writes <folder>/figures/<name>: what a figure shows, as a table."""
    write({place(folder) / name: lambda file: file.write(text.encode())})


NO_DATE = {"pdf": {"CreationDate": None}, "png": {"Software": None}, "svg": {"Date": None}, "pgf": None}


def take_look(width="", kind=""):
    """What the person says of all figures: their width, and one format in place of both."""
    global COLUMN_WIDTH_INCH, FORMATS
    if width:
        found = re.fullmatch(r"(\d+(?:\.\d+)?)(in|cm|mm|pt)", width)
        inches = float(found[1]) / PER_INCH[found[2]] if found else 0
        if not 1 <= inches <= 40:
            raise results.WrongRequest(f"--width: expected 1in to 40in such as 3.4in or 8.6cm, got \"{width}\"")
        COLUMN_WIDTH_INCH = inches
    if kind == "pgf" and shutil.which("xelatex") is None:
        raise results.DoesNotApply("--format pgf needs xelatex: apt-get install texlive-xetex")
    if kind:
        FORMATS = (kind,)


def save(figure, folder, name, shows=""):
    """Writes <folder>/figures/<name> in every format, as wide as the figure and as high as what is drawn, which
    may lie above or below the axes, and beside them its caption; the bytes depend on the data alone."""
    target = place(folder)
    figure.draw_without_rendering()
    drawn = figure.get_tightbbox().padded(0.02)
    page = Bbox.from_extents(min(drawn.x0, 0), drawn.y0, max(drawn.x1, figure.get_figwidth()), drawn.y1)
    def saved_as(kind):
        return lambda file: figure.savefig(file, format=kind, bbox_inches=page, metadata=NO_DATE[kind])

    files = {target / f"{name}.{kind}": saved_as(kind) for kind in FORMATS}
    said = [legend.get_title().get_text() for legend in figure.legends]
    if caption := captions.sentence(folder, name, shows, [words for words in said if words]):
        files[target / f"{name}.txt"] = lambda file: file.write(f"{caption}\n".encode())
    write(files)
    print(next(iter(files)))
    plt.close(figure)
