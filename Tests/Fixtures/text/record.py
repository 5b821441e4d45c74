"""Records what Hugging Face's tokenizers gives, for the tests of Sources/Text.

Usage: python3 record.py [DATA [MINILM]]      (in this folder; needs the package `tokenizers`)

Always: trains small vocabularies on torture.txt and this folder's scripts (unless they are there already; delete the
folders to train anew), and records the torture file with each of them. With DATA (the folder that ATTUNE_DATA names) and
MINILM (the folder of all-MiniLM-L6-v2's files): also every line of the real files. Writes references.json.

A line's hash is FNV-1a over 64-bit words: id, type, start and end (UTF-8 bytes) of each token. A file's is FNV-1a over its
lines' hashes. Of each torture line the low 16 bits are kept too, so that a difference can be found.
"""

import json
import os
import sys

import tokenizers
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

BASIS, PRIME, MASK = 0xCBF29CE484222325, 0x100000001B3, (1 << 64) - 1
SPECIALS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
ROBERTA = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]


def fold(h, value):
    return ((h ^ value) * PRIME) & MASK


def lines(path):
    found = open(path, "rb").read().split(b"\n")
    if found[-1] == b"":
        found.pop()
    return [line.decode("utf-8") for line in found]


def byte_offsets(text):
    places = [0]
    for character in text:
        places.append(places[-1] + len(character.encode("utf-8")))
    return places


def line_hash(encoding, first, second=None):
    places = [byte_offsets(first), byte_offsets(second or "")]
    h = BASIS
    special = encoding.special_tokens_mask
    for i, (token, kind, (start, end)) in enumerate(zip(encoding.ids, encoding.type_ids, encoding.offsets)):
        sequence = encoding.sequence_ids[i]
        if sequence is None:
            assert special[i] and (start, end) == (0, 0)
            start = end = 0
        else:
            start, end = places[sequence][start], places[sequence][end]
        for value in (token, kind, start, end):
            h = fold(h, value)
    return h


def record(tokenizer, path, keep_lines=False):
    texts = lines(path)
    total = BASIS
    low = ""
    tokens = 0
    for text in texts:
        encoding = tokenizer.encode(text)
        h = line_hash(encoding, text)
        total = fold(total, h)
        low += f"{h & 0xFFFF:04x}"
        tokens += len(encoding.ids)
    result = {"lines": len(texts), "tokens": tokens, "hash": f"{total:016x}"}
    if keep_lines:
        result["each"] = low
    return result


def record_pairs(tokenizer, path):
    """Line i with line i + 1, cut to 3 + i % 45 tokens."""
    texts = lines(path)[:600]
    total, low = BASIS, ""
    for i in range(len(texts) - 1):
        tokenizer.enable_truncation(max(3 + i % 45, tokenizer.num_special_tokens_to_add(True)), strategy="longest_first")
        h = line_hash(tokenizer.encode(texts[i], texts[i + 1]), texts[i], texts[i + 1])
        total = fold(total, h)
        low += f"{h & 0xFFFF:04x}"
    tokenizer.no_truncation()
    return {"lines": len(texts) - 1, "hash": f"{total:016x}", "each": low}


def bert(vocab, lowercase=True, strip_accents=None, chinese=True, clean=True, extra=()):
    t = Tokenizer(models.WordPiece(vocab, unk_token="[UNK]"))
    t.normalizer = normalizers.BertNormalizer(
        clean_text=clean, handle_chinese_chars=chinese, strip_accents=strip_accents, lowercase=lowercase)
    t.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    t.decoder = decoders.WordPiece(prefix="##")
    t.add_special_tokens([AddedToken(s, normalized=False) for s in SPECIALS])
    t.add_tokens(list(extra))
    t.post_processor = processors.TemplateProcessing(
        single="[CLS]:0 $A:0 [SEP]:0", pair="[CLS]:0 $A:0 [SEP]:0 $B:1 [SEP]:1",
        special_tokens=[("[CLS]", vocab["[CLS]"]), ("[SEP]", vocab["[SEP]"])])
    return t


