#!/usr/bin/env python3
"""Paired comparison of Attune's classifiers with the Trainer's on the same texts, for each seed and over all seeds.

    ATTUNE_DATA=DATA python Benchmarks/paired.py --task sst2 --split test \
      --ours runs/sst2-1 runs/sst2-2 --theirs sst2-1.json sst2-2.json

Each side is a list of folders of `attune run`, files of trainer.py --output, or files of --keep, with the same number
of seeds on both sides. For each seed it prints the number of texts that only one side predicts correctly, with the
exact two-sided binomial (McNemar) test that both numbers are equal. For all seeds it prints the difference of mean
accuracy with its 95% interval over resampled texts (paired bootstrap, 10 000 draws). Needs only Python's standard
library.

    ATTUNE_DATA=DATA python Benchmarks/paired.py --task sst2 --keep runs/sst2-1 predictions/sst2-1-attune.json

writes the labels that a run, or the Trainer, predicted for dev and test to a small file, one digit per text.
"""

import argparse
import csv
import json
import math
import os
import pathlib
import random
import subprocess
import tempfile

import trainer

HERE = pathlib.Path(__file__).resolve().parent


def results_of(run):
    return json.loads(pathlib.Path(run, "results.json").read_text())


def predicted(attune, run, texts):
    """The label that a run's best checkpoint predicts for each text, in the run's precision."""
    precision = results_of(run)["environment"]["precision"]
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "texts.csv")
        with open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["text"])
            writer.writerows([text] for text in texts)
        done = subprocess.run([attune, "predict", os.path.join(run, "best"), "--input", path, "--format", "jsonl",
                               "--precision", precision], check=True, capture_output=True, text=True)
    labels = json.loads(pathlib.Path(run, "best", "attune.json").read_text())["labels"]
    found = [labels.index(json.loads(line)["label"]) for line in done.stdout.splitlines()]
    assert len(found) == len(texts), f"{len(found)} predictions for {len(texts)} texts"
    return found


def rows_of(task, split):
    corpus = "cfimdb" if task == "cfimdb" else "sst"
    return trainer.read_rows(os.path.join(os.environ["ATTUNE_DATA"], corpus, f"{corpus}-{split}.txt"), task)


def answers(source, arguments, split, rows):
    """The label for each text from a run, the Trainer or a file of --keep."""
    if os.path.isdir(source):
        return predicted(arguments.attune, source, [text for text, _ in rows])
    result = json.loads(pathlib.Path(source).read_text())
    assert result["task"] == arguments.task, f"{source} is of {result['task']}"
    found = [int(label) for label in result["predictions"][split]]
    assert len(found) == len(rows), f"{source}: {len(found)} predictions for {len(rows)} texts"
    return found


def keep(source, target, arguments):
    """Writes the result of `answers` for every split, with its source."""
    if os.path.isdir(source):
        results = results_of(source)
        kept = {"by": "attune", "seed": results["seed"], "precision": results["environment"]["precision"]}
    else:
        results = json.loads(pathlib.Path(source).read_text())
        kept = {"by": "trainer", "seed": results["seed"], "precision": results["precision"]}
    splits = ["dev"] if arguments.task == "cfimdb" else ["dev", "test"]
    kept["task"] = arguments.task
    kept["predictions"] = {
        split: "".join(map(str, answers(source, arguments, split, rows_of(arguments.task, split)))) for split in splits}
    pathlib.Path(target).write_text(json.dumps(kept, indent=1) + "\n")


def binomial(a, b):
    """Two-sided probability of a split at least as uneven as a : b, if both sides are equally probable."""
    n = a + b
    return min(1.0, 2 * sum(math.comb(n, k) for k in range(min(a, b) + 1)) / 2**n) if n else 1.0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--task", choices=["sst2", "sst5", "cfimdb"], required=True)
    parser.add_argument("--split", choices=["dev", "test"], default="test")
    parser.add_argument("--ours", nargs="+", default=[])
    parser.add_argument("--theirs", nargs="+", default=[])
    parser.add_argument("--keep", nargs=2, metavar=("SOURCE", "FILE"),
                        help="compare nothing, keep the predictions of one")
    parser.add_argument("--attune", default=str(HERE.parent / ".build" / "release" / "attune"))
    arguments = parser.parse_args()
    if arguments.keep:
        return keep(*arguments.keep, arguments)
    if not arguments.ours or len(arguments.ours) != len(arguments.theirs):
        parser.error("as many runs of ours as of theirs, one at least")
    rows = rows_of(arguments.task, arguments.split)
    labels = [label for _, label in rows]
    differences = [0.0] * len(rows)
    totals = [0, 0]
    for run, file in zip(arguments.ours, arguments.theirs):
        ours, theirs = ([p == label for p, label in zip(answers(source, arguments, arguments.split, rows), labels)]
                        for source in (run, file))
        ours_alone = sum(a and not b for a, b in zip(ours, theirs))
        theirs_alone = sum(b and not a for a, b in zip(ours, theirs))
        print(f"{run} {100 * sum(ours) / len(rows):.2f}, {file} {100 * sum(theirs) / len(rows):.2f}: right alone"
              f" {ours_alone} and {theirs_alone}, p = {binomial(ours_alone, theirs_alone):.2f}")
        totals = [totals[0] + sum(ours), totals[1] + sum(theirs)]
        for index, (a, b) in enumerate(zip(ours, theirs)):
            differences[index] += (a - b) / len(arguments.ours)
    generator = random.Random(1)
    draws = sorted(sum(generator.choices(differences, k=len(rows))) / len(rows) for _ in range(10_000))
    count = len(rows) * len(arguments.ours)
    print(f"{arguments.task} {arguments.split}, {len(rows)} texts, {len(arguments.ours)} seeds: ours"
          f" {100 * totals[0] / count:.2f}, theirs {100 * totals[1] / count:.2f}, difference"
          f" {100 * sum(differences) / len(rows):+.2f} [{100 * draws[249]:+.2f}, {100 * draws[9749]:+.2f}]")


main()
