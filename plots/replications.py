"""Replications of a point as their mean and an interval, and the words that say which."""

from plotting import np

# Student's t, two-sided 95 %, by degrees of freedom; 1.96 is its limit.
T95 = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
       2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042)


def t95(freedom):
    """Between the table's end and the limit by the first term of the expansion, right to 0.001."""
    return T95[freedom - 1] if freedom <= len(T95) else 1.96 + 2.37 / freedom


def counted(sizes):
    least, most = min(sizes), max(sizes)
    return f"{most} replications" if least == most else f"{least} to {most} replications"


def intervals(rows, by, column):
    """(mean, below, above) for each `by`, and what the bars are: the confidence interval of the mean where every
    replicated point has three or more, else smallest to largest; no words where nothing spreads."""
    groups = rows.groupby(by)[column]
    table = groups.agg(["mean", "min", "max", "std", "count"])
    replicated = table["count"] > 1
    if not replicated.any() or (table["min"] == table["max"]).all():
        return table.assign(below=0.0, above=0.0)[["mean", "below", "above"]], ""
    sizes = table["count"][replicated]
    if sizes.min() >= 3:
        t = np.array([t95(int(n) - 1) if n > 1 else 0 for n in table["count"]])
        half = t * table["std"].fillna(0) / np.sqrt(table["count"])
        return (table.assign(below=half, above=half)[["mean", "below", "above"]],
                f"bars: 95 % confidence interval of the mean of {counted(sizes)}")
    table = table.assign(below=table["mean"] - table["min"], above=table["max"] - table["mean"])
    return table[["mean", "below", "above"]], f"bars: smallest to largest of {counted(sizes)}, around their mean"


def averaged(rows, by, column):
    """The words for a figure that shows means only; none where replications are equal."""
    groups = rows.groupby(by)[column].agg(["count", "min", "max"])
    spread = groups[groups["min"] < groups["max"]]
    return "" if spread.empty else f"means of {counted(spread['count'])}"
