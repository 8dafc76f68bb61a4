"""What a monetary figure means: its kind, its status, and who pays whom for what."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from tasks.money.mention import Context, Mention

Job = tuple[str, Sequence[Mention], Context]
TOGETHER = 512  # mentions whose sentences are parsed as one stream: those of all lists and tables of a batch take much


def interpret(text: str, mentions: Sequence[Mention], context: Context) -> list[Mention]:
    """The same mentions, in order, with figure_type, status, payer, recipient, holder, purpose, confidence and why.

    `text` is a sentence or a whole body. Only sentences with amounts are parsed, and those before them that a pronoun
    or a missing name makes needed.
    """
    return interpret_many([(text, mentions, context)])[0]


def interpret_many(texts: Sequence[Job]) -> list[list[Mention]]:
    """The mentions of many texts with their meaning; some hundreds of texts at a time are read fastest."""
    from tasks.money.meaning.sentence import interpret_all  # spaCy is loaded by the first text, not by the import

    return [meant for some in _together(texts) for meant in interpret_all(some)]


def _together(texts: Sequence[Job]) -> Iterator[list[Job]]:
    """The texts, so many at a time as have TOGETHER mentions; of no texts none, once: a worker so loads its models."""
    held: list[Job] = []
    count = 0
    for text in texts:
        held.append(text)
        count += len(text[1])
        if count >= TOGETHER:
            yield held
            held, count = [], 0
    if held or not texts:
        yield held


class Meant(Protocol):
    """What decides whether an amount may be summed, of a mention or of a row of `money`."""

    @property
    def figure_type(self) -> str | None: ...
    @property
    def status(self) -> str | None: ...
    @property
    def per(self) -> str | None: ...
    @property
    def conversion_of(self) -> object: ...


def not_addable(mention: Meant) -> str:
    """Why an amount must not be summed, empty where it may be.

    >>> from types import SimpleNamespace as Row
    >>> not_addable(Row(figure_type="total", status="actual", per=None, conversion_of=None))
    'a total is no single transfer'
    """
    if mention.figure_type != "flow":
        return f"a {mention.figure_type} is no single transfer"
    if mention.status == "denied":
        return "it did not and will not move"
    if mention.per is not None:
        return f"a rate per {mention.per}"
    return "it converts another amount" if mention.conversion_of is not None else ""


def addable(mention: Meant) -> bool:
    """Whether the amount may be summed: a flow, not denied, not a rate, and not the conversion of another amount.

    Totals are left out because they contain flows, results and stocks because they are no transfers, rates because
    what was paid depends on how often.
    """
    return not not_addable(mention)
