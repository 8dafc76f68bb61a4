"""Joins an article's mentions of one person: the full name, the family name alone, a spelling that slipped."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from tasks.entities.spelling import distance, fold

_MOST_ALIKE = 200  # persons in one article whose names have a beginning in common; more are a register, not news
_SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})
_PARTICLES = frozenset(
    ("al", "bin", "da", "de", "del", "der", "di", "du", "el", "ibn", "la", "le", "van", "von", "ter")
)


def canonical(names: Sequence[str]) -> dict[str, str]:
    """Each name of a person as it stands in one article to the fullest name that it surely means.

    >>> canonical(["Ana Halvorsen", "Halvorsen", "Ana Halvorsn", "Petrov"]).values()
    dict_values(['Ana Halvorsen', 'Ana Halvorsen', 'Ana Halvorsen', 'Petrov'])
    """
    counts = Counter(names)
    support: Counter[str] = Counter()
    for name, count in counts.items():
        support[family_name(name)] += count
    full = [name for name in counts if len(words(name)) > 1]
    full.sort(key=lambda name: (-support[family_name(name)], -counts[name], -len(name), name))
    chosen: dict[str, str] = {}
    heads: dict[str, list[str]] = defaultdict(list)
    for name in full:
        chosen[name] = next((head for head in _near(name, heads) if _same_person(name, head)), name)
        if chosen[name] == name:
            for word in dict.fromkeys(words(name)):
                for part in _parts(word):
                    if len(heads[part]) < _MOST_ALIKE:
                        heads[part].append(name)
    return {name: chosen[name] if name in chosen else _by_family_name(name, _near(name, heads)) for name in counts}


def _near(name: str, heads: Mapping[str, list[str]]) -> list[str]:
    """The full names that have a word in common with that one, or a word that begins or ends alike."""
    return list(dict.fromkeys(head for word in words(name) for part in _parts(word) for head in heads.get(part, ())))


def _parts(word: str) -> set[str]:
    return {f"{word[:3]}-", f"-{word[-3:]}"}


def words(name: str) -> list[str]:
    """The folded words of a name without initials and "Jr".

    >>> words("John Q. Halvorsen Jr.")
    ['john', 'halvorsen']
    """
    kept = [word for word in fold(name).replace(",", " ").split() if word not in _SUFFIXES]
    long = [word for word in kept if len(word.strip(".")) > 1]
    return long or kept


def family_name(name: str) -> str:
    """The last word of the name, folded."""
    return (words(name) or [""])[-1]


def _same_person(name: str, head: str) -> bool:
    ours, theirs = words(name), words(head)
    if ours == theirs:
        return True
    if len(ours) != len(theirs):
        shorter, longer = sorted((ours, theirs), key=len)
        return shorter[0] == longer[0] and shorter[-1] == longer[-1]
    slips = [_slip(one, other) for one, other in zip(ours, theirs, strict=True)]
    return all(slips) and sum(one != other for one, other in zip(ours, theirs, strict=True)) == 1


def _slip(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) >= 6 and distance(one, other, 1) <= 1)


def _by_family_name(name: str, heads: Sequence[str]) -> str:
    alone = family_name(name)
    owners = [head for head in heads if family_name(head) == alone]
    if not owners:
        owners = [head for head in heads if words(head)[0] == alone or _slip(family_name(head), alone)]
    if not owners and len(alone.split()) == 1:
        owners = [head for head in heads if alone in words(head)[1:] and alone not in _PARTICLES]
    return owners[0] if len(owners) == 1 else name
