"""Opens a checkpoint folder that Attune wrote with transformers and compares token ids and logits.

    python Tests/Fixtures/check_checkpoint.py CHECKPOINT PREDICTIONS.jsonl [--tolerance 1e-4]

One JSON object a line in PREDICTIONS.jsonl, as Attune computed it:

    {"text": "…", "pair": "…" (may be absent), "ids": [101, …, 102], "logits": [0.25, -1.5]}

In place of `logits` a line may have what `attune predict --format jsonl` writes, `label` and `probabilities` by label;
then log-probabilities are compared (the same tolerance), which do not see a number added to all logits. A line without
`ids` has its ids unchecked. The summary says how many lines were compared in what way. The network is never used.
Python packages: torch, transformers. Exit code: 0 all agree, 1 something differs, 2 the input cannot be used.
"""

import argparse
import json
import math
import os
import sys

os.environ["HF_HUB_OFFLINE"] = "1"


def fail(message):
    print(message, file=sys.stderr)
    sys.exit(2)


def read_lines(path):
    rows = []
    with open(path, encoding="utf-8", newline="\n") as file:
        for number, line in enumerate(file, start=1):
            try:
                row = json.loads(line)
            except json.JSONDecodeError as error:
                fail(f"{path}:{number}: not JSON: {error}")
            if not isinstance(row, dict) or not isinstance(row.get("text"), str):
                fail(f"{path}:{number}: expected an object with a string `text`")
            if "logits" not in row and "probabilities" not in row:
                fail(f"{path}:{number}: expected `logits` or `probabilities`")
            rows.append((number, row))
    if not rows:
        fail(f"{path}: no lines; nothing would be compared")
    return rows


def open_strictly(folder, transformers, torch):
    """The model and tokenizer, or exit 1 if a weight is missing, unexpected or misshapen."""
    kind = transformers.AutoModelForSequenceClassification
    try:
        model, report = kind.from_pretrained(
            folder, local_files_only=True, dtype=torch.float32, output_loading_info=True)
        tokenizer = transformers.AutoTokenizer.from_pretrained(folder, local_files_only=True)
    except Exception as error:  # whatever it is, the folder does not open: that is the answer
        print(f"transformers cannot open {folder}: {type(error).__name__}: {error}")
        sys.exit(1)
    wrong = {key: sorted(map(str, value)) for key, value in report.items() if value and key.endswith("keys")}
    if wrong:
        print(f"{folder} opens, but not whole: {wrong}")
        sys.exit(1)
    return model.eval(), tokenizer


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkpoint")
    parser.add_argument("predictions")
    parser.add_argument("--tolerance", type=float, default=1e-4, help="largest difference of a logit (default 1e-4)")
    options = parser.parse_args()
    for name in ("config.json", "model.safetensors"):
        if not os.path.isfile(os.path.join(options.checkpoint, name)):
            fail(f"{options.checkpoint}: no {name}")
    rows = read_lines(options.predictions)

    import torch
    import transformers

    transformers.logging.set_verbosity_error()
    model, tokenizer = open_strictly(options.checkpoint, transformers, torch)
    names = [model.config.id2label[i] for i in range(model.config.num_labels)]
    regression = model.config.num_labels == 1

    checked = {"ids": 0, "logits": 0, "probabilities": 0}
    worst, problems = 0.0, []
    for number, row in rows:
        where = f"{options.predictions}:{number}"
        encoding = tokenizer(row["text"], row.get("pair"), truncation=True, return_tensors="pt")
        ids = encoding["input_ids"][0].tolist()
        if "ids" in row:
            checked["ids"] += 1
            if ids != row["ids"]:
                same = min(len(ids), len(row["ids"]))
                at = next((i for i in range(same) if ids[i] != row["ids"][i]), same)
                problems.append(
                    f"{where}: ids part at {at}: transformers {ids[at:at + 6]} ({len(ids)} in all), "
                    f"Attune {row['ids'][at:at + 6]} ({len(row['ids'])} in all)")
        with torch.no_grad():
            logits = model(**encoding).logits[0].double()
        if "logits" in row:
            checked["logits"] += 1
            theirs, ours = logits.tolist(), row["logits"]
        else:
            if regression:
                fail(f"{where}: a regression model has no probabilities; give `logits`")
            checked["probabilities"] += 1
            if set(row["probabilities"]) != set(names):
                problems.append(f"{where}: labels {sorted(row['probabilities'])}, the checkpoint has {sorted(names)}")
                continue
            theirs = torch.log_softmax(logits, -1).tolist()
            ours = [math.log(max(row["probabilities"][name], 1e-38)) for name in names]
            if "label" in row and row["label"] != max(row["probabilities"], key=row["probabilities"].get):
                problems.append(f"{where}: label {row['label']} is not the most probable one")
        if len(theirs) != len(ours):
            problems.append(f"{where}: {len(ours)} logits, transformers has {len(theirs)}")
            continue
        difference = max(abs(a - b) for a, b in zip(theirs, ours))
        # Written this way round so that a NaN is a difference.
        if not difference <= options.tolerance:
            problems.append(f"{where}: differs by {difference:.3g}: transformers {theirs}, Attune {ours}")
        else:
            worst = max(worst, difference)

    for problem in problems[:20]:
        print(problem)
    if len(problems) > 20:
        print(f"… and {len(problems) - 20} more")
    print(
        f"{len(rows)} lines: {checked['ids']} compared by ids, {checked['logits']} by logits, "
        f"{checked['probabilities']} by log-probabilities; {len(problems)} problems; "
        f"largest difference within tolerance {worst:.2g} (tolerance {options.tolerance:g}); "
        f"transformers {transformers.__version__}")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
