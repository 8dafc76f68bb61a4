"""Does a run look like news? Its volumes and shares against declared bounds."""

from collections.abc import Mapping

Bound = tuple[float, float]

# What a table's rows are counted against: documents kept in raw, or articles.
PER = {"articles": "raw", "rejects": "raw", "duplicates": "articles", "entities": "articles", "money": "articles"}
A_ROW_OF = {"raw": "a document", "articles": "an article"}

# Wide on purpose: outside them, something is broken rather than unusual. Narrow them to what a source is like.
DEFAULTS: dict[str, Bound] = {"rejects": (0, 0.9), "entities": (0, 500), "money": (0, 50)}


def outside(counts: Mapping[str, int], bounds: Mapping[str, Bound], fewest: int) -> list[str]:
    """A line for each bound that the counts fall outside of; none for fewer new documents than `fewest`.

    >>> outside({"raw": 100, "articles": 39, "rejects": 61, "money": 70}, {"rejects": (0, 0.5), "money": (0, 5)}, 100)
    ['rejects: 0.61 a document, allowed 0 to 0.5']
    """
    if counts["raw"] < fewest:
        return []
    told = []
    for table, (least, most) in bounds.items():
        base = PER[table]
        share = counts[table] / counts[base] if counts[base] else 0.0
        if counts[base] and not least <= share <= most:
            told.append(f"{table}: {share:.3g} {A_ROW_OF[base]}, allowed {least:g} to {most:g}")
    return told
