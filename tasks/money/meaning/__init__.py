"""What a monetary figure means: its kind, its status, and who pays whom for what."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tasks.money.mention import Context, Mention

if TYPE_CHECKING:
    from spacy.tokens import Doc


def interpret(text: str, mentions: Sequence[Mention], context: Context, doc: "Doc | None" = None) -> list[Mention]:
    """The same mentions, in order, with figure_type, status, payer, recipient, holder, purpose, confidence and why."""
    from tasks.money.meaning.sentence import interpret_passages

    return interpret_passages([(text, mentions, context)])[0]


def addable(mention: Mention) -> bool:
    """Whether the amount may be summed: a flow, not denied, and not the conversion of another amount."""
    return mention.figure_type == "flow" and mention.status != "denied" and mention.conversion_of is None
