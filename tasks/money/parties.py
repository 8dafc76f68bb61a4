"""Which entity a party is: the mention of an entity that stands where the role stands, or bears its name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tasks.money.mention import Role

STATES = frozenset({"GPE", "NORP"})
Entity = Mapping[str, Any]


@dataclass(frozen=True)
class Parties:
    """The entities of one article, found by place and by name."""

    mentions: Sequence[Entity]
    by_name: Mapping[str, Entity]

    @classmethod
    def of(cls, entities: Iterable[Entity]) -> "Parties":
        """The parties that an article's entity rows can be."""
        rows = list(entities)
        by_name: dict[str, Entity] = {}
        for row in rows:
            by_name.setdefault(row["surface"].casefold(), row)
            by_name.setdefault(row["name"].casefold(), row)
        return cls(rows, by_name)

    def id_of(self, role: Role | None, others: Iterable[Role] = ()) -> str | None:
        """ISO country code where the role is a state, else the entity's id; None where no entity answers to it.

        `others` fill the mention's other roles: an entity that takes in one of them too ("Norvik paid Velmont") is
        neither.

        >>> kyiv = {"surface": "Kyiv", "name": "Kyiv", "start": 0, "end": 4, "label": "GPE",
        ...         "entity_id": "place:703448", "country_code": "UA"}
        >>> Parties.of([kyiv]).id_of(Role("Kyiv", 0, 4))
        'UA'
        """
        if role is None:
            return None
        entity = self._at(role, others) if role.where == "text" else None
        entity = entity or self.by_name.get(role.surface.casefold())
        if entity is None:
            return None
        state = entity["country_code"] if entity["label"] in STATES else None
        return state or entity["entity_id"]

    def _at(self, role: Role, others: Iterable[Role]) -> Entity | None:
        apart = [other for other in others if other.where == "text" and not _meet(role, other)]
        inside = [row for row in self.mentions if _spans(row, role) and not any(_spans(row, other) for other in apart)]
        return max(inside, key=lambda row: row["end"] - row["start"], default=None)


def _spans(entity: Entity, role: Role) -> bool:
    return bool(entity["start"] < role.end and role.start < entity["end"])


def _meet(one: Role, other: Role) -> bool:
    return one.start < other.end and other.start < one.end
