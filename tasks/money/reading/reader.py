"""From text to mentions: anchors, grammar, guards, currency, and what the words around each figure add."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import groupby

from tasks.money.mention import Context, Mention
from tasks.money.reading.anchors import stretches
from tasks.money.reading.borrowed import borrowed_after
from tasks.money.reading.conversion import inherit, link
from tasks.money.reading.country import Surroundings
from tasks.money.reading.currency import resolve
from tasks.money.reading.figure import Figure
from tasks.money.reading.grammar import figures_in
from tasks.money.reading.guard import is_money
from tasks.money.reading.horizon import set_horizons
from tasks.money.reading.lexicon import CURRENCIES
from tasks.money.reading.per import carry, set_rate
from tasks.money.reading.qualifier import set_qualifier
from tasks.money.reading.tokens import tokenise

NOWHERE = Context()


def read(text: str, context: Context = NOWHERE, *, explain: bool = False) -> list[Mention]:
    """The monetary mentions of a sentence or an article, in order, none overlapping; `explain` fills `why`.

    >>> [(m.surface, m.amount, m.currency, m.per) for m in read("Oil rose to about $90.50 a barrel.")]
    [('$90.50', Decimal('90.50'), 'USD', 'barrel')]
    >>> read("The euro fell.")
    []
    """
    near = Surroundings(text, context)
    figures: list[Figure] = []
    for start, end in stretches(text):
        figures.extend(_stretch(text, start, end, near))
    if not figures:
        return []
    _resolve(figures, near)
    link(figures, text)
    _surround(figures, near)
    return _mentions(figures, explain=explain)


def _stretch(text: str, start: int, end: int, near: Surroundings) -> list[Figure]:
    """The figures of one stretch that are money, with the bare numbers that take their unit."""
    tokens = tokenise(text, start, end)
    found = [figure for figure in figures_in(tokens) if is_money(figure.place(), near)]
    kept: list[Figure] = []
    for n, figure in enumerate(found):
        _sign(figure)
        kept.append(figure)
        until = found[n + 1].first if n + 1 < len(found) else len(tokens)
        bare = borrowed_after(figure, until)
        if bare is not None:
            kept.append(bare.place())
    return kept


def _sign(figure: Figure) -> None:
    """A minus glued to the figure, or a figure that stands alone in brackets, is below zero."""
    tokens, i, text = figure.tokens, figure.first, figure.tokens.text
    minus = i > 0 and tokens.word[i - 1] in ("-", "−") and tokens.glued(i)
    opened = minus and (tokens.start[i - 1] == 0 or text[tokens.start[i - 1] - 1] in " \t\n(\u00a0")
    alone = not figure.scaled and len(text) < 40 and text.strip() == f"({figure.surface})"
    if (opened or alone) and figure.high is None and figure.low > 0:
        figure.low = -figure.low
        figure.rules.append("negative")


def _resolve(figures: list[Figure], near: Surroundings) -> None:
    local_dollar = any(f.marker.unit == "USD" for f in figures)
    for figure in figures:
        resolve(figure, near, local_dollar=local_dollar and figure.marker.unit == "dollar" and not figure.marker.word)


def _surround(figures: list[Figure], near: Surroundings) -> None:
    """Rates, horizons and qualifiers, sentence by sentence."""
    sentence_of = [near.sentences.around(figure.start)[0] for figure in figures]
    for tokens, same in groupby(figures, key=lambda figure: id(figure.tokens)):
        listed = list(same)
        taken = {i for figure in listed for i in range(figure.first, figure.after)} if tokens else set()
        for figure in listed:
            set_rate(figure, taken)
    carry(figures, sentence_of)
    for start, pairs in groupby(zip(sentence_of, figures, strict=True), key=lambda pair: pair[0]):
        end = near.sentences.around(start)[1]
        set_horizons(near.text, start, end, [figure for _, figure in pairs])
    for figure in figures:
        set_qualifier(figure)
    inherit(figures)


def _mentions(figures: list[Figure], *, explain: bool) -> list[Mention]:
    place = {id(figure): n for n, figure in enumerate(figures)}
    return [
        Mention(
            start=f.start,
            end=f.end,
            surface=f.surface,
            amount=f.low if f.high is None else None,
            amount_min=f.low if f.high is not None else None,
            amount_max=f.high,
            currency=f.currency,
            currency_basis=f.basis,
            qualifier=f.qualifier,
            per=f.per,
            horizon_years=f.horizon,
            conversion_of=place.get(id(f.conversion_of)) if f.conversion_of is not None else None,
            why=tuple(f.rules) if explain else (),
        )
        for f in figures
    ]


def codes() -> Iterable[str]:
    """Every currency code that reading can give."""
    return CURRENCIES.keys()


def plain(value: Decimal | None) -> str | None:
    """A decimal as a plain string, no exponent, no needless zeros.

    >>> plain(Decimal("7.25E8")), plain(Decimal("0.50"))
    ('725000000', '0.5')
    """
    if value is None:
        return None
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
