"""Invented rows for tests of the lake, and a world whose state after each publish can be told without a lake."""

import random
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa

from schemas.catalog import BY_NAME, TABLES
from schemas.conform import conform
from schemas.table import Table
from tasks.lake.commit import encode
from tasks.lake.lake import Change, Lake

BEGIN = datetime(2022, 10, 1, tzinfo=UTC)
Rows = list[dict[str, Any]]
State = dict[str, dict[str, dict[str, Any]]]  # table -> key -> row

PLAIN: dict[pa.DataType, Any] = {
    pa.string(): "-",
    pa.binary(): b"-",
    pa.int32(): 1,
    pa.float64(): 1.0,
    pa.bool_(): True,
    pa.timestamp("us", tz="UTC"): BEGIN,
}


def row(table: Table, **given: Any) -> dict[str, Any]:
    """A row with the given values, something plain where a value is needed, and nothing elsewhere."""
    plain = {column.name: None if column.nullable else PLAIN[column.type] for column in table.columns}
    return plain | given


def arrow(name: str, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """The rows in their declared schema."""
    return conform(list(rows), BY_NAME[name])


def packed(rows: pa.Table, gap: int = 0) -> bytes:
    """The rows as a file of a lake."""
    file = pa.BufferOutputStream()
    encode(file, [rows], rows.schema, {}, gap)
    return file.getvalue().to_pybytes()


def document(article: str, version: int, published: datetime) -> dict[str, Rows]:
    """One version of an article in all tables: its money and its entity depend on nothing else."""
    body = f"Version {version} of {article}: Norvik Foods paid ${version}m."
    surface, start = f"${version}m", body.index("$")
    owned = {"article_id": article, "published_at": published}
    span = {"start": start, "end": start + len(surface), "surface": surface}
    document_id, figure = f"{article}-{version}", f"f-{article}"
    known = {"document_id": document_id, "article_id": article, "first_seen_at": BEGIN + timedelta(days=version)}
    name = "Norvik Foods"
    place = {"start": body.index(name), "end": body.index(name) + len(name), "surface": name}
    return {
        "raw": [row(BY_NAME["raw"], **known, content=body.encode())],
        "articles": [row(BY_NAME["articles"], **owned, document_id=document_id, body=body, versions=version)],
        "entities": [row(BY_NAME["entities"], **owned, **place, label="ORG", name=name, entity_id="org:norvik-foods")],
        "money": [row(BY_NAME["money"], **owned, **span, mention_id=f"{article}-{start}", figure_id=figure)],
        "figures": [row(BY_NAME["figures"], figure_id=figure, first_seen=published, last_seen=published)],
    }


class World:
    """A few articles that change again and again, and with each change move to another date."""

    def __init__(self, seed: int, articles: int = 40, changing: int = 8) -> None:
        self.seed, self.articles, self.changing = seed, articles, changing
        self.states: list[State] = [{table.name: {} for table in TABLES}]

    def changing_in(self, sequence: int) -> list[tuple[str, datetime]]:
        """The articles that publish number `sequence` changes, with their new dates."""
        chance = random.Random(f"{self.seed}/{sequence}")
        picked = chance.sample(range(self.articles), self.changing)
        return [(f"a{number:02}", BEGIN + timedelta(hours=chance.randrange(24 * 120))) for number in picked]

    def rows(self, sequence: int) -> dict[str, Rows]:
        """What publish number `sequence` brings."""
        earlier = [article for number in range(1, sequence) for article, _ in self.changing_in(number)]
        brought: dict[str, Rows] = {}
        for article, published in self.changing_in(sequence):
            for name, rows in document(article, earlier.count(article) + 1, published).items():
                brought.setdefault(name, []).extend(rows)
        return brought

    def changes(self, lake: Lake) -> list[Change]:
        """The next publish of a lake that has had all before it."""
        brought = self.rows(lake.sequence + 1)
        return [
            Change(BY_NAME[name], arrow(name, rows), frozenset() if name == "raw" else owners(name, rows))
            for name, rows in brought.items()
        ]

    def state(self, sequence: int) -> State:
        """All rows after that many publishes."""
        for number in range(len(self.states), sequence + 1):
            state = dict(self.states[-1])
            for name, rows in self.rows(number).items():
                replace(state, name, rows, owners(name, rows))
            self.states.append(state)
        return self.states[sequence]


def owners(name: str, rows: Rows) -> frozenset[str]:
    """The owners in the rows."""
    return frozenset(str(one[BY_NAME[name].owner]) for one in rows)


def key(name: str, one: Mapping[str, Any]) -> str:
    """The row's key."""
    return "/".join(str(one[part]) for part in BY_NAME[name].key)


def replace(state: State, name: str, rows: Rows, removed: frozenset[str]) -> None:
    """What a publish does to a table, said with dicts."""
    kept = {known: one for known, one in state[name].items() if one[BY_NAME[name].owner] not in removed}
    state[name] = kept | {key(name, one): one for one in rows}


def held(lake: Lake) -> State:
    """All rows of a lake. A repeated key is an error, for a dict would hide it."""
    state: State = {}
    for table in TABLES:
        rows = lake.read(table.name).to_pylist()
        state[table.name] = {key(table.name, one): one for one in rows}
        if len(state[table.name]) != len(rows):
            raise AssertionError(f"{table.name} holds {len(rows) - len(state[table.name])} rows too many")
    return state
