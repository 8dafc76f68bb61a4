"""Numbers that share the mark of the last: ranges (`30 to 40 euros`) and lists (`2, 3 and 5 million dollars`)."""

from tasks.money.reading.build import figure_of, is_percent
from tasks.money.reading.figure import Figure
from tasks.money.reading.marker import Mark, suffix_at
from tasks.money.reading.number import ONE, Number, read_number
from tasks.money.reading.ranges import is_year, moves, spread
from tasks.money.reading.tokens import Tokens


def shared(tokens: Tokens, i: int, number: Number) -> tuple[list[Figure], int]:
    """Numbers that share the mark of the last: `30 to 40 euros`, `10-20 dollars`, `2, 3 and 5 million dollars`."""
    parts, joints, j = [(i, number)], [], number.after
    mark: Mark | None = None
    while mark is None and len(parts) < 6 and _joint(tokens, j) and tokens.near(j + 1):
        k = j + 2 if tokens.low[j] == "," and tokens.lower(j + 1) in ("and", "or") else j + 1
        following = read_number(tokens, k) if k < len(tokens) else None
        if following is None or tokens.lower(k) in ("a", "an"):
            break
        joints.append(tokens.low[k - 1])
        parts.append((k, following))
        j = following.after
        mark = suffix_at(tokens, j) if j < len(tokens) else None
    if mark is None or joints[-1] == "," or not _sharable(tokens, parts):
        return [], number.after
    if (len(parts) == 2 and (joints[0] == "to" or joints[0] not in ("and", "or"))) or _between(tokens, i, joints):
        figure = _joined(tokens, parts, mark, moving=joints[0] == "to" and moves(tokens, i, mark.after))
        if figure is not None:
            return [figure], figure.after
    return _listed(tokens, parts, mark), mark.after


def _joint(tokens: Tokens, j: int) -> bool:
    return j < len(tokens) and tokens.near(j) and (tokens.low[j] in ("to", "and", "or", ",") or tokens.kind[j] == "-")


def _between(tokens: Tokens, i: int, joints: list[str]) -> bool:
    return joints == ["and"] and "between" in (tokens.lower(i - 1), tokens.lower(i - 2))


def _sharable(tokens: Tokens, parts: list[tuple[int, Number]]) -> bool:
    last = parts[-1][1]
    return all(
        not is_year(tokens, i, number) and not is_percent(tokens, number) and number.value <= last.value
        for i, number in parts[:-1]
    )


def _joined(tokens: Tokens, parts: list[tuple[int, Number]], mark: Mark, *, moving: bool) -> Figure | None:
    (first, lower), (_, upper) = parts
    low = spread(lower.value, lower, upper.value, upper.scale)
    if moving or low >= upper.value:
        return None
    factor = mark.marker.factor * mark.marker.scale
    figure = Figure(tokens, first, mark.after, low * factor, upper.value * factor, mark.marker, mark.country,
                    scaled=upper.scale != ONE, rules=[mark.rule, "range, shared currency"])  # fmt: skip
    return figure


def _listed(tokens: Tokens, parts: list[tuple[int, Number]], mark: Mark) -> list[Figure]:
    """One figure a part, each with the scale and currency of the last."""
    last = parts[-1][1]
    figures = []
    for i, number in parts:
        shared = number is not last and number.scale == ONE and number.value < 1000
        value = number.value * (last.scale if shared else ONE)
        figure = figure_of(tokens, i, number._replace(value=value, dotted=None), mark, number.after)
        figure.scaled = last.scale != ONE
        figures.append(figure)
    figures[-1].after = mark.after
    return figures
