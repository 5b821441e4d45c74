"""Records results of scikit-learn, scipy, torch and transformers for the tests of Sources/Training and Sources/Metrics.

    python Tests/Fixtures/training/record_reports.py            # rewrites reports.json
    python Tests/Fixtures/training/record_reports.py --check    # computes again, compares with the file, writes nothing

Recorded with Python 3.11.7, scikit-learn 1.9.1, scipy 1.17.1, numpy 2.4.6, torch 2.15.0, transformers 5.23.0. All in
float64.

The draws (shuffles, span_corruption, bootstrap samples) come from SplitMix64, written here once more in Python from the
published algorithms (Steele, Lea and Flood 2014; Lemire 2019; Fisher and Yates), so that an order which a seed gives is
held by two programs.
"""

import argparse
import json
import math
import os
import sys
import warnings

os.environ["HF_HUB_OFFLINE"] = "1"

import numpy
import scipy.special
import scipy.stats
import sklearn.metrics
import torch
import transformers

FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "reports.json")
WORD = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15
NORMAL_975 = 1.959963984540054


class SplitMix64:
    """The generator of Sources/Base/SplitMix64.swift."""

    def __init__(self, seed, *streams):
        # Each number of `streams` opens a generator of its own within the one before it.
        self.state = seed
        for stream in streams:
            inner = SplitMix64(0)
            inner.state = self.next() ^ (stream * GOLDEN & WORD)
            self.state = inner.next()

    def next(self):
        self.state = (self.state + GOLDEN) & WORD
        z = self.state
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & WORD
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB & WORD
        return z ^ (z >> 31)

    def below(self, bound):
        threshold = (1 << 64) % bound
        while True:
            product = self.next() * bound
            if product & WORD >= threshold:
                return product >> 64

    def shuffled(self, elements):
        result = list(elements)
        for place in range(len(result) - 1, 0, -1):
            other = self.below(place + 1)
            result[place], result[other] = result[other], result[place]
        return result


def shuffles():
    for seed, stream, count in [(0, 0, 1), (0, 0, 10), (1, 0, 10), (1, 1, 10), (42, 7, 33), (2**62, 3, 12)]:
        yield {
            "seed": seed, "stream": stream, "count": count,
            "order": SplitMix64(seed, stream).shuffled(range(count)),
        }


