"""Runs one workload of Benchmarks/compare with transformers and PyTorch; prints one JSON object.

    python Benchmarks/torch_work.py make WORK FOLDER           # writes the model folder that both sides open
    python Benchmarks/torch_work.py run WORK FOLDER [--precision bf16] [--compile] [--threads 2] [--steps 9]

The workloads are in works.py. A step is: clear gradients, forward, loss, backward, clip the norm at 1, fused AdamW.
"""

import argparse
import json
import resource
import time

import torch
import transformers

import works


def peak_mib():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def make(work, folder):
    torch.manual_seed(1)
    config = work.configuration
    if work.kind == "classifier":
        model = transformers.BertForSequenceClassification(transformers.BertConfig(num_labels=2, **config))
    else:
        model = transformers.GPT2LMHeadModel(transformers.GPT2Config(**config))
        model.generation_config.eos_token_id = None
    model.save_pretrained(folder)


def open_model(work, folder):
    kind = (transformers.AutoModelForSequenceClassification if work.kind == "classifier"
            else transformers.AutoModelForCausalLM)
    return kind.from_pretrained(folder, dtype=torch.float32)


def training(work, model, arguments):
    ids = torch.tensor(works.token_ids(work))
    if work.kind == "classifier":
        inputs = {"input_ids": ids, "attention_mask": torch.ones_like(ids), "labels": torch.arange(len(ids)) % 2}
    else:
        inputs = {"input_ids": ids[:, :-1]}
    optimizer = torch.optim.AdamW(model.parameters(), lr=works.LEARNING_RATE, weight_decay=0.01, fused=True)
    called = torch.compile(model) if arguments.compile else model

    def loss_of():
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=arguments.precision == "bf16"):
            if work.kind == "classifier":
                return called(**inputs).loss
            # Every token has a target, as in nanoGPT: the next token of a text that is one token longer.
            logits = called(**inputs).logits
            return torch.nn.functional.cross_entropy(logits.flatten(0, 1).float(), ids[:, 1:].flatten())

    model.eval()
    with torch.no_grad():
        first = loss_of().item()
    model.train()
    times, losses = [], []
    for _ in range(arguments.steps + works.WARM_UP):
        start = time.perf_counter()
        optimizer.zero_grad(set_to_none=True)
        loss = loss_of()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        losses.append(loss.item())
        times.append(time.perf_counter() - start)
    return {"times": times[works.WARM_UP :], "check": first, "losses": losses}


def generation(work, model, arguments):
    ids = torch.tensor(works.token_ids(work))
    model.eval()
    times = []
    for _ in range(2 + max(1, arguments.steps // 3)):
        start = time.perf_counter()
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16, enabled=arguments.precision == "bf16"):
            output = model.generate(
                ids, attention_mask=torch.ones_like(ids), max_new_tokens=works.NEW_TOKENS,
                min_new_tokens=works.NEW_TOKENS, do_sample=False, pad_token_id=0)
        times.append(time.perf_counter() - start)
    # Ties of a random model can differ between the sides, so only the first new token of each prompt is compared.
    return {"times": times[1:], "check": output[:, ids.shape[1]].double().mean().item()}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("action", choices=["make", "run"])
    parser.add_argument("work")
    parser.add_argument("folder")
    parser.add_argument("--precision", choices=["float32", "bf16"], default="float32")
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--steps", type=int, default=9)
    arguments = parser.parse_args()
    transformers.utils.logging.set_verbosity_error()
    work = works.WORKS[arguments.work]
    torch.set_num_threads(arguments.threads)
    if arguments.action == "make":
        return make(work, arguments.folder)
    model = open_model(work, arguments.folder)
    result = (generation if work.kind == "generation" else training)(work, model, arguments)
    print(json.dumps({**result, "peak_mib": peak_mib(), "torch": torch.__version__,
                      "transformers": transformers.__version__}))


main()
