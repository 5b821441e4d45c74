"""The workloads that Benchmarks/compare measures: sizes, inputs and settings of both sides."""

import dataclasses

LEARNING_RATE = 5e-5
WARM_UP = 2
NEW_TOKENS = 64


@dataclasses.dataclass
class Work:
    title: str
    kind: str  # classifier, language, generation
    sequences: int
    length: int
    configuration: dict


def bert(width, layers, heads):
    return {
        "vocab_size": 30522, "hidden_size": width, "num_hidden_layers": layers, "num_attention_heads": heads,
        "intermediate_size": 4 * width, "max_position_embeddings": 512,
    }


GPT2 = {"vocab_size": 50257, "n_embd": 768, "n_layer": 12, "n_head": 12, "n_positions": 1024}
CHARACTERS = {
    "vocab_size": 256, "n_embd": 256, "n_layer": 4, "n_head": 8, "n_positions": 128, "bos_token_id": None,
    "eos_token_id": None,
}

WORKS = {
    "minilm": Work("MiniLM-size BERT (384 × 6), 32 × 64", "classifier", 32, 64, bert(384, 6, 12)),
    "bert-base": Work("BERT-base, 32 × 64", "classifier", 32, 64, bert(768, 12, 12)),
    "gpt2": Work("GPT-2 124M, 4 × 256, every token a target", "language", 4, 256, GPT2),
    "characters": Work("character GPT 3.3M (256 × 4), 128 × 128", "language", 128, 128, CHARACTERS),
    "generation": Work("greedy generation, GPT-2 124M, 32 prompts × 64 new tokens", "generation", 32, 16, GPT2),
}


def token_ids(work):
    """[[id]]: arbitrary, but the same on both sides; texts of a language model are one token longer than its input."""
    length = work.length + (1 if work.kind == "language" else 0)
    size = work.configuration["vocab_size"]
    return [[1 + (row * 104729 + place * 7919 + row * place * 31) % (size - 1) for place in range(length)]
            for row in range(work.sequences)]
