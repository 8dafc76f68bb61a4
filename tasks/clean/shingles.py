"""Word shingles of a text, and the keys under which texts that share many of them meet."""

import re
import struct
from hashlib import blake2b

from rensa import RMinHash  # type: ignore[import-untyped]  # rensa ships no types

WORD = re.compile(r"\w+")
SHINGLE = 4  # words
OPENING = 40  # words; what is left of a text that was cut short still opens as the whole one does
SHORTEST = 25  # words; the shingles of less say nothing
SEED = 1
# Keys of the whole text: two texts that share seven tenths of their shingles have one of 16 in common with a
# probability of .998, (1 - .7**3)**16; those that share three tenths, of .35. Keys of the opening meet sooner.
WHOLE_KEYS, WHOLE_ROWS = 16, 3
OPENING_KEYS, OPENING_ROWS = 8, 2
KEYS = WHOLE_KEYS + OPENING_KEYS
KEY_BYTES = 4


def words(text: str) -> list[str]:
    """The words of a text in lower case.

    >>> words("Looms run, 9 years on.")
    ['looms', 'run', '9', 'years', 'on']
    """
    return WORD.findall(text.casefold())


def shingles(given: list[str]) -> list[str]:
    """Each run of four words; of fewer words the whole.

    >>> shingles(["the", "looms", "run", "once", "more"])
    ['the looms run once', 'looms run once more']
    """
    return [" ".join(given[at : at + SHINGLE]) for at in range(max(1, len(given) - SHINGLE + 1))]


def text_keys(text: str) -> bytes | None:
    """The keys of a text, each four bytes; None for a text too short to be like another.

    Texts that share a key are worth comparing, others are not. The keys are bands of MinHash signatures, of the whole
    text and of its opening, and depend on nothing but the words.
    """
    found = words(text)
    if len(found) < SHORTEST:
        return None
    whole = _bands(found, WHOLE_KEYS, WHOLE_ROWS, "whole")
    return whole + _bands(found[:OPENING], OPENING_KEYS, OPENING_ROWS, "opening")


def _bands(given: list[str], keys: int, rows: int, part: str) -> bytes:
    """One key for each band of the signature's rows; part and place are told apart, and so are rensa's algorithms."""
    signature = RMinHash(num_perm=keys * rows, seed=SEED)
    signature.update(shingles(given))
    digest = signature.digest()
    salt = f"{part} {RMinHash.ALGORITHM_VERSION}".encode()
    bands = (
        struct.pack(f"<{rows}I", *digest[band * rows : (band + 1) * rows]) + bytes([band]) + salt
        for band in range(keys)
    )
    return b"".join(blake2b(one, digest_size=KEY_BYTES).digest() for one in bands)
