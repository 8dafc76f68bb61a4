"""Currency marks in a run of tokens: a symbol, code or word at a number, with the country named beside it."""

from typing import NamedTuple

from tasks.money.reading.lexicon import (
    ADJECTIVES,
    CODES,
    CURRENCIES,
    FAMILIES,
    SIGNALS,
    SYMBOLS,
    WORDS,
    Marker,
    word_list,
)
from tasks.money.reading.tokens import Tokens, tokenise

PREFIX_WORDS = word_list("marker_prefix_words")  # words that English news also prints before the number
_LONE_SPACED = frozenset(("C", "S", "c", "Y"))  # single letters that stand one space before a `$` (C $6), never A
_LENIENT = frozenset("$£€¥=")


class Mark(NamedTuple):
    """A currency mark, the token after it, the country named with it (`Canadian`), and how it was written."""

    marker: Marker
    after: int
    country: str = ""
    rule: str = "symbol"


def _heads() -> dict[str, list[tuple[tuple[str, ...], Marker]]]:
    heads: dict[str, list[tuple[tuple[str, ...], Marker]]] = {}
    for text, marker in SYMBOLS.items():
        parts = tuple(tokenise(text).word)
        heads.setdefault(parts[0], []).append((parts, marker))
    for options in heads.values():
        options.sort(key=lambda option: -len(option[0]))
    return heads


