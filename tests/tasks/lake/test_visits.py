"""What is remembered of addresses stands or falls with the publish that holds what was found there."""

from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pytest
from invented import World

from schemas.conform import conform
from schemas.errors import LakeError
from schemas.visits import VISITS
from tasks.lake.lake import Lake


def visits(*keys: str, etag: str, day: int) -> pa.Table:
    """Visits to those addresses on one day."""
    when = datetime(2024, 5, day, tzinfo=UTC)
    rows: list[dict[str, Any]] = [
        {"key": one, "place": f"https://{one}", "etag": etag, "visited_at": when} for one in keys
    ]
    return conform([dict.fromkeys(VISITS.schema.names) | row for row in rows], VISITS)


def remembered(lake: Lake, *keys: str) -> dict[str, str]:
    rows = lake.visits(keys).to_pylist()
    return {row["key"]: row["etag"] for row in rows}


def test_the_latest_visit_counts(lake: Lake) -> None:
    world = World(seed=1)
    lake.publish(world.changes, visited=visits("a", "b", etag="old", day=2))
    lake.publish(world.changes, visited=visits("b", "c", etag="new", day=3))
    assert remembered(lake, "a", "b", "c", "d") == {"a": "old", "b": "new", "c": "new"}
    assert remembered(lake) == {}


def test_a_publish_that_fails_remembers_nothing(lake: Lake) -> None:
    lake.publish(World(seed=1).changes)

    def broken(current: Lake) -> Any:
        raise LakeError("no")

    with pytest.raises(LakeError):
        lake.publish(broken, visited=visits("a", etag="1", day=2))
    lake.publish(lambda _: [], visited=visits("a", etag="1", day=2))
    assert remembered(lake, "a") == {}


def test_the_memory_is_of_few_files(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tasks.lake.visits.SLOTS", 3)
    world = World(seed=1)
    for number in range(8):
        lake.publish(world.changes, visited=visits("a", f"n{number}", etag=str(number), day=1 + number % 28))
    files = list(lake.layout.visits.glob("*.parquet"))
    assert len(files) == 3
    assert len(remembered(lake, *(f"n{number}" for number in range(8)))) == 8
