"""Bytes into text, in the encoding that they are in, whatever was said of it."""

import codecs
import re

from charset_normalizer import from_bytes

from tasks.clean.draft import Refusal

BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
SAMPLE = 2**15  # bytes by which an encoding is guessed
HIGH = re.compile(rb"[\x80-\xff]")
BROKEN = "\ufffd"
FEW = 0.01  # of characters: so many may be broken in a text that is UTF-8 for the rest
WESTERN = 0.3  # of bytes: the accents, quotes and pound signs of a Western text are fewer
# Windows-1252 leaves these undefined, and these of its letters stand in no Western word.
NOT_WESTERN = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")


def decoded(content: bytes) -> str | Refusal:
    """The text: UTF-8 or UTF-16, else Windows-1252 for Western text, else the encoding that it most looks like.

    >>> decoded("It cost £5m".encode("cp1252"))
    'It cost £5m'
    """
    marked = next((encoding for bom, encoding in BOMS.items() if content.startswith(bom)), "utf-8")
    try:
        return content.decode(marked)
    except UnicodeDecodeError:
        lenient = content.decode(marked, "replace")
    if lenient.count(BROKEN) <= FEW * len(lenient) and re.search(r"[\x80-\ufffc]", lenient):
        return lenient
    if len(HIGH.findall(content)) <= WESTERN * len(content) and NOT_WESTERN.search(content) is None:
        return content.decode("cp1252")
    guessed = from_bytes(_sample(content)).best()
    if guessed is None:
        return Refusal("bad_encoding", "neither UTF-8 nor any encoding in which it is text")
    return content.decode(guessed.encoding, "replace")


def _sample(content: bytes) -> bytes:
    """The first lines, none of them cut."""
    return content if len(content) <= SAMPLE else content[: content.rfind(b"\n", 0, SAMPLE) + 1] or content[:SAMPLE]
