"""Continues prompts with transformers and compares with what Attune wrote for the same checkpoint.

    attune generate CHECKPOINT --prompt "…" --format json >> continuations.jsonl     # and with --beams K
    python Tests/Fixtures/check_generation.py CHECKPOINT continuations.jsonl [--beams K] [--tolerance 1e-4]

Greedy search (or beam search) of transformers must give the same text, and the log-probability of the text must agree
within the tolerance for each of its tokens. With `--make FOLDER SOURCE` in place of both arguments the script makes a
checkpoint instead: a random GPT-2 whose tokenizer is the one in SOURCE. The network is never used.
Python packages: torch, transformers. Exit code: 0 all agree, 1 something differs.
"""

import argparse
import json
import os
import sys

os.environ["HF_HUB_OFFLINE"] = "1"

import torch
import transformers


def make(folder, source):
    tokenizer = transformers.AutoTokenizer.from_pretrained(source, local_files_only=True)
    torch.manual_seed(1)
    config = transformers.GPT2Config(
        vocab_size=len(tokenizer), n_positions=1024, n_embd=48, n_layer=3, n_head=4, initializer_range=0.3,
        bos_token_id=tokenizer.eos_token_id, eos_token_id=tokenizer.eos_token_id)
    transformers.GPT2LMHeadModel(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--make", action="store_true")
    parser.add_argument("first")
    parser.add_argument("second")
    parser.add_argument("--beams", type=int, default=1)
    parser.add_argument("--tolerance", type=float, default=1e-4)
    options = parser.parse_args()
    if options.make:
        return make(options.first, options.second)
    transformers.logging.set_verbosity_error()
    model, report = transformers.AutoModelForCausalLM.from_pretrained(
        options.first, local_files_only=True, dtype=torch.float32, output_loading_info=True)
    tokenizer = transformers.AutoTokenizer.from_pretrained(options.first, local_files_only=True)
    wrong = {key: sorted(map(str, value)) for key, value in report.items() if value and key.endswith("keys")}
    if wrong:
        sys.exit(f"{options.first} opens, but not whole: {wrong}")
    model.eval()
    problems, worst, count = [], 0.0, 0
    for line in open(options.second, encoding="utf-8"):
        row = json.loads(line)
        count += 1
        prompt = tokenizer(row["prompt"], return_tensors="pt")
        length = prompt["input_ids"].shape[1]
        with torch.no_grad():
            ids = model.generate(
                **prompt, max_new_tokens=row["tokens"] + (1 if row["is_complete"] else 0), do_sample=False,
                num_beams=options.beams, length_penalty=1.0, early_stopping=False,
                pad_token_id=tokenizer.eos_token_id)[0]
            logits = torch.log_softmax(model(ids[None]).logits[0].double(), -1)
        total = sum(logits[i - 1, ids[i]].item() for i in range(length, len(ids)))
        text = tokenizer.decode(ids[length:], skip_special_tokens=True, clean_up_tokenization_spaces=False)
        if text != row["text"]:
            problems.append(f"{row['prompt']!r}: transformers {text!r}, Attune {row['text']!r}")
            continue
        difference = abs(total - row["log_probability"]) / max(1, len(ids) - length)
        worst = max(worst, difference)
        if not difference <= options.tolerance:
            problems.append(f"{row['prompt']!r}: log-probability {total}, Attune {row['log_probability']}")
    print("\n".join(problems))
    print(f"{count} prompts, {len(problems)} problems; largest difference a token {worst:.2g}; "
          f"transformers {transformers.__version__}")
    sys.exit(1 if problems or not count else 0)


if __name__ == "__main__":
    main()
