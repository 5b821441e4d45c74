"""Fine-tunes all-MiniLM-L6-v2 with the Hugging Face Trainer: the reference for Attune's sentiment recipe.

    ATTUNE_DATA=DATA python Benchmarks/trainer.py --model MINILM --task sst2 --seed 1 --output sst2-1.json

Prints one JSON object, and writes it with the predictions to --output. Needs the packages torch, transformers,
accelerate, safetensors and numpy.

What is run
  * data: $ATTUNE_DATA/sst/sst-{train,dev,test}.txt, `label ||| text`, the text without changes.
    sst5 keeps labels 0-4; sst2 excludes label 2, and labels above 2 are positive.
    cfimdb: $ATTUNE_DATA/cfimdb/cfimdb-{train,dev}.txt with labels 0 and 1; there is no test data.
  * model: AutoModelForSequenceClassification from the local folder; the classifier is new, initialized with the seed.
  * 3 epochs, batches of 32 (cfimdb: 16) in random order (no grouping by length), padded to the longest text of the
    batch, AdamW (torch, fused), learning rate 5e-5, linear decay without warm-up (cfimdb: 0.1), no weight decay,
    gradients clipped at norm 1 (the Trainer's default), dropout as in config.json, float32 unless --precision bf16.
  * maximum length 512: all SST texts are much shorter, so nothing is truncated (checked); longer reviews of cfimdb are
    cut at 512 or at --max-length.
  * dev is evaluated after each epoch. The Trainer writes no checkpoints; the weights of the best epoch so far are
    written to a temporary file (as a user who wants the best model would do) and read again for the test score.

What is reported
  * seconds_training: wall time of trainer.train(), including the three dev evaluations and the best-weights file;
    seconds_snapshots is the part for the file. Loading, tokenizing and the test score are not included.
  * peak_rss_bytes: of the process, read immediately after training; peak_rss_before_training_bytes for comparison.
  * dev_accuracy_final: after the last epoch; dev_accuracy_best and test_accuracy_best: of the best epoch by dev
    accuracy (the earlier one of equals). test_accuracy_final: after the last epoch.
  * predictions: the class that the best epoch predicts for each text of dev and test, in file order, for paired tests.
"""

