"""One row for a figure: what its mentions say together."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from tasks.figures.link import PARTIES, Figure


def row(figure: Figure) -> dict[str, Any]:
    """The figure as a row of `figures`.

    An article and its duplicates count as one article and one outlet, the original's. Status is the latest mention's,
    a party or purpose the one most often said.
    """
    first, last = figure.mentions[0], figure.mentions[-1]
    originals = [mention for mention in figure.mentions if mention["article_id"] == mention["story"]]
    return {
        "figure_id": figure.figure_id,
        **{
            name: first[name] for name in ("amount", "amount_min", "amount_max", "currency", "qualifier", "figure_type")
        },
        "addable": any(mention["addable"] for mention in figure.mentions),
        "status": last["status"],
        **{name: most_said(mention[name] for mention in figure.mentions) for name in (*PARTIES, "purpose")},
        "first_seen": first["published_at"],
        "last_seen": last["published_at"],
        "n_mentions": len(figure.mentions),
        "n_articles": len({mention["story"] for mention in figure.mentions}),
        "n_outlets": len({mention["source"] or mention["story"] for mention in originals or [first]}),
    }


def most_said(values: Iterable[str | None]) -> str | None:
    """The value said most often; of equals the longest, then the first in the alphabet; None where none is said.

    >>> most_said([None, "loan", "bank loan", "loan"])
    'loan'
    """
    counts = Counter(value for value in values if value is not None)
    if not counts:
        return None
    return min(counts, key=lambda value: (-counts[value], -len(value), value))
