"""Draws figures of a result set.

usage: draw.py RESULT_SET_DIR [LOOK...] FIGURE...            by plots/FIGURE.py, or by a script that ends in .py
       draw.py RESULT_SET_DIR [LOOK...] --script FILE...     by a script of the person's own
       draw.py RESULT_SET_DIR [LOOK...] --columns OPTION...  of columns that the options name, by plots/columns.py
       draw.py RESULT_SET_DIR --compare OTHER_SET_DIR        prints both side by side, by plots/compare.py
       draw.py RESULT_SET_DIR --report MODNN                 writes a page to look at, by plots/report.py

LOOK is --format=pdf|png|svg|pgf or --width=3.4in. A script has main(folder), or does its work as it is read, with the folder as sys.argv[1]. Exit: 0 all are drawn, 1 one failed, 2 what was asked for there is not, 3 none failed but
one does not apply to this result set. `modnn` starts this isolated (python3 -I)."""

import importlib
import importlib.util
import pathlib
import re
import sys
import traceback

PLOTS = pathlib.Path(__file__).resolve().parent
DRAWN, FAILED, USAGE, DOES_NOT_APPLY = range(4)


def figure(name):
    """(how a message calls it, what draws it)"""
    return f"plots/{name}.py", lambda folder: importlib.import_module(name).main(folder)


def script(file):
    def draw(folder):
        sys.argv = [file, folder]
        sys.path.append(str(pathlib.Path(file).resolve().parent))  # its own modules hide no others
        spec = importlib.util.spec_from_file_location("script", file, loader=importlib.machinery.SourceFileLoader(
            "script", file))
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        if hasattr(module, "main"):
            module.main(folder)

    return file, draw


def one_line(words):
    return "".join(c if c.isprintable() else " " for c in str(words))[:500]


def path_text(path):
    """On one line; bytes that are no UTF-8 stay what they are."""
    return "".join(c if c.isprintable() or "\udc80" <= c <= "\udcff" else " " for c in path)


def where(error):
    """The place in the script itself, for whoever writes one."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename != __file__ and "importlib" not in frame.filename]
    return f":{lines[0]}" if lines else ""


def looks(words):
    """({how all figures look}, the other words)"""
    look = {}
    while words and (found := re.fullmatch(r"--(format|width)=(.*)", words[0], re.DOTALL)):
        look["kind" if found[1] == "format" else "width"] = found[2]
        words = words[1:]
    return look, words


def attempt(name, draw, folder, **look):
    """Draws one figure; whatever hinders it becomes one sentence. Returns how it ended."""
    named = path_text(folder)
    try:
        import results
        import style
    except Exception as error:
        print(f"modnn: the figures need Matplotlib and pandas: {one_line(error)}", file=sys.stderr)
        return FAILED
    try:
        style.take_look(**look)
        draw(folder)
        return DRAWN
    except results.DoesNotApply as reason:
        print(f"{name}: {named}: not drawn: {one_line(reason)}", file=sys.stderr)
        return DOES_NOT_APPLY
    except results.WrongRequest as reason:
        print(f"modnn: {named}: {str(reason)[:4000]}", file=sys.stderr)
        return USAGE
    except results.WrongInput as reason:
        print(f"{name}: {one_line(reason)}", file=sys.stderr)
    except SystemExit as ended:
        if not ended.code:
            return DRAWN
        print(f"{name}: {named}: ended with {one_line(ended.code)}", file=sys.stderr)
    except Exception as error:
        print(f"{name}{where(error)}: {named}: cannot be drawn: {type(error).__name__}: {one_line(error)}",
              file=sys.stderr)
    finally:
        style.plt.close("all")
    return FAILED


def draw_all(folder, figures, **look):
    ends = {attempt(*figure, folder, **look) for figure in figures}
    return FAILED if FAILED in ends else max(ends, default=DRAWN)


def one(main):
    """For a script that is called by itself: SCRIPT.py RESULT_SET_DIR."""
    path = pathlib.Path(sys.argv[0])
    if len(sys.argv) != 2:
        print(f"usage: {path.name} RESULT_SET_DIR", file=sys.stderr)
        sys.exit(USAGE)
    sys.exit(attempt(f"plots/{path.name}", main, sys.argv[1]))


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream and stream.reconfigure(encoding="utf-8", errors="surrogateescape")  # a path is bytes
    sys.path.insert(0, str(PLOTS))
    if len(sys.argv) < 3:
        print(__doc__, file=sys.stderr)
        sys.exit(USAGE)
    folder = sys.argv[1]
    look, names = looks(sys.argv[2:])
    if names[:1] and names[0][2:] in ("columns", "compare", "report"):
        name = names[0][2:]
        sys.exit(attempt(f"plots/{name}.py", lambda f: importlib.import_module(name).main(f, names[1:]), folder, **look))
    own = names[1:] if names[:1] == ["--script"] else [name for name in names if name.endswith(".py")]
    figures = [] if names[:1] == ["--script"] else [figure(name) for name in names if name not in own]
    sys.exit(draw_all(folder, [*figures, *map(script, own)], **look))
