"""One row for a figure: what its mentions say together."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from tasks.figures.link import PARTIES, Figure


def row(figure: Figure, outlets: Mapping[str, str | None]) -> dict[str, Any]:
    """The figure as a row of `figures`.

    `outlets` maps the article_id of every article that is no duplicate to its source: only those count as articles and
    outlets. Status is the latest mention's, a party or purpose the one most often said.
    """
    first, last = figure.mentions[0], figure.mentions[-1]
    counted = {mention["article_id"] for mention in figure.mentions} & outlets.keys()
    return {
        "figure_id": figure.figure_id,
        **{name: first[name] for name in ("amount", "amount_min", "amount_max", "currency", "figure_type")},
        "status": last["status"],
        **{name: most_said(mention[name] for mention in figure.mentions) for name in (*PARTIES, "purpose")},
        "first_seen": first["published_at"],
        "last_seen": last["published_at"],
        "n_mentions": len(figure.mentions),
        "n_articles": len(counted),
        "n_outlets": len({outlets[article_id] or article_id for article_id in counted}),
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
