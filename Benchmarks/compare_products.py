#!/usr/bin/env python3
"""Compares the products of linear layers of Attune with PyTorch, NumPy's OpenBLAS and the machine's peak speed.

    python Benchmarks/compare_products.py --attune .build/release/attune

Runs `attune doctor --bench`, measures products of the same shapes with torch (y by F.linear) and numpy (only in
float32), and prints a table in GFLOP/s. Needs the packages torch and numpy (Benchmarks/compare makes an environment
with both).
"""

import argparse
import os
import re
import subprocess
import sys
import time

ROW = re.compile(r"(\d+) threads?\s+(\[(\d+), (\d+)\] × \[\d+, (\d+)\], (y|dX|dW)(?:\s+bfloat16)?)\s+(\d+) GFLOP/s")
CEILING = re.compile(r"(\d+) threads?\s+multiply-add in registers\s+(\d+) GFLOP/s")


def best_speed(work, operations):
    """GFLOP/s of the fastest of many runs within a third of a second."""
    work()
    best, end = float("inf"), time.perf_counter() + 0.3
    while time.perf_counter() < end:
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return operations / best / 1e9


def measure(threads, rows):
    """Measures torch and numpy in a separate process: numpy's number of threads is fixed when it is loaded."""
    import numpy
    import torch

    torch.set_num_threads(threads)
    for name, tokens, inputs, outputs, product in rows:
        kind = torch.bfloat16 if "bfloat16" in name else torch.float32
        x, w, dy = (torch.randn(shape, dtype=kind)
                    for shape in [(tokens, inputs), (outputs, inputs), (tokens, outputs)])
        by_torch = {"y": lambda: torch.nn.functional.linear(x, w), "dX": lambda: dy @ w,
                    "dW": lambda: dy.T @ x}[product]
        a, b, c = (value.float().numpy() for value in (x, w, dy))
        by_numpy = {"y": lambda: a @ b.T, "dX": lambda: c @ b, "dW": lambda: c.T @ a}[product]
        operations = 2 * tokens * inputs * outputs
        with torch.no_grad():
            of_numpy = "-" if kind == torch.bfloat16 else f"{best_speed(by_numpy, operations):.0f}"
            print(f"{best_speed(by_torch, operations):.0f} {of_numpy}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--attune", default=".build/release/attune")
    parser.add_argument("--measure", nargs="+", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        threads, *rows = arguments.measure
        measure(int(threads), [(n, int(t), int(i), int(o), p) for n, t, i, o, p in (row.split("|") for row in rows)])
        return
    report = subprocess.run([arguments.attune, "doctor", "--bench"], capture_output=True, text=True, check=True).stdout
    ceilings = {threads: int(speed) for threads, speed in CEILING.findall(report)}
    rows = ROW.findall(report)
    if not rows or not ceilings:
        sys.exit(f"{arguments.attune} doctor --bench printed no rows of products:\n{report}")
    print("| threads | product | Attune | PyTorch | OpenBLAS of NumPy | Attune : PyTorch | of the ceiling |\n"
          "|---|---|---|---|---|---|---|")
    for threads in ceilings:
        own = [row for row in rows if row[0] == threads]
        words = ["|".join((name, tokens, inputs, outputs, product)) for _, name, tokens, inputs, outputs, product,
                 _ in own]
        environment = {**os.environ, "OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads}
        done = subprocess.run([sys.executable, __file__, "--measure", threads, *words], env=environment, check=True,
                              capture_output=True, text=True)
        for (_, name, *_, speed), line in zip(own, done.stdout.splitlines(), strict=True):
            torch_speed, numpy_speed = line.split()
            # The peak speed that doctor measures is that of float32.
            share = "" if "bfloat16" in name else f"{100 * int(speed) / ceilings[threads]:.0f}%"
            print(f"| {threads} | {' '.join(name.split())} | {speed} | {torch_speed} | {numpy_speed} "
                  f"| {int(speed) / int(torch_speed):.2f} |"
                  f" {share} |")


main()