def bpe(vocab, merges, space=False):
    t = Tokenizer(models.BPE(vocab=vocab, merges=merges, continuing_subword_prefix="", end_of_word_suffix="", fuse_unk=False))
    t.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=space)
    t.decoder = decoders.ByteLevel()
    return t


def gpt2(vocab, merges):
    t = bpe(vocab, merges)
    t.add_special_tokens([AddedToken("<|endoftext|>", normalized=False)])
    return t


def roberta(vocab, merges, space=False):
    t = bpe(vocab, merges, space)
    t.add_special_tokens([AddedToken(s, normalized=False, lstrip=s == "<mask>") for s in ROBERTA])
    t.post_processor = processors.RobertaProcessing(
        ("</s>", vocab["</s>"]), ("<s>", vocab["<s>"]), trim_offsets=True, add_prefix_space=space)
    return t


def read_merges(path):
    return [tuple(line.split(" ")) for line in lines(path) if line and not line.startswith("#version")]


def train():
    corpus = ["torture.txt", "make_torture.py", "record.py"]
    if not os.path.exists("wordpiece/vocab.txt"):
        os.makedirs("wordpiece", exist_ok=True)
        t = bert({s: i for i, s in enumerate(SPECIALS)})
        t.train(corpus, trainers.WordPieceTrainer(
            vocab_size=1200, special_tokens=SPECIALS, limit_alphabet=500, show_progress=False))
        vocab = t.get_vocab()
        with open("wordpiece/vocab.txt", "w", encoding="utf-8", newline="\n") as f:
            f.write("".join(token + "\n" for token in sorted(vocab, key=vocab.get)))
    if not os.path.exists("gpt2/encoder.json"):
        os.makedirs("gpt2", exist_ok=True)
        os.makedirs("roberta", exist_ok=True)
        t = bpe({}, [])
        t.train(corpus, trainers.BpeTrainer(
            vocab_size=900, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
        model = json.loads(t.to_str())["model"]
        merges = "".join(" ".join(m) + "\n" for m in model["merges"])
        names = sorted(model["vocab"], key=model["vocab"].get)
        for folder, vocabulary, merging, order in [
            ("gpt2", "encoder.json", "vocab.bpe", names + ["<|endoftext|>"]),
            ("roberta", "vocab.json", "merges.txt", ROBERTA[:4] + names + ROBERTA[4:]),
        ]:
            with open(f"{folder}/{vocabulary}", "w", encoding="ascii") as f:
                json.dump({token: i for i, token in enumerate(order)}, f)
            with open(f"{folder}/{merging}", "w", encoding="utf-8", newline="\n") as f:
                f.write("#version: 0.2\n" + merges)


def sweep(words):
    """For each block of 256 scalars the low 16 bits of the hash of where the words of three texts lie."""
    result = ""
    for block in range(0, 0x110000, 256):
        if 0xD800 <= block < 0xE000:
            result += "----"
            continue
        h = BASIS
        for code in range(block, block + 256):
            c = chr(code)
            for text in ("a" + c + "b", " " + c + " 1" + c):
                for value in words(text):
                    h = fold(h, value)
        result += f"{h & 0xFFFF:04x}"
    return result


def bert_words(text):
    """The characters of each word after normalisation, with 0 behind each word."""
    normal = bert_words.normalizer.normalize_str(text)
    for word, _ in bert_words.pre.pre_tokenize_str(normal):
        yield from map(ord, word)
        yield 0


bert_words.normalizer = normalizers.BertNormalizer()
bert_words.pre = pre_tokenizers.BertPreTokenizer()


def gpt2_words(text):
    """Where each word ends, in characters."""
    for _, (_, end) in gpt2_words.pre.pre_tokenize_str(text):
        yield end


gpt2_words.pre = pre_tokenizers.Split(
    Regex(r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"), "isolated")


def learned(path, size):
    """A byte-level BPE vocabulary learned from a file's lines: the hash of its tokens and merges, each with a line feed."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.train_from_iterator(lines(path), trainers.BpeTrainer(
        vocab_size=size, min_frequency=2, show_progress=False, special_tokens=["QENDQ", "QMASKQ"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    model = json.loads(tokenizer.to_str())["model"]
    tokens = sorted(model["vocab"], key=model["vocab"].get)
    h = BASIS
    for line in tokens + [" ".join(merge) for merge in model["merges"]]:
        for byte in (line + "\n").encode("utf-8"):
            h = fold(h, byte)
    return {"tokens": len(tokens), "merges": len(model["merges"]), "hash": f"{h:016x}"}


def main():
    train()
    vocab = {token: i for i, token in enumerate(lines("wordpiece/vocab.txt"))}
    encoder = json.load(open("gpt2/encoder.json"))
    gpt2_merges = read_merges("gpt2/vocab.bpe")
    roberta_vocab = json.load(open("roberta/vocab.json"))
    extra = [AddedToken("MOVIE", single_word=True, normalized=True), AddedToken("<mask>", lstrip=True, rstrip=True, normalized=False),
             AddedToken("Caf\u00e9", normalized=True)]
    small = {
        "wordpiece": bert(vocab), "wordpiece-cased": bert(vocab, lowercase=False),
        "wordpiece-accents": bert(vocab, strip_accents=False), "wordpiece-strip": bert(vocab, lowercase=False, strip_accents=True),
        "wordpiece-plain": bert(vocab, chinese=False), "wordpiece-added": bert(vocab, clean=False, extra=extra),
        "gpt2": gpt2(encoder, gpt2_merges), "roberta": roberta(roberta_vocab, gpt2_merges),
        "roberta-space": roberta(roberta_vocab, gpt2_merges, space=True),
    }
    small["wordpiece-added"].save("wordpiece-added.json", pretty=False)
    references = {"tokenizers": tokenizers.__version__, "torture": {}, "pairs": {}, "data": {}}
    for name, tokenizer in small.items():
        references["torture"][name] = record(tokenizer, "torture.txt", keep_lines=True)
        references["pairs"][name] = record_pairs(tokenizer, "torture.txt")
    references["sweep"] = {"wordpiece": sweep(bert_words), "gpt2": sweep(gpt2_words)}
    references["learned"] = {"torture.txt": {str(size): learned("torture.txt", size) for size in [258, 300, 1000, 20000]}}
    if len(sys.argv) > 1:
        data = sys.argv[1]
        references["learned"]["data"] = {"birthplaces/wiki.txt": {"4000": learned(data + "/birthplaces/wiki.txt", 4000)}}
        real = {"gpt2": gpt2(json.load(open(data + "/gpt2-tokenizer/encoder.json")), read_merges(data + "/gpt2-tokenizer/vocab.bpe"))}
        if len(sys.argv) > 2:
            real["minilm"] = bert({token: i for i, token in enumerate(lines(sys.argv[2] + "/vocab.txt"))})
        for name, tokenizer in {**real, "wordpiece": small["wordpiece"], "roberta": small["roberta"]}.items():
            references["data"][name] = {
                path: record(tokenizer, data + "/" + path) for path in [
                    "sst/sst-train.txt", "sst/sst-dev.txt", "sst/sst-test.txt", "cfimdb/cfimdb-train.txt", "cfimdb/cfimdb-dev.txt",
                    "shakespeare/input.txt", "birthplaces/wiki.txt", "birthplaces/birth_places_train.tsv",
                    "webquestions/trainmodel.json", "webquestions/val.json", "webquestions/devtest.json", "webquestions/test.json",
                ]}
            references["data"][name]["torture.txt"] = record(tokenizer, "torture.txt")
    else:
        before = json.load(open("references.json"))
        references["data"] = before["data"]
        references["learned"]["data"] = before["learned"]["data"]
    with open("references.json", "w") as f:
        json.dump(references, f, indent=1)
        f.write("\n")


main()
