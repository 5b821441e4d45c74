"""Writes torture.txt: lines of odd Unicode for the tokenizers. Deterministic; no line holds LF.

Usage: python3 make_torture.py > torture.txt
"""

import random
import sys

random.seed(20240521)

fixed = [
    "", " ", "  ", "\t", "\u00a0", "\u3000", "\u2028x\u2029y", "a\u0085b", "a\u000bb\u000cc", "\u001c\u001d\u001e\u001f",
    "hello world", "Hello, World!", " leading", "trailing ", "  two  spaces  ", "tabs\tand\rreturns", "a\u0000b\u0001c\u007fd",
    "don't can't we'll they've I'm you're he'd it's DON'T", "'s't're've'm'll'd", "\u2019s don\u2019t", "100,000.50 3.14e-10",
    "caf\u00e9 cafe\u0301 CAFE\u0301 \u00c9COLE", "e\u0301\u0323 \u1eb9\u0301 \u1ec7 e\u0323\u0302", "\u0301start", "a \u0301 b",
    "\u0130stanbul \u0131 I i \u0130\u0307 \u0130\u0131", "stra\u00dfe STRASSE \u1e9e \u1e9eX", "\ufb01 \ufb03 \u0133 \u01c5 \u01c4",
    "\u03a3\u03a3 \u039f\u0394\u039f\u03a3 \u03c3\u03c2", "\u212b \u00c5 A\u030a \u2126 \u212a", "\ud55c\uad6d\uc5b4 \uac00\uac01\ud7a3 \u1100\u1161\u11a8",
    "\u4f60\u597d\u4e16\u754c hello\u4f60\u597dworld", "\u65e5\u672c\u8a9e\u306e\u30c6\u30ad\u30b9\u30c8 \u30ab\u30bf\u30ab\u30ca \u304c \u304b\u3099",
    "\U00020000\U0002a6df \U0002a700\U0002b73f\U0002b740\U0002b81f\U0002b820\U0002b91f\U0002b920\U0002ceaf\U0002ceb0 \uf900\ufaff \U0002f800\U0002fa1f",
    "\U00030000\U0003134a", "\ue000\uf8ff \U000f0000\U0010fffd private", "\ufffd\ufffdx\ufffd", "\ufeffbom", "\uffff\ufffe \U0001ffff",
    "\ud7ff\ue000 \ud7fb next to surrogates", "\u200bzero\u200cwidth\u200djoin\u2060er\u00adsoft\u034fgrapheme",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 \U0001f44d\U0001f3fd \U0001f1e9\U0001f1ea\U0001f1eb\U0001f1f7 \u2764\ufe0f 1\ufe0f\u20e3",
    "\u05e9\u05dc\u05d5\u05dd \u05e9\u05b8\u05c1\u05dc\u05d5\u05b9\u05dd \u0645\u0631\u062d\u0628\u0627 \u0645\u064e\u0631\u0652\u062d\u064e\u0628\u064b\u0627 \u200fRTL\u200e \u202eoverride\u202c",
    "\u0928\u092e\u0938\u094d\u0924\u0947 \u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35 \u0ba8\u0bbf \u0d15\u0d4d\u0d37", "\u0660\u0661\u0662 \u0967\u0968 \u2160\u2161 \u00bd\u00b2\u2460 \u4e00\u4e8c",
    "[MASK] [CLS][SEP] [mask] [UNK]x [PAD", "x[SEP]y", "<s></s><mask> <mask> a  <mask>  b <pad><unk>", "<|endoftext|>a<|endoftext|> b <|endoftext",
    "a" * 99 + " " + "b" * 100 + " " + "c" * 101 + " " + "\u00e9" * 100 + " " + "\u00e9" * 101, "x" * 5000, "ab" * 2000, "\u4e2d" * 300,
    "\U0001f600" * 150, "e" + "\u0301" * 200, "!" * 300, " " * 300 + "x", "\n".join([]) + "-" * 120, "0123456789" * 40, "\u3042" * 120,
    "\u1b44\u0301z \u302e\u0301 \U0001d165\U0001d16d\u0301 \u0f71\u0f72\u0f74 \u0344 \u0958 \u2adc", "\u0344\u0385 \u1f82 \u1fb7 \u0f43 \u0f77 \u0f73",
    "\u166d\u1734\U000111c9\u061d\u2e52\u2e5d\u08e2\u0890", "\u180e\u2000\u2001\u2007\u202f\u205f\u1680x", "\u00bfqu\u00e9? \u00a1s\u00ed! \u00abguillemets\u00bb \u201cq\u201d \u2014dash\u2013 \u2026",
    "$100 \u20ac5 \u00a35 +=<>|~^`", "\u00b7 \u00a7 \u00b6 \u30fb \u3001\u3002 \uff0c\uff01 \uff21\uff22", "mixed\u4e2d\u6587and\u00e9accents123", "\u0300\u0301\u0302",
    "a\r b\r\rc", "\u01c5ungla \u1f88 \u1fbc", "\u10a0\u10d0\u1c90 \u13a0\uab70 \ua7cf\u1c89", "\U00010400\U00010428 \U0001e900\U0001e922",
]

pools = [
    [chr(c) for c in range(0x20, 0x7F)],
    [chr(c) for c in range(0x20, 0x7F)],
    [chr(c) for c in range(0, 0x20) if c != 0x0A] + [chr(c) for c in range(0x7F, 0xA1)],
    [chr(c) for c in range(0xA0, 0x250)],
    [chr(c) for c in range(0x300, 0x370)],
    [chr(c) for c in range(0x370, 0x600)],
    [chr(c) for c in range(0x590, 0x900)],
    [chr(c) for c in range(0x900, 0x1200)],
    [chr(c) for c in range(0x1E00, 0x2000)],
    [chr(c) for c in range(0x2000, 0x2070)],
    [chr(c) for c in range(0x2070, 0x2C00)],
    [chr(c) for c in range(0x3000, 0x3100)],
    [chr(c) for c in range(0x4E00, 0x9FFF, 7)],
    [chr(c) for c in range(0xAC00, 0xD7A4, 5)],
    [chr(c) for c in range(0xF900, 0xFFFE)],
    [chr(c) for c in range(0x1F300, 0x1FB00)] + ["\u200d", "\ufe0f"] * 40,
    [chr(c) for c in range(0x1D100, 0x1D250)],
    [chr(c) for c in range(0x10000, 0x13500)],
    [" ", "  ", "\u00a0", "\u3000", "\t", "\r", "   "],
    ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d", "'S", "'", "''", " '"],
    ["the", "movie", "was", "unbelievable", "Tokenization", "Caf\u00e9", "na\u00efve", "Z\u00fcrich", "2021", "3rd"],
    ["[MASK]", "[SEP]", "<mask>", "<s>", "</s>", "<|endoftext|>", "[CLS]"],
]

lines = list(fixed)
for pool in pools:
    for _ in range(40):
        lines.append("".join(random.choice(pool) for _ in range(random.randint(1, 24))))
for _ in range(1500):
    chosen = random.sample(pools, random.randint(2, 5))
    parts = []
    for _ in range(random.randint(1, 30)):
        parts.append(random.choice(random.choice(chosen)))
        if random.random() < 0.25:
            parts.append(" ")
    lines.append("".join(parts))
anything = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000 and c != 0x0A]
for _ in range(300):
    lines.append("".join(chr(random.choice(anything)) + random.choice(["", "", " ", "a"]) for _ in range(random.randint(1, 20))))

for line in lines:
    assert "\n" not in line
sys.stdout.buffer.write("".join(line + "\n" for line in lines).encode("utf-8"))