import argparse
import json
import os
import platform
import resource
import sys
import tempfile
import time


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", required=True, help="folder with config.json, model.safetensors and tokenizer files")
    parser.add_argument("--task", choices=["sst2", "sst5", "cfimdb"], default="sst2")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--batch-size", type=int, default=None, help="32, or 16 for cfimdb")
    parser.add_argument("--warmup", type=float, default=None, help="share of the steps: 0, or 0.1 for cfimdb")
    parser.add_argument("--max-length", type=int, default=512, help="tokens at which cfimdb's reviews are cut")
    parser.add_argument("--learning-rate", type=float, default=5e-5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--precision", choices=["float32", "bf16"], default="float32")
    parser.add_argument("--limit", type=int, default=None, help="use only the first N texts of each split (smoke test)")
    parser.add_argument("--output", default=None, help="also write the JSON here")
    options = parser.parse_args()
    is_long = options.task == "cfimdb"
    if options.batch_size is None:
        options.batch_size = 16 if is_long else 32
    if options.warmup is None:
        options.warmup = 0.1 if is_long else 0.0
    return options


def read_rows(path, task):
    """[(text, label)] of one file, in file order."""
    labels = {"0", "1"} if task == "cfimdb" else {"0", "1", "2", "3", "4"}
    rows = []
    with open(path, encoding="utf-8", newline="\n") as file:
        for number, line in enumerate(file, start=1):
            label, separator, text = line.rstrip("\n").partition(" ||| ")
            if not separator or label not in labels or not text.strip():
                sys.exit(f"{path}:{number}: expected `label ||| text` with a label of {sorted(labels)}, found {line!r}")
            label = int(label)
            if task != "sst2":
                rows.append((text, label))
            elif label != 2:
                rows.append((text, int(label > 2)))
    return rows


def main():
    options = arguments()
    data_folder = os.environ.get("ATTUNE_DATA")
    if not data_folder:
        print("skipped: ATTUNE_DATA is not set")
        return
    # Set both before torch is imported: OpenMP reads its variable only once, and this script must not use the network.
    os.environ["OMP_NUM_THREADS"] = str(options.threads)
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

    import numpy
    import safetensors.torch
    import tokenizers
    import torch
    import transformers

    torch.set_num_threads(options.threads)
    transformers.set_seed(options.seed)
    tokenizer = transformers.AutoTokenizer.from_pretrained(options.model)
    splits = {}
    longest = 0
    corpus = "cfimdb" if options.task == "cfimdb" else "sst"
    for split in ("train", "dev") if corpus == "cfimdb" else ("train", "dev", "test"):
        rows = read_rows(os.path.join(data_folder, corpus, f"{corpus}-{split}.txt"), options.task)[: options.limit]
        # The tokenizer folder has its own settings of truncation (128) and padding; this script overrides them.
        cutting = {"truncation": True,
                   "max_length": options.max_length} if corpus == "cfimdb" else {"truncation": False}
        ids = tokenizer([text for text, _ in rows], padding=False, **cutting)["input_ids"]
        longest = max(longest, max(map(len, ids)))
        splits[split] = [
            {"input_ids": i, "attention_mask": [1] * len(i), "label": label} for i, (_, label) in zip(ids, rows)
        ]
    if longest > 512:
        sys.exit(f"a text has {longest} tokens; this script promises that nothing is truncated at 512")

    model = transformers.AutoModelForSequenceClassification.from_pretrained(
        options.model, num_labels=5 if options.task == "sst5" else 2, dtype=torch.float32
    )
    work = tempfile.TemporaryDirectory(prefix="trainer-sst-")
    best_path = os.path.join(work.name, "best.safetensors")
    best = {"accuracy": -1.0, "epoch": 0}
    snapshot_seconds = 0.0

    class KeepBest(transformers.TrainerCallback):
        """Writes the weights whenever dev accuracy is the highest so far."""

        def on_evaluate(self, args, state, control, metrics=None, **_):
            nonlocal snapshot_seconds
            if metrics is None or "eval_accuracy" not in metrics:
                return
            if metrics["eval_accuracy"] > best["accuracy"]:
                start = time.perf_counter()
                best.update(accuracy=metrics["eval_accuracy"], epoch=round(state.epoch))
                safetensors.torch.save_model(model, best_path)
                snapshot_seconds += time.perf_counter() - start

    def accuracy(prediction):
        return {"accuracy": float((numpy.argmax(prediction.predictions, axis=-1) == prediction.label_ids).mean())}

    settings = transformers.TrainingArguments(
        output_dir=work.name,
        num_train_epochs=options.epochs,
        per_device_train_batch_size=options.batch_size,
        per_device_eval_batch_size=options.batch_size,
        learning_rate=options.learning_rate,
        lr_scheduler_type="linear",
        warmup_steps=options.warmup,
        weight_decay=0.0,
        optim="adamw_torch_fused",
        eval_strategy="epoch",
        save_strategy="no",
        logging_strategy="epoch",
        report_to="none",
        seed=options.seed,
        use_cpu=True,
        bf16=options.precision == "bf16",
        dataloader_num_workers=0,
        dataloader_pin_memory=False,
        disable_tqdm=True,
    )
    trainer = transformers.Trainer(
        model=model,
        args=settings,
        train_dataset=splits["train"],
        eval_dataset=splits["dev"],
        processing_class=tokenizer,
        data_collator=transformers.DataCollatorWithPadding(tokenizer),
        compute_metrics=accuracy,
        callbacks=[KeepBest()],
    )
    rss_before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    start = time.perf_counter()
    trainer.train()
    seconds = time.perf_counter() - start
    rss_after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

    log = trainer.state.log_history
    epochs = []
    for epoch in range(1, options.epochs + 1):
        entry = {"epoch": epoch}
        for record in log:
            if round(record.get("epoch", -1)) == epoch and "loss" in record:
                entry["train_loss"] = record["loss"]
            if round(record.get("epoch", -1)) == epoch and "eval_loss" in record:
                entry["dev_loss"] = record["eval_loss"]
                entry["dev_accuracy"] = record["eval_accuracy"]
                entry["dev_seconds"] = record["eval_runtime"]
        epochs.append(entry)

    trainer.remove_callback(KeepBest)
    has_test = "test" in splits
    test_final = trainer.evaluate(splits["test"], metric_key_prefix="test")["test_accuracy"] if has_test else None
    safetensors.torch.load_model(model, best_path)
    chosen = {name: trainer.predict(splits[name]) for name in splits if name != "train"}
    if chosen["dev"].metrics["test_accuracy"] != best["accuracy"]:
        sys.exit("the weights that were read again do not have the dev accuracy for which they were saved")

    result = {
        "task": options.task,
        "seed": options.seed,
        "epochs_planned": options.epochs,
        "batch_size": options.batch_size,
        "warmup": options.warmup,
        "learning_rate": options.learning_rate,
        "precision": options.precision,
        "threads": options.threads,
        "count": {name: len(rows) for name, rows in splits.items()},
        "max_length": options.max_length,
        "longest_text_tokens": longest,
        "steps": trainer.state.global_step,
        "seconds_training": seconds,
        "seconds_snapshots": snapshot_seconds,
        "peak_rss_bytes": rss_after,
        "peak_rss_before_training_bytes": rss_before,
        "epochs": epochs,
        "dev_accuracy_final": epochs[-1]["dev_accuracy"],
        "dev_accuracy_best": best["accuracy"],
        "best_epoch": best["epoch"],
        "test_accuracy_best": chosen["test"].metrics["test_accuracy"] if has_test else None,
        "test_accuracy_final": test_final,
        "predictions": {name: numpy.argmax(c.predictions, axis=-1).tolist() for name, c in chosen.items()},
        "attention": model.config._attn_implementation,
        "max_grad_norm": settings.max_grad_norm,
        "load_average_at_end": os.getloadavg(),
        "versions": {
            "python": platform.python_version(),
            "torch": torch.__version__,
            "transformers": transformers.__version__,
            "tokenizers": tokenizers.__version__,
            "numpy": numpy.__version__,
        },
    }
    print(json.dumps({name: value for name, value in result.items() if name != "predictions"}, indent=2))
    if options.output:
        text = json.dumps(result, indent=2)
        with open(options.output + ".partial", "w", encoding="utf-8") as file:
            file.write(text + "\n")
        os.replace(options.output + ".partial", options.output)


if __name__ == "__main__":
    main()
