"""Records what Hugging Face's tokenizers gives for byte-pair encoding of each kind, for BPETests.

Usage: python3 record_bpe.py [DATA]      (in this folder; needs the packages `tokenizers` and `sentencepiece`)

Trains small tokenizers (unless they are there already; delete the folder `bpe` to train anew) and records the ids of the
torture file, of `code.txt` and, with DATA (the folder that ATTUNE_DATA names), of real files. Writes bpe.json.

A line's hash is FNV-1a over 64-bit words: its ids, then 2^32, then the bytes of the text that its ids decode to. A file's
is FNV-1a over its lines' hashes. Of each torture line the low 16 bits are kept too, so that a difference can be found.
"""

import json
import os
import sys

import sentencepiece
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

BASIS, PRIME, MASK = 0xCBF29CE484222325, 0x100000001B3, (1 << 64) - 1

LLAMA3 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
          r"|\s*[\r\n]+|\s+(?!\S)|\s+")
QWEN2 = LLAMA3.replace(r"\p{N}{1,3}", r"\p{N}")
CASES = (r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
         r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
         r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+")
ODD = r"(?=\w)[^\W\d_]{2,}|(?>\p{Nd}+)\.\d|[:a-f[x-z]\-]+?(?=\s)|[\x{4E00}-\x{9FFF}]{1,2}?|\p{^L}*?[A-Z]|."
DATA = ["shakespeare/input.txt", "birthplaces/wiki.txt", "webquestions/trainmodel.json", "webquestions/val.json",
        "webquestions/devtest.json", "webquestions/test.json"]
CORPUS = ["torture.txt", "code.txt", "make_torture.py"]


def fold(h, value):
    return ((h ^ value) * PRIME) & MASK


def lines(path):
    found = open(path, "rb").read().split(b"\n")
    if found[-1] == b"":
        found.pop()
    return [line.decode("utf-8") for line in found]


def byte_level(pre, normalizer=None, specials=("<|begin|>", "<|end|>"), **model):
    t = Tokenizer(models.BPE(**model))
    if normalizer:
        t.normalizer = normalizer
    t.pre_tokenizer = pre
    t.decoder = decoders.ByteLevel()
    t.train(CORPUS, trainers.BpeTrainer(
        vocab_size=500, special_tokens=list(specials), initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False))
    return t


def split(pattern):
    return pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(pattern), "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])


def characters(pre, normalizer, decoder, size=500, alphabet=150, **model):
    """The training splits the text at every space, so that no token has one inside; then `pre` is set."""
    t = Tokenizer(models.BPE(unk_token="<unk>", **model))
    t.pre_tokenizer = pre_tokenizers.Metaspace()
    bytes_ = [f"<0x{b:02X}>" for b in range(256)] if model.get("byte_fallback") else []
    t.train(CORPUS, trainers.BpeTrainer(
        vocab_size=size + len(bytes_), special_tokens=["<unk>", "<s>", "</s>"] + bytes_, limit_alphabet=alphabet,
        show_progress=False))
    # Byte tokens are in the vocabulary, not added tokens.
    about = json.loads(t.to_str())
    about["added_tokens"] = about["added_tokens"][:3]
    t = Tokenizer.from_str(json.dumps(about))
    t.normalizer = normalizer
    t.pre_tokenizer = pre
    t.decoder = decoder
    return t


def llama_decoder():
    return decoders.Sequence([
        decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)])


def begin(t, token):
    return processors.TemplateProcessing(
        single=f"{token} $A", pair=f"{token} $A {token}:1 $B:1", special_tokens=[(token, t.token_to_id(token))])


def llama3():
    t = byte_level(split(LLAMA3), ignore_merges=True)
    t.post_processor = processors.Sequence([processors.ByteLevel(trim_offsets=True), begin(t, "<|begin|>")])
    return t


def smollm():
    t = byte_level(pre_tokenizers.Sequence([
        pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]))
    t.add_tokens([AddedToken("MOVIE", single_word=True), AddedToken("<x>", lstrip=True, rstrip=True)])
    return t


def neox():
    return byte_level(pre_tokenizers.ByteLevel(add_prefix_space=True), normalizers.NFC())


def llama_legacy():
    t = characters(
        None, normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")]), llama_decoder(),
        byte_fallback=True, fuse_unk=True)
    t.post_processor = begin(t, "<s>")
    return t