def _adjectives() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Names of countries and their people, by first lower-cased word, longest first."""
    table: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    named = {phrase: signal.country for phrase, signal in SIGNALS.items() if signal.kind in ("country", "demonym")}
    for phrase, country in (named | ADJECTIVES).items():
        parts = tuple(tokenise(phrase).low)
        table.setdefault(parts[0], []).append((parts, country))
    for options in table.values():
        options.sort(key=lambda option: -len(option[0]))
    return table


_HEADS = _heads()
_ADJECTIVES = _adjectives()
COUNTRY_HEADS = frozenset(_ADJECTIVES)
COUNTRY_WORDS = frozenset(parts[-1] for options in _ADJECTIVES.values() for parts, _ in options)
MARK_HEADS = frozenset(_HEADS) | frozenset(CODES) | PREFIX_WORDS


def _symbol_at(tokens: Tokens, i: int) -> Mark | None:
    """The longest symbol of symbols.csv at token i; letters and `$` may be a space apart (`US $5`)."""
    for parts, marker in _HEADS.get(tokens.word[i], ()):
        after = i + len(parts)
        if after <= len(tokens) and tuple(tokens.word[i:after]) == parts and _joined(tokens, i, after):
            return Mark(marker, after, rule=f"symbol {marker.text}")
    return None


def _joined(tokens: Tokens, i: int, after: int) -> bool:
    for k in range(i + 1, after):
        gap = tokens.start[k] - tokens.end[k - 1]
        head = tokens.word[k - 1]
        spaced = tokens.word[k] in _LENIENT and (len(head) > 1 or head in _LONE_SPACED)
        if gap and not (gap == 1 and spaced):
            return False
    return True


def prefix_at(tokens: Tokens, i: int) -> Mark | None:
    """The mark at token i that may stand before a number: `US$`, `Rs.`, `EUR`, `Malaysian ringgit`."""
    mark = _symbol_at(tokens, i)
    if mark is not None and mark.marker.side != "after":
        return mark
    if tokens.kind[i] != "w":
        return None
    marker = CODES.get(tokens.word[i])
    if marker is not None:
        return _doubled(tokens, Mark(marker, i + 1, rule=f"code {marker.text}"))
    country, j = country_at(tokens, i)
    marker = WORDS.get(tokens.lower(j))
    if marker is not None and (country or (tokens.low[j] in PREFIX_WORDS)) and marker.factor == 1 and not marker.guard:
        return Mark(marker, j + 1, country, f"word {marker.text}")
    return None


def _doubled(tokens: Tokens, mark: Mark) -> Mark:
    """`USD $5`, `GBP £5`: a code and then the symbol of the same family."""
    sign = SYMBOLS.get(tokens.word[mark.after]) if mark.after < len(tokens) else None
    if sign is None or mark.marker.unit not in CURRENCIES or tokens.gap(mark.after) > 1:
        return mark
    family = FAMILIES.get(sign.unit)
    if family is not None and mark.marker.unit in family.codes and len(sign.text) == 1:
        return mark._replace(after=mark.after + 1)
    return mark


def country_at(tokens: Tokens, i: int) -> tuple[str, int]:
    """The country whose name or people stand at token i, and the token after them; "" and i where none does."""
    if i < len(tokens):
        for parts, country in _ADJECTIVES.get(tokens.low[i], ()):
            if tuple(tokens.low[i : i + len(parts)]) == parts:
                return country, i + len(parts)
    return "", i


def suffix_at(tokens: Tokens, i: int) -> Mark | None:
    """The mark at token i, behind a number: `dollars`, `-dollar`, `US dollars`, `EUR`, `€`, `Norwegian crowns`."""
    if not tokens.near(i):
        return None
    j = i
    if tokens.kind[j] == "-" and tokens.glued(j) and tokens.glued(j + 1):
        j += 1
    j += tokens.lower(j) == "de"
    word = _word_at(tokens, j)
    if word is not None:
        return word
    country, k = country_at(tokens, j)
    if country:
        if k < len(tokens) and tokens.kind[k] == "-":
            k += 1
        k += tokens.lower(k) in ("convertible", "new", "old")
        word = _word_at(tokens, k)
        if word is not None and word.marker.word:
            return word._replace(country=country)
    return _sign_after(tokens, j)


def _word_at(tokens: Tokens, i: int) -> Mark | None:
    if i >= len(tokens) or tokens.kind[i] not in ("w", "o", "e"):
        return None
    marker = WORDS.get(tokens.low[i])
    if marker is None:
        return None
    if marker.guard == "strict" and tokens.word[i] in CODES:
        return None
    if marker.guard == "glued" and (not tokens.glued(i) or tokens.word[i] != marker.text):
        return None
    after = i + 1
    if marker.unit == "pound" and tokens.lower(after) == "sterling":
        return Mark(WORDS["sterling"], after + 1, rule="word pounds sterling")
    return Mark(marker, after, rule=f"word {marker.text}")


def _sign_after(tokens: Tokens, i: int) -> Mark | None:
    """A symbol or code behind the number, unless it belongs to the number that follows it."""
    mark = _symbol_at(tokens, i)
    if mark is None or mark.marker.side == "before":
        marker = CODES.get(tokens.word[i])
        mark = Mark(marker, i + 1, rule=f"code {marker.text}") if marker is not None else None
    if mark is None or mark.marker.guard == "beside" or _claimed(tokens, i, mark):
        return None
    return mark


def _claimed(tokens: Tokens, i: int, mark: Mark) -> bool:
    """Whether the mark at i is the sign of the number behind it (`10 $500 bills`, `section 5 USD 200`)."""
    j = mark.after
    if j >= len(tokens) or tokens.kind[j] != "n" or tokens.gap(j) > 1:
        return False
    if tokens.gap(i) != tokens.gap(j):
        return tokens.gap(i) > tokens.gap(j)
    follows = suffix_ahead(tokens, j + 1)
    if follows is None:
        return len(tokens.word[j]) != 2
    return follows.word and not mark.marker.text[0].isalpha()


def suffix_ahead(tokens: Tokens, i: int) -> Marker | None:
    """The plain word, code or symbol at token i, whatever stands around it."""
    if i >= len(tokens):
        return None
    return WORDS.get(tokens.low[i]) or SYMBOLS.get(tokens.word[i]) or CODES.get(tokens.word[i])
