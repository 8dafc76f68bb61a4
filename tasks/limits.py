"""How much of what arrives is read, so that no document can fill memory or disk, or hold a run for ever."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """More than this is no news. What is above is refused, and told of in `rejects`."""

    document: int = 16 * 2**20  # bytes of one document; the longest articles are below 1 MB, the longest pages below 10
    unpacked: int = 2**38  # bytes that one packed file may unpack to; the largest crawls' archives have some 2**33
    ratio: int = 250  # unpacked bytes for each packed one; text packs to a tenth, seldom to a fiftieth
    nesting: int = 4  # packings inside packings
    elements: int = 50_000  # of a page; the fullest pages of news have some ten thousand
    characters: int = 1_000_000  # of a body; the longest articles have a tenth of it
    entities: int = 20_000  # in one article; the longest lists of names have some thousands
    figures: int = 5_000  # in one article; the longest tables have some hundreds


LIMITS = Limits()