def llama():
    t = characters(
        pre_tokenizers.Metaspace(prepend_scheme="first", split=False), None, llama_decoder(), byte_fallback=True,
        fuse_unk=True)
    t.add_special_tokens(["[PAD]"])
    return t


def gemma():
    return characters(
        pre_tokenizers.Split(" ", "merged_with_previous"), normalizers.Replace(" ", "▁"),
        decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()]), byte_fallback=True,
        fuse_unk=True)


def words():
    t = characters(
        pre_tokenizers.Sequence([
            pre_tokenizers.Whitespace(), pre_tokenizers.Punctuation("contiguous"),
            pre_tokenizers.Digits(individual_digits=False)]),
        normalizers.Sequence([normalizers.NFD(), normalizers.Lowercase(), normalizers.Replace(Regex(r"\d{4,}"), "#")]),
        None)
    t.add_tokens([AddedToken("Café", normalized=True)])
    return t


TOKENIZERS = {
    "llama3": llama3,
    "qwen2": lambda: byte_level(split(QWEN2), normalizers.NFC()),
    "cases": lambda: byte_level(split(CASES)),
    "odd": lambda: byte_level(split(ODD)),
    "smollm": smollm,
    "neox": neox,
    "llama-legacy": llama_legacy,
    "llama": llama,
    "gemma": gemma,
    "metaspace": lambda: characters(pre_tokenizers.Metaspace(), None, decoders.Metaspace()),
    "words": words,
    "space-split": lambda: characters(
        pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Split(Regex("[aeiou]+"), "merged_with_next"),
                                 pre_tokenizers.Split(Regex("[^x]+"), "removed", invert=True)]), None, decoders.Fuse(),
        fuse_unk=True),
}


def train():
    os.makedirs("bpe", exist_ok=True)
    for name, make in TOKENIZERS.items():
        if not os.path.exists(f"bpe/{name}.json"):
            with open(f"bpe/{name}.json", "w", encoding="utf-8") as f:
                f.write(make().to_str())
    if not os.path.exists("bpe/sentencepiece.model"):
        sentencepiece.SentencePieceTrainer.train(
            input="code.txt,make_torture.py", model_prefix="bpe/sentencepiece", model_type="bpe", vocab_size=700, byte_fallback=True,
            split_digits=True, normalization_rule_name="identity", remove_extra_whitespaces=False, character_coverage=0.98,
            minloglevel=2)
        os.remove("bpe/sentencepiece.vocab")


def record(encode, decode, path, keep_lines=False):
    texts = lines(path)
    total, low, tokens = BASIS, "", 0
    for text in texts:
        ids = encode(text)
        h = BASIS
        for value in ids + [1 << 32] + list(decode(ids).encode("utf-8")):
            h = fold(h, value)
        total = fold(total, h)
        low += f"{h & 0xFFFF:04x}"
        tokens += len(ids)
    result = {"lines": len(texts), "tokens": tokens, "hash": f"{total:016x}"}
    if keep_lines:
        result["each"] = low
    return result


def main():
    train()
    result = {}
    functions = {}
    for name in TOKENIZERS:
        t = Tokenizer.from_file(f"bpe/{name}.json")
        functions[name] = (lambda text, t=t: t.encode(text).ids, lambda ids, t=t: t.decode(ids, skip_special_tokens=True))
    for path in sys.argv[2:]:
        t = Tokenizer.from_file(path)
        functions["smollm2"] = (lambda text, t=t: t.encode(text).ids, lambda ids, t=t: t.decode(ids, skip_special_tokens=True))
    p = sentencepiece.SentencePieceProcessor(model_file="bpe/sentencepiece.model")
    # Unlike `transformers`, SentencePiece does not find special tokens in a text: no line with one is compared.
    functions["sentencepiece"] = (
        lambda text: [] if any(token in text for token in ("<s>", "</s>", "<unk>")) else p.encode(text),
        lambda ids: p.decode(ids))
    for name, (encode, decode) in functions.items():
        result[name] = {"torture.txt": record(encode, decode, "torture.txt", True),
                        "code.txt": record(encode, decode, "code.txt", True)}
        for path in DATA if len(sys.argv) > 1 else []:
            result[name][path] = record(encode, decode, sys.argv[1] + "/" + path)
    with open("bpe.json", "w", encoding="ascii") as f:
        json.dump(result, f, indent=1)


if __name__ == "__main__":
    main()
