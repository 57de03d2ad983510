"""Communication volume of mscc+fgcp against other partitioners: sorted ratios, one curve a reference.

Reads the reference.csv of `modnn quality --reference metis,sklearn`."""

import pathlib

import results
import style
from style import np, plt

REFERENCES = (("METIS, better of two objectives", ("metis_cut", "metis_volume")),
              ("scikit-learn", ("sklearn",)),
              ("plain split, better of two", ("output_split", "input_split")))


def load(folder):
    rows = results.read_csv(pathlib.Path(folder) / "reference.csv", "run modnn quality --reference metis,sklearn first")
    results.need(rows, "matrix", "workers", "shares", "seed", "method", "feasible")
    rows = results.numbers(rows, "volume_values")
    if "mscc+fgcp" not in set(rows["method"]):
        raise results.DoesNotApply("needs lines of the method mscc+fgcp")
    return rows[rows["feasible"]].pivot_table(index=["matrix", "workers", "shares", "seed"], columns="method",
                                              values="volume_values")


def main(folder):
    volumes = load(folder)
    figure, axis = plt.subplots(figsize=(style.COLUMN_WIDTH_INCH, 2.2), layout="constrained")
    axis.axhline(1, color="black", linewidth=0.8)
    for colour, line, (name, methods) in zip(style.SERIES, style.DASHES, REFERENCES):
        methods = [method for method in methods if method in volumes]
        if not methods:
            continue
        theirs = volumes[methods].min(axis=1)
        ratios = (volumes["mscc+fgcp"] / theirs)[theirs > 0].dropna().sort_values().to_numpy()
        axis.plot(np.linspace(0, 100, len(ratios)), ratios, color=colour, linestyle=line, label=name)
    axis.set_xlabel("matrices of the suite (%)")
    axis.set_ylabel("volume of MSCC + FGCP\nover the other's")
    axis.set_ylim(bottom=0)
    style.legend_above(figure, axis, 2, handlelength=1.2)
    style.save(figure, folder, "reference")


if __name__ == "__main__":
    import draw
    draw.one(main)