def span_corruption():
    generator = numpy.random.default_rng(5)
    for number in range(60):
        block = [5, 6, 16, 128, 1024][number % 5]
        case = {
            "block": block, "length": int(generator.integers(1, 2 * block)), "seed": int(generator.integers(0, 2**62)),
            "epoch": int(generator.integers(0, 50)), "document": int(generator.integers(0, 10**6)),
        }
        random = SplitMix64(case["seed"], case["epoch"], case["document"])
        kept = min(case["length"], 4 + random.below(7 * block // 8 - 3))
        masked = 1 + random.below(max(1, kept // 2 - 1))
        start = random.below(kept - masked + 1)
        yield {**case, "draw": [kept, start, start + masked]}


def bootstrap(count, statistic):
    """[low, high] of the percentile bootstrap over 1000 samples; `statistic` takes the indices of a sample."""
    random = SplitMix64(0x0B00757A)
    values = [statistic([random.below(count) for _ in range(count)]) for _ in range(1000)]
    return [float(numpy.quantile(values, q)) for q in (0.025, 0.975)]


def classification():
    generator = numpy.random.default_rng(1)

    def case(name, targets, logits, classes, has_bootstrap=False):
        logits = numpy.asarray(logits, dtype=numpy.float32).astype(numpy.float64)
        targets = numpy.asarray(targets)
        found = logits.argmax(axis=1)
        losses = -scipy.special.log_softmax(logits, axis=1)[numpy.arange(len(targets)), targets]
        error = scipy.stats.sem(losses) if len(losses) > 1 else 0.0
        precision, recall, f1, support = sklearn.metrics.precision_recall_fscore_support(
            targets, found, labels=range(classes), zero_division=0)
        correct = int((targets == found).sum())
        wilson = scipy.stats.binomtest(correct, len(targets)).proportion_ci(method="wilson")

        def macro_f1(sample):
            return sklearn.metrics.f1_score(targets[sample], found[sample], average="macro", zero_division=0)

        def mcc(sample):
            return sklearn.metrics.matthews_corrcoef(targets[sample], found[sample])

        everything = range(len(targets))
        record = {
            "name": name, "classes": classes, "targets": targets.tolist(), "logits": logits.tolist(),
            "confusion": sklearn.metrics.confusion_matrix(targets, found, labels=range(classes)).tolist(),
            "accuracy": float(sklearn.metrics.accuracy_score(targets, found)),
            "accuracy_interval": [wilson.low, wilson.high],
            "precision": precision.tolist(), "recall": recall.tolist(), "f1": f1.tolist(),
            "support": support.astype(int).tolist(), "macro_f1": float(macro_f1(everything)),
            "mcc": float(mcc(everything)),
            "loss": float(losses.mean()),
            "loss_interval": [float(losses.mean() + sign * NORMAL_975 * error) for sign in (-1, 1)],
            "majority_accuracy": float(numpy.bincount(targets).max() / len(targets)),
        }
        if has_bootstrap:
            record["macro_f1_interval"] = bootstrap(len(targets), macro_f1)
            record["mcc_interval"] = bootstrap(len(targets), mcc)
        return record

    def drawn(count, classes, skill):
        targets = generator.integers(0, classes, count)
        logits = generator.normal(size=(count, classes)).round(3)
        logits[numpy.arange(count), targets] += skill
        return targets, logits

    yield case("two classes", *drawn(40, 2, 1), 2, has_bootstrap=True)
    yield case("five classes", *drawn(60, 5, 1), 5, has_bootstrap=True)
    yield case("worse than chance", *drawn(30, 3, -2), 3)
    targets, logits = drawn(30, 4, 1)
    logits[:, 2] = -9
    yield case("class 2 is never predicted", targets, logits, 4, has_bootstrap=True)
    targets, logits = drawn(30, 4, 1)
    yield case("class 2 never occurs", targets[targets != 2], logits[targets != 2], 4)
    targets, logits = drawn(30, 4, 1)
    logits[:, 1] = -9
    yield case("class 1 neither occurs nor is predicted", targets[targets != 1], logits[targets != 1], 4)
    targets, logits = drawn(20, 3, 0)
    logits[:, 0] = 9
    yield case("always the same answer", targets, logits, 3)
    yield case("one class only", [1] * 5, [[0, 1], [0, 1], [1, 0], [0, 2], [0, 3]], 2)
    yield case("all right", [0, 1, 2, 1], numpy.eye(3)[[0, 1, 2, 1]] * 4, 3)
    yield case("all wrong", [0, 1, 0, 1], [[0, 1], [1, 0], [0, 1], [1, 0]], 2)
    yield case("one example", [1], [[0.25, 0.5, 0.125]], 3)
    yield case("ties go to the first class", [0, 1, 2, 1], [[1, 1, 1], [1, 1, 0], [0, 2, 2], [3, 1, 3]], 3)
    yield case("far apart", [0, 1, 1], [[1000, -1000], [-3e30, 3e30], [80, -80]], 2)


def regression():
    generator = numpy.random.default_rng(2)

    def case(name, predictions, targets, has_bootstrap=False):
        predictions, targets = (
            numpy.asarray(values, dtype=numpy.float32).astype(numpy.float64) for values in (predictions, targets))
        squares = (predictions - targets) ** 2
        record = {
            "name": name, "predictions": predictions.tolist(), "targets": targets.tolist(),
            "mse": float(sklearn.metrics.mean_squared_error(targets, predictions)),
            "mae": float(sklearn.metrics.mean_absolute_error(targets, predictions)),
            "pearson": float(scipy.stats.pearsonr(predictions, targets).statistic),
            "spearman": float(scipy.stats.spearmanr(predictions, targets).statistic),
            "mean_mse": float(targets.var()),
        }
        if has_bootstrap:
            record["interval"] = bootstrap(len(targets), lambda sample: squares[sample].mean())
        return record

    targets = generator.normal(size=50)
    yield case("close", targets + 0.3 * generator.normal(size=50), targets, has_bootstrap=True)
    yield case("unrelated", generator.normal(size=50), targets)
    yield case("turned round", -targets, targets)
    yield case("ties", generator.integers(0, 4, 60), generator.integers(0, 5, 60), has_bootstrap=True)
    yield case("monotonic, not linear", numpy.exp(3 * targets), targets)
    yield case("far from zero", 1e6 + targets, 1e6 + 2 * targets)
    yield case("two examples", [1, 2], [5, 3])
    yield case("exact", targets, targets)


def wilson():
    for successes, count in [(0, 1), (1, 1), (0, 10), (10, 10), (1, 2), (81, 263), (15, 148), (99999, 100000)]:
        interval = scipy.stats.binomtest(successes, count).proportion_ci(method="wilson")
        yield {"successes": successes, "count": count, "interval": [interval.low, interval.high]}


def means():
    """The bootstrap of a mean."""
    generator = numpy.random.default_rng(3)
    for count in (1, 2, 25):
        values = generator.normal(size=count).round(4)
        yield {"values": values.tolist(), "interval": bootstrap(count, lambda sample: values[sample].mean())}


def schedules():
    makers = {
        "linear": transformers.get_linear_schedule_with_warmup,
        "cosine": transformers.get_cosine_schedule_with_warmup,
        "constant": lambda optimizer, warmup, total: transformers.get_constant_schedule_with_warmup(optimizer, warmup),
    }
    for name, make in makers.items():
        for warmup, total in [(0, 1), (0, 10), (1, 10), (3, 10), (9, 10), (10, 10), (12, 10), (7, 100), (0, 3)]:
            optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
            schedule = make(optimizer, warmup, total)
            factors = []
            # One more than the run makes: what comes after its last step.
            for _ in range(total + 1):
                factors.append(schedule.get_last_lr()[0])
                optimizer.step()
                schedule.step()
            yield {"name": name, "warmup": warmup, "total": total, "factors": factors}


def clipping():
    generator = numpy.random.default_rng(4)
    for size, maximum in [(0.1, 1.0), (1.0, 1.0), (30.0, 1.0), (30.0, 0.5), (0.0, 1.0)]:
        gradients = [(size * generator.normal(size=shape)).round(3) for shape in [(2, 3), (4,), (1, 1)]]
        parameters = [torch.zeros(*g.shape, dtype=torch.float64, requires_grad=True) for g in gradients]
        for parameter, gradient in zip(parameters, gradients):
            # The values as Swift reads them into float32.
            parameter.grad = torch.tensor(gradient.astype(numpy.float32).astype(numpy.float64))
        norm = torch.nn.utils.clip_grad_norm_(parameters, maximum)
        yield {
            "gradients": [{"shape": list(g.shape), "values": g.flatten().tolist()} for g in gradients],
            "maximum": maximum, "norm": norm.item(), "clipped": [p.grad.flatten().tolist() for p in parameters],
        }


def scientific():
    """A number and Python's %.2e of it."""
    generator = numpy.random.default_rng(6)
    values = [1, 10, 0.1, 1e-5, 2e-5, 5e-5, 1e-4, 3.25e-5, 9.994e-5, 9.996e-5, 9.999e-5, 0.99999, 99.96, 1e9, 1e100,
              1e-100]
    values += [float(value) for value in 10 ** generator.uniform(-12, 6, 200)]
    for value in values:
        yield {"value": value, "text": f"{value:.2e}"}
        yield {"value": -value, "text": f"{-value:.2e}"}


def differences(old, new, path=""):
    """Where two records differ by more than rounding."""
    if isinstance(old, dict) and isinstance(new, dict) and old.keys() == new.keys():
        return [line for key in old for line in differences(old[key], new[key], f"{path}.{key}")]
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return [line for index in range(len(old)) for line in differences(old[index], new[index], f"{path}[{index}]")]
    if isinstance(old, float) and isinstance(new, (float, int)) and math.isclose(old, new, rel_tol=1e-12,
                                                                                 abs_tol=1e-12):
        return []
    return [] if old == new else [f"{path}: {old} is now {new}"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing, compare with the file")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    makers = [
        shuffles, span_corruption, classification, regression, wilson, means, schedules, clipping, scientific,
    ]
    record = {maker.__name__: list(maker()) for maker in makers}
    if arguments.check:
        with open(FILE, encoding="utf-8") as file:
            found = differences(json.load(file), record)
        print("\n".join(found) or "all as recorded")
        sys.exit(1 if found else 0)
    with open(FILE, "w", encoding="utf-8") as file:
        lines = [
            f'"{kind}": [\n' + ",\n".join(json.dumps(case, allow_nan=False) for case in cases) + "\n]"
            for kind, cases in record.items()
        ]
        file.write("{\n" + ",\n".join(lines) + "\n}\n")
    print(f"{FILE}: " + ", ".join(f"{len(cases)} {kind}" for kind, cases in record.items()))


if __name__ == "__main__":
    main()
