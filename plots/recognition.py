"""What a network recognised of the first point's images: some with their answers, all that are wrong first, and how often each
class was taken for which. Also writes every point's accuracy as a table, figures/recognition.md."""

import pathlib

import results
import style
from plotting import np
from style import plt

TILES, IN_A_ROW = 24, 6
# Where the folder of the images may be: it is relative to the experiment, which may be a shipped one.
BESIDE = (pathlib.Path("."), pathlib.Path(__file__).resolve().parent.parent / "experiments")


def confusion(labels, answers):
    """How many images of each class (row) were taken for which (column)."""
    classes = int(max(labels.max(), answers.max())) + 1
    counts = np.zeros((classes, classes), int)
    np.add.at(counts, (labels.to_numpy(int), answers.to_numpy(int)), 1)
    return counts


def chosen(images):
    """The images that are shown: the wrong ones, then the first of the others."""
    wrong = images["label"] != images["answer"]
    return images.assign(wrong=wrong).sort_values("wrong", ascending=False, kind="stable").head(TILES)


def folder_of_images(folder):
    written = results.resolved(folder, "/workload/images_from")
    found = [place / written for place in BESIDE if isinstance(written, str) and (place / written).is_dir()]
    return found[0] if found else None


def picture(folder, name):
    """The pixels; None where the image is not there any more."""
    path = folder / pathlib.PurePath(name).name if folder and name else None
    try:
        return plt.imread(path) if path and path.is_file() else None
    except (OSError, SyntaxError, ValueError):
        return None


def markdown(rows, counts, first):
    line = "| {} | {} | {} | {:.1f} | {:.3f} | {:.3f} | {:.3f} |\n".format
    text = "| network | workers | correct images | accuracy (%) | mean latency (s) | energy per image (J) | seconds in all |\n"
    text += "| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n"
    for _, row in rows.iterrows():
        text += line(style.text(row["model"]), int(row["workers"]), int(row["correct_images"]), 100 * row["accuracy"],
                     row["latency_mean_s"], row["energy_per_image_j"], row["makespan_s"])
    text += f"\nWhat {style.text(first['model'])} on {int(first['workers'])} took for which class (columns):\n\n"
    text += "| shown | " + " | ".join(map(str, range(len(counts)))) + " |\n" + "| ---: " * (len(counts) + 1) + "|\n"
    for label, row in enumerate(counts):
        text += f"| {label} | " + " | ".join(map(str, row)) + " |\n"
    return text


def draw_images(panel, images, folder):
    rows = -(-len(images) // IN_A_ROW)
    tiles = panel.subplots(rows, IN_A_ROW, squeeze=False)
    for axes in tiles.flat:
        axes.set_axis_off()
    for axes, (_, image) in zip(tiles.flat, images.iterrows()):
        pixels = picture(folder, image["file"])
        axes.imshow(np.full((1, 1), 0.9) if pixels is None else pixels, cmap="gray", vmin=0, vmax=1)
        words = f"{int(image['answer'])}, not {int(image['label'])}" if image["wrong"] else f"{int(image['answer'])}"
        axes.set_title(words, fontsize=6, pad=1.5, color=style.RED if image["wrong"] else style.BLACK,
                       fontweight="bold" if image["wrong"] else "normal")


def draw_confusion(axes, counts):
    axes.imshow(np.log1p(counts), cmap="Blues")
    axes.grid(visible=False)
    for (label, answer), count in np.ndenumerate(counts):
        if count > 0 and len(counts) <= 12:
            axes.text(answer, label, count, ha="center", va="center", fontsize=5, color="white" if label == answer else "black")
    if len(counts) <= 12:
        axes.set(xticks=range(len(counts)), yticks=range(len(counts)))
    axes.set(xlabel="answer", ylabel="shown")


def main(folder):
    rows = results.points(folder)
    if "accuracy" not in rows or rows["accuracy"].isna().all():
        raise results.DoesNotApply("needs images that show something known: /workload/images_from, in mode numeric")
    rows = results.numbers(rows, "accuracy", "correct_images", "latency_mean_s", "energy_per_image_j")
    first = rows.iloc[0]
    images = results.numbers(results.parts(folder, "images.csv", rows.head(1), []), "label", "answer")
    counts = confusion(images["label"], images["answer"])
    figure = plt.figure(figsize=(style.COLUMN_WIDTH_INCH, 4.9), layout="constrained")
    above, below = figure.subfigures(2, 1, height_ratios=(1, 1.1))
    draw_images(above, chosen(images), folder_of_images(folder))
    draw_confusion(below.subplots(), counts)
    below.suptitle(f"{style.text(first['model'])}: {int(first['correct_images'])} of {len(images)}", fontsize=8)
    style.save_text(markdown(rows, counts, first), folder, "recognition.md")
    style.save(figure, folder, "recognition")


if __name__ == "__main__":
    import draw
    draw.one(main)
