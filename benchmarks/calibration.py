"""How well stated probabilities hold: expected calibration error, and precision by threshold."""

from collections.abc import Iterator, Sequence

BINS = 10
THRESHOLDS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95)
Said = Sequence[tuple[float, bool]]


def calibration_error(said: Said, bins: int = BINS) -> float:
    """The mean distance of stated probability and share right over equally wide bins, weighed by their size.

    >>> round(calibration_error([(0.9, True), (0.9, True), (0.9, False), (0.1, False)]), 3)
    0.2
    """
    filled: dict[int, list[tuple[float, bool]]] = {}
    for stated, right in said:
        filled.setdefault(min(bins - 1, int(stated * bins)), []).append((stated, right))
    gaps = (abs(sum(stated for stated, _ in part) - sum(right for _, right in part)) for part in filled.values())
    return sum(gaps) / max(1, len(said))


def by_threshold(said: Said) -> Iterator[tuple[float, float, float]]:
    """For each threshold: the share of mentions at or above it, and the share of those that are right."""
    for least in THRESHOLDS:
        kept = [right for stated, right in said if stated >= least]
        if kept:
            yield least, len(kept) / len(said), sum(kept) / len(kept)
