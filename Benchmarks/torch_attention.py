"""Times one attention of PyTorch or transformers for Benchmarks/attention; prints one JSON object.

    python Benchmarks/torch_attention.py sdpa 2048 2          # kind, tokens, threads

The sizes are those of Benchmarks/AttentionTimes.swift. sdpa and sdpa-window are the attention alone; Longformer's and
BigBird's are modules with projections to query, key and value, which are timed too. flex_attention is not there: in
PyTorch 2.15 it has no backward pass on CPUs.
"""

import json
import math
import resource
import sys
import time

import torch
import transformers

WIDTH, HEADS, WINDOW, BLOCK = 256, 8, 128, 64


def limit_memory():
    """An allocation beyond this machine's memory fails, instead of the machine."""
    with open("/proc/meminfo", encoding="utf-8") as file:
        available = next(int(line.split()[1]) for line in file if line.startswith("MemAvailable")) * 1024
    resource.setrlimit(resource.RLIMIT_DATA, (int(0.9 * available), resource.RLIM_INFINITY))


def window_mask(n):
    place = torch.arange(n)
    mask = (place[:, None] - place[None, :]).abs() <= WINDOW
    mask[0], mask[:, 0] = True, True
    return mask


def dot_products(kind, n):
    """Query, key and value, and the attention of them; no projections."""
    inputs = [torch.randn(1, HEADS, n, WIDTH // HEADS, requires_grad=True) for _ in range(3)]
    mask = window_mask(n) if kind == "sdpa-window" else None
    return inputs, lambda: torch.nn.functional.scaled_dot_product_attention(*inputs, attn_mask=mask)


def module(kind, n):
    """Input and parameters of a module of transformers, and its attention."""
    x = torch.randn(1, n, WIDTH, requires_grad=True)
    if kind == "longformer":
        config = transformers.LongformerConfig(
            hidden_size=WIDTH, num_attention_heads=HEADS, num_hidden_layers=1, attention_window=[2 * WINDOW],
            attention_probs_dropout_prob=0.0)
        attention = transformers.models.longformer.modeling_longformer.LongformerSelfAttention(config, 0)
        mask = torch.zeros(1, n)
        mask[:, 0] = 10000.0
        is_global = mask > 0
        arguments = dict(attention_mask=mask, is_index_masked=mask < 0, is_index_global_attn=is_global,
                         is_global_attn=True)
    else:
        config = transformers.BigBirdConfig(
            hidden_size=WIDTH, num_attention_heads=HEADS, num_hidden_layers=1, block_size=BLOCK, num_random_blocks=3,
            max_position_embeddings=n, attention_probs_dropout_prob=0.0)
        attention = transformers.models.big_bird.modeling_big_bird.BigBirdBlockSparseAttention(config, 0)
        masks = transformers.BigBirdModel.create_masks_for_block_sparse_attn(torch.ones(1, n), BLOCK)
        arguments = dict(zip(("from_blocked_mask", "band_mask", "from_mask", "to_mask"), masks))
        arguments["to_blocked_mask"] = arguments["from_blocked_mask"]
    attention.train()
    return [x, *attention.parameters()], lambda: attention(x, **arguments)[0]


def main():
    kind, n, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    limit_memory()
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    inputs, forward = (module if kind in ("longformer", "bigbird") else dot_products)(kind, n)
    direction = None
    times = []
    # As in AttentionTimes.swift.
    while len(times) < 21 and (len(times) < 2 or sum(times[1:]) < 0.5):
        for tensor in inputs:
            tensor.grad = None
        start = time.perf_counter()
        output = forward()
        if direction is None:
            direction = torch.randn_like(output)
        output.backward(direction)
        times.append(time.perf_counter() - start)
    times = sorted(times[1:])
    assert all(math.isfinite(tensor.grad.sum().item()) for tensor in inputs if tensor.grad is not None)
    print(json.dumps({"seconds": times[len(times) // 2], "rounds": len(times), "torch": torch.__version__,
                      "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


main()
