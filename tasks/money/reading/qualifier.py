"""The qualifier of a figure: `about`, `more than`, `up to` before it, `or more`, `-plus`, `or less` behind it."""

from tasks.money.mention import Qualifier
from tasks.money.reading.figure import Figure
from tasks.money.reading.lexicon import QUALIFIERS, word_list
from tasks.money.reading.per import unit_behind
from tasks.money.reading.tokens import Tokens, tokenise

Phrase = tuple[tuple[str, ...], Qualifier]
_EFFECTS: dict[str, Qualifier] = {"about": "about", "at_least": "at_least", "at_most": "at_most"}
_EXTRA = word_list("qualifier_extra")
_PREPOSITIONS = word_list("qualifier_prepositions")
_QUARRELS = word_list("qualifier_quarrels")
_STOPWORDS = word_list("qualifier_stopwords")


def _table(side: str) -> dict[str, list[Phrase]]:
    """Phrases of one side, by the token that touches the figure, longest first."""
    table: dict[str, list[Phrase]] = {}
    for phrase, where, effect in QUALIFIERS:
        if where == side:
            parts = tuple(tokenise(phrase).low)
            table.setdefault(parts[-1] if side == "left" else parts[0], []).append((parts, _EFFECTS[effect]))
    for options in table.values():
        options.sort(key=lambda option: -len(option[0]))
    return table


_LEFT, _RIGHT = _table("left"), _table("right")


def set_qualifier(figure: Figure) -> None:
    """Set the qualifier: range and vague by what the figure is, else from the words around it."""
    if figure.ranged:
        figure.qualifier = "vague" if figure.vague else "range"
        return
    if figure.vague:
        figure.qualifier = "about"
        return
    found = _left(figure) or _right(figure)
    if found is not None:
        figure.qualifier, phrase = found
        figure.rules.append(f"{figure.qualifier}: {phrase!r}")


def _left(figure: Figure) -> tuple[Qualifier, str] | None:
    tokens, i = figure.tokens, figure.first - 1
    skipped = 0
    while i >= 0 and skipped < 4 and tokens.near(i + 1):
        found = _ends_at(tokens, i)
        if found is not None:
            parts, effect = found
            if _reads(tokens, i, parts, skipped):
                return _negated(tokens, i - len(parts), parts, effect), " ".join(parts)
            return None
        if tokens.low[i] not in _EXTRA:
            return None
        i, skipped = i - 1, skipped + 1
    return None


def _ends_at(tokens: Tokens, i: int) -> Phrase | None:
    for parts, effect in _LEFT.get(tokens.low[i], ()):
        start = i + 1 - len(parts)
        if start >= 0 and tuple(tokens.low[start : i + 1]) == parts:
            return parts, effect
    return None


def _reads(tokens: Tokens, i: int, parts: tuple[str, ...], skipped: int) -> bool:
    """Whether the phrase qualifies the amount: not `a row over $5m`, `under the $5bn plan`, `some of the`."""
    if parts[-1] in _PREPOSITIONS and len(parts) == 1:
        between = tokens.low[i + 1 : i + 1 + skipped]
        if any(word in ("a", "an", "the", "of", "total", "only") for word in between):
            return False
        return not (parts[0] == "over" and tokens.lower(i - 1) in _QUARRELS)
    if parts[-1] == "of":
        return True
    if skipped and tokens.low[i + 1] == "the":
        return parts[-1] in ("crossed", "topped", "passed", "surpassed", "about", "nearly", "almost")
    return not (skipped and tokens.low[i + 1] == "of")


def _negated(tokens: Tokens, i: int, parts: tuple[str, ...], effect: Qualifier) -> Qualifier:
    """`not exceed` and `no more than` turn round."""
    if parts[0] in ("exceed", "exceeding", "exceeds", "more", "over", "above"):
        before = tokens.low[max(0, i - 1) : i + 1]
        if "not" in before or "never" in before or "cannot" in before or "no" in before or "t" in before[-1:]:
            return "at_most"
        if before[-1:] == ["little"]:
            return "about"
    if parts[0] == "less" and tokens.lower(i) in ("no", "not", "nothing"):
        return "at_least"
    return effect


def _right(figure: Figure) -> tuple[Qualifier, str] | None:
    tokens = figure.tokens
    _, after = unit_behind(tokens, figure.after)
    for i in (figure.after, after):
        found = _starts_at(tokens, i)
        if found is not None:
            return found
        if tokens.lower(i) == "," and tokens.lower(i + 1) in ("or", "at"):
            found = _starts_at(tokens, i + 1)
            if found is not None:
                return found
    return None


def _starts_at(tokens: Tokens, i: int) -> tuple[Qualifier, str] | None:
    if not tokens.near(i):
        return None
    for parts, effect in _RIGHT.get(tokens.low[i], ()):
        after = i + len(parts)
        if tuple(tokens.low[i:after]) != parts:
            continue
        following = tokens.lower(after)
        if parts[0] in ("plus", "+") and len(parts) == 1:
            if parts[0] == "+" and not tokens.glued(i):
                continue
            if following[:1].isalnum() or following in ("$", "£", "€"):
                continue
        elif len(parts) == 1 and following[:1].isalpha() and following not in _STOPWORDS:
            continue
        return effect, " ".join(parts)
    return None
