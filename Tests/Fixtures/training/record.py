"""Records how Python scores answers, for the tests of AnswerMatching and NearestText.

    python Tests/Fixtures/training/record.py            # rewrites answers.json and nearest.json
    python Tests/Fixtures/training/record.py --check    # computes again, compares with the files, writes nothing

The scorers below are new code, after the descriptions of Stanford CS 224N's assignment 5 and of SQuAD v1.1's official
evaluation. answers.json holds predictions with accepted answers and their scores, and the classes of all characters
that the scorers depend on. nearest.json holds cosines of scikit-learn's TfidfVectorizer. README.md lists the fields.
"""

import collections
import json
import os
import random
import re
import string
import sys
import unicodedata

import numpy
import sklearn
from sklearn.feature_extraction.text import TfidfVectorizer

HERE = os.path.dirname(os.path.abspath(__file__))
PUNCTUATION = set(string.punctuation)
ARTICLE = re.compile(r"\b(a|an|the)\b")


# The scorers


def exact(prediction, accepted):
    return any(prediction.strip() == answer.strip() for answer in accepted)


def normalized(text):
    kept = "".join(c for c in text.lower() if c not in PUNCTUATION)
    return " ".join(ARTICLE.sub(" ", kept).split())


def f1_of(prediction, answer):
    p, a = normalized(prediction).split(), normalized(answer).split()
    shared = sum((collections.Counter(p) & collections.Counter(a)).values())
    if shared == 0:
        return 0.0
    precision, recall = shared / len(p), shared / len(a)
    return 2 * precision * recall / (precision + recall)


def case(prediction, accepted):
    return {
        "prediction": prediction,
        "accepted": accepted,
        "normalized": normalized(prediction),
        "exact": exact(prediction, accepted),
        "normalized_exact": any(normalized(prediction) == normalized(answer) for answer in accepted),
        "f1": max(f1_of(prediction, answer) for answer in accepted),
    }


# The cases

ODD = [
    ("", ["London"]),
    ("", ["", "x"]),
    ("The", ["A"]),
    ("a", ["an"]),
    ("...", ["!"]),
    ("...", [" ... "]),
    (" London\t", ["London"]),
    ("london", ["London"]),
    ("the London", ["London"]),
    ("London, England", ["London", "England", "london england"]),
    ("New York New York", ["New York"]),
    ("New York", ["York New York New"]),
    ("U.S.A.", ["USA", "the usa"]),
    ("a.", ["x"]),
    ("a-b", ["ab"]),
    ("a\u2010b", ["b"]),
    ("the_end", ["theend"]),
    ("the\u00b7end", ["end"]),
    ("an_", [""]),
    ("a1", ["1"]),
    ("a\u00b2", ["\u00b2"]),
    ("a\u0301", ["\u00e1"]),
    ("\u00e1", ["a\u0301"]),
    ("caf\u00e9", ["cafe\u0301"]),
    ("CAF\u00c9", ["caf\u00e9"]),
    ("the\u200bend", ["end"]),
    ("the\u00a0end", ["end"]),
    ("the\u202fend\u3000", ["END"]),
    ("x\u001cy", ["x y"]),
    ("\u001fx\u0085", ["x"]),
    ("\u200bx", ["x"]),
    ("\ufeffx", ["x"]),
    ("\u0130stanbul", ["istanbul", "i\u0307stanbul"]),
    ("\u0130", ["i"]),
    ("A\u0307", ["\u0307"]),
    ("\u03a3\u0399\u03a3\u03a5\u03a6\u039f\u03a3", ["\u03c3\u03b9\u03c3\u03c5\u03c6\u03bf\u03c2"]),
    ("\u03a3", ["\u03c3", "\u03c2"]),
    ("\u0391\u03a3.", ["\u03b1\u03c2"]),
    ("\u0391\u03a3\u00b7\u0391", ["\u03b1\u03c3\u03b1"]),
    ("\u0391'\u03a3'", ["\u03b1\u03c2"]),
    ("\u0391\u0301\u03a3\u0301 \u0391\u03a3\u0391", ["\u03b1\u03c3\u03b1"]),
    ("1\u03a3", ["1\u03c3"]),
    ("\u02b0\u03a3", ["\u02b0\u03c2"]),
    ("\u2126", ["\u03c9", "\u03a9"]),
    ("\u212b", ["\u00e5"]),
    ("\u1e9e", ["\u00df", "ss"]),
    ("STRASSE", ["Stra\u00dfe"]),
    ("\ufb01n", ["fin"]),
    ("\u01c5", ["\u01c6"]),
    ("\U00010400", ["\U00010428"]),
    ("\U0001d400", ["a"]),
    ("\uff21", ["\uff41", "a"]),
    ("\u24b6", ["\u24d0"]),
    ("\u4e1c\u4eac", ["\u6771\u4eac"]),
    ("\uac00", ["\u1100\u1161"]),
    ("\u2019s the \u201can\u201d", ["\u2019s \u201c\u201d"]),
    ("don't", ["dont"]),
    ("a the an", ["an the a", "x"]),
    ("a\u0e01", ["\u0e01"]),
    ("the\u0300 a\u20dd", ["\u0300 \u20dd"]),
    ("\U0001f469\u200d\U0001f4bb a", ["\U0001f469\u200d\U0001f4bb"]),
    ("x\ny\rz", ["x y z"]),
    ("x\r\n", ["x"]),
    ("na\u00efve A\u0308", ["na\u00efve \u0308"]),
    ("\u0660\u0661a", ["\u0660\u0661"]),
    ("\u2160a", ["\u2170a"]),
    ("a\u203fb the\u203f", ["b", "\u203fb \u203f"]),
    ("$100", ["100", "\u20ac100"]),
    ("\u00aa the", ["\u00aa"]),
]
PIECES = (
    ["a", "A", "an", "An", "the", "The", "THE", "then", "London", "london", "LONDON", "New", "York", "Paris", "1912",
     "of"]
    + ["\u00e9", "e\u0301", "\u03a3", "\u0391\u03a3", "\u0130", "\u00df", "\u5317\u4eac", "\u2019", "\u2013", "\u00b7"]
    + list(string.punctuation)
)
GAPS = [" ", " ", " ", " ", "", "", "  ", "\t", "\u00a0", "\u2003", "\u001d", "\u0085", "\u200b", "\u0301"]


