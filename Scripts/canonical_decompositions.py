"""Writes Sources/Text/Unicode/CanonicalDecompositionTable.swift from Python's unicodedata.

Usage: python3 Scripts/canonical_decompositions.py > Sources/Text/Unicode/CanonicalDecompositionTable.swift

The decompositions are full (recursive) and canonical; Hangul syllables are left out because they are computed. Existing
characters never change their decomposition (Unicode's stability policy). Characters newer than Unicode 9 that have one
are left out, since the reference (Hugging Face's tokenizers) decomposes as Unicode 9 does; run with Python 3.11
(Unicode 14), whose only such character is U+11938.
"""

import unicodedata

NEWER_THAN_9 = {0x11938}
assert unicodedata.unidata_version == "14.0.0", unicodedata.unidata_version

entries = []
for code in range(0x110000):
    if 0xAC00 <= code <= 0xD7A3 or 0xD800 <= code < 0xE000 or code in NEWER_THAN_9:
        continue
    full = unicodedata.normalize("NFD", chr(code))
    if full != chr(code):
        entries.append([code] + [ord(c) for c in full])

flat = []
for entry in entries:
    # One word per entry: the character above the number of its parts; then the parts.
    flat.append(entry[0] << 8 | (len(entry) - 1))
    flat.extend(entry[1:])

print("// Written by Scripts/canonical_decompositions.py. Do not edit.")
print()
print(f"/// {len(entries)} characters with their full canonical decompositions: "
      "`character << 8 | count`, then `count` scalars.")
print("let canonicalDecompositionTable: [UInt32] = [")
line = "  "
for value in flat:
    word = f"{value:#x}, "
    if len(line) + len(word) > 119:
        print(line.rstrip())
        line = "  "
    line += word
print(line.rstrip())
print("]")
