"""The shipped networks recognise the images that they were not trained on, and give the same answers on any number of phones."""

import csv
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from thorough import THOROUGH

MODNN = sys.argv[1]
TRAINING = Path(__file__).resolve().parent.parent.parent / "models" / "training"
LEAST = {"dense": 97, "pruned90": 96}  # percent


def rows(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def run(folder, models):
    experiment = json.loads((TRAINING.parent.parent / "experiments/digits.json").read_text())
    del experiment["figures"]
    experiment["sweep"]["/model"] = [str(TRAINING / f"{model}.json") for model in models]
    experiment["model"] = experiment["sweep"]["/model"][0]
    experiment["workload"]["images_from"] = str(TRAINING / "digits")
    (folder / "e.json").write_text(json.dumps(experiment))
    subprocess.run([MODNN, "run", folder / "e.json", "--output", folder, "--quiet"], check=True, stdout=subprocess.DEVNULL)
    return rows(folder / "digits/summary.csv"), rows(folder / "digits/images.csv")


def main():
    counted = {row["network"]: int(row["correct"]) for path in sorted(TRAINING.glob("*_accuracy.csv")) for row in rows(path)}
    models = [model for model in counted if THOROUGH or model.startswith("lenet5") and model.endswith(tuple(LEAST))]
    with tempfile.TemporaryDirectory() as made:
        summary, images = run(Path(made), models)
    problems = [] if len(summary) == 3 * len(models) else [f"{len(summary)} points of {3 * len(models)}"]
    answers = {}
    for row in summary:
        model, kind = row["model"].removeprefix("digits_"), row["model"].split("_")[-1]
        own = [image["answer"] for image in images if image["point_id"] == row["point_id"]]
        if answers.setdefault(model, own) != own or len(own) != 500:
            problems.append(f"{model}: other answers on {row['workers']} workers")
        # Training counted with PyTorch: an image on the edge may fall to the other side.
        if abs(int(row["correct_images"]) - counted[model]) > 1:
            problems.append(f"{model}: {row['correct_images']} correct images, {counted[model]} when it was trained")
        if 100 * float(row["accuracy"]) < LEAST.get(kind, 0):
            problems.append(f"{model}: recognises {100 * float(row['accuracy'])} % only")
    print("\n".join(problems))
    return 1 if problems else 0


sys.exit(main())