def drawn(generator):
    """A few pieces with something between them."""
    parts = [generator.choice(["", "", " "])]
    for _ in range(generator.randint(0, 6)):
        parts += [generator.choice(PIECES), generator.choice(GAPS)]
    return "".join(parts)


def changed(generator, text):
    """The text, or nearly the text, so that many cases match in part."""
    kind = generator.randint(0, 5)
    words = text.split(" ")
    if kind == 0:
        return text
    if kind == 1:
        return " " + text.upper() + "\n"
    if kind == 2:
        return "the " + text + "."
    if kind == 3:
        generator.shuffle(words)
        return " ".join(words)
    if kind == 4:
        return " ".join(words + generator.choices(words, k=1))
    return text.replace(" ", "\u3000")


def generated():
    generator = random.Random(224)
    for _ in range(300):
        accepted = [drawn(generator) for _ in range(generator.randint(1, 3))]
        yield changed(generator, generator.choice(accepted)) if generator.random() < 0.7 else drawn(generator), accepted


def ranges(wanted):
    """First and last code point of each run of wanted ones, flat."""
    found = []
    for code in range(0x110000):
        if 0xD800 <= code < 0xE000 or not wanted(chr(code)):
            continue
        if found and found[-1] == code - 1:
            found[-1] = code
        else:
            found += [code, code]
    return found


def answers():
    scalars = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    lowered = [c for c in scalars if c.lower() != c and len(c.lower()) == 1]
    return {
        "python": sys.version.split()[0],
        "unicode": unicodedata.unidata_version,
        "word_ranges": ranges(lambda c: re.match(r"\w", c)),
        "space_ranges": ranges(str.isspace),
        "punctuation_ranges": ranges(lambda c: c in PUNCTUATION),
        "lowered_from": "".join(lowered),
        "lowered_to": "".join(c.lower() for c in lowered),
        "cases": [case(prediction, accepted) for prediction, accepted in ODD + list(generated())],
    }


# The nearest text

PEOPLE = ["Ada Lovelace", "Zo\u00eb O'Neill", "Jos\u00e9 de la Cruz",
          "\u039f\u0394\u03a5\u03a3\u03a3\u0395\u03a5\u03a3", "X \u00c6 A-12"]
ASKED = [
    "Where was {} born?",
    "Who was the mother of {}, and where was she born?",
    "When did {} die",
    "what what WHAT is {}'s name?",
]
ODD_TEXTS = ["", "a b c", "?!", "caf\u00e9 cafe\u0301 CAF\u00c9", "snake_case 42 \u0664\u0662 x2",
             "\u6771\u4eac\u306f\u3069\u3053 \u0130stanbul", "Where"]
QUERIES = [
    "Where was Ada Byron born?",
    "where was someone else born",
    "WHEN DID JOS\u00c9 DIE?",
    "the mother of zo\u00eb",
    "\u03bf\u03b4\u03c5\u03c3\u03c3\u03b5\u03c5\u03c2",
    "nothing known",
    "",
    "cafe",
    "snake_case snake_case 42",
    "i\u0307stanbul",
    "what is a name?",
    "\u6771\u4eac\u306f\u3069\u3053",
]


def nearest():
    texts = ODD_TEXTS[:3] + [asked.format(person) for person in PEOPLE for asked in ASKED] + ODD_TEXTS[3:]
    texts += [texts[3], texts[8]]
    queries = QUERIES + texts[4:9]
    vectorizer = TfidfVectorizer()
    indexed = vectorizer.fit_transform(texts)
    cosines = (vectorizer.transform(queries) @ indexed.T).toarray()
    return {
        "scikit-learn": sklearn.__version__,
        "texts": texts,
        "queries": queries,
        "cosines": [[float(f"{value:.13g}") for value in row] for row in cosines],
        "nearest": [int(numpy.flatnonzero(row >= row.max() - 1e-12)[0]) for row in cosines],
    }


def main():
    for name, value in [("answers.json", answers()), ("nearest.json", nearest())]:
        path = os.path.join(HERE, name)
        fields = [f"{json.dumps(key)}: " for key in value]
        bodies = []
        for field in value.values():
            if isinstance(field, list) and isinstance(field[0], (dict, list)):
                rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in field)
                bodies.append(f"[\n{rows}\n]")
            else:
                bodies.append(json.dumps(field, ensure_ascii=False))
        text = "{\n" + ",\n".join(map("".join, zip(fields, bodies))) + "\n}\n"
        if "--check" in sys.argv[1:]:
            same = open(path, encoding="utf-8", newline="").read() == text
            print(name, "is the same" if same else "DIFFERS")
            if not same:
                sys.exit(1)
        else:
            with open(path, "w", encoding="utf-8", newline="") as file:
                file.write(text)
            print(name, len(text.encode()), "bytes")


main()
