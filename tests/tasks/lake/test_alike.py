"""The index finds what shares a key, and nothing else, however it grew."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.articles import ARTICLES
from schemas.conform import conform
from tasks.lake import alike
from tasks.lake.alike import CROWD, KEY, SEGMENTS, Alike

NOW = datetime(2024, 5, 1, tzinfo=UTC)


def row(article_id: str, told: int, keys: list[int]) -> dict[str, Any]:
    return {
        "article_id": article_id,
        "document_id": "d",
        "body": "b",
        "published_at": NOW,
        "published_basis": "given",
        "text_hash": f"{told:016x}",
        "text_keys": b"".join(key.to_bytes(KEY.itemsize, "little") for key in keys) if keys else None,
        "versions": 1,
        "first_seen_at": NOW,
    }


KEYS = st.lists(st.integers(1, 9), max_size=3)
BATCHES = st.lists(st.lists(st.tuples(st.sampled_from("abcdefgh"), KEYS), max_size=4), max_size=2 * SEGMENTS + 3)


@given(batches=BATCHES, asked=st.lists(KEYS, min_size=1, max_size=3), at_once=st.integers(1, 9))
def test_an_article_is_met_by_the_keys_of_its_newest_text(
    batches: list[list[tuple[str, list[int]]]], asked: list[list[int]], at_once: int
) -> None:
    index, newest = Alike(), {}
    for batch in batches:
        one_each = dict(batch)
        index.add(conform([row(name, 99 << 32, found) for name, found in one_each.items()], ARTICLES))
        newest |= one_each
    expected = [{name for name, found in newest.items() if set(found) & set(keys)} for keys in asked]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(alike, "MET", at_once)
        assert index.of([row("new", 77 << 32, keys) for keys in asked]) == expected


def test_the_same_text_is_met_without_keys() -> None:
    index = Alike()
    index.add(conform([row("a", 5 << 32, []), row("b", 6 << 32, [])], ARTICLES))
    assert index.of([row("c", 5 << 32, [])]) == [{"a"}]


def test_in_a_crowd_only_the_same_text_is_met() -> None:
    index = Alike()
    index.add(conform([row(f"{at}", (at + 1) << 32, [3]) for at in range(CROWD + 1)], ARTICLES))
    asked = [row("new", told << 32, keys) for told, keys in ((1, [3]), (99, [3]), (2, [3, 400]), (99, [400]))]
    assert index.of(asked) == [{"0"}, set(), {"1"}, set()]
    same = Alike()
    same.add(conform([row(f"{at}", 1 << 32, [3]) for at in range(CROWD + 1)], ARTICLES))
    assert len(same.of([row("new", 2 << 32, [3])])[0]) == CROWD + 1
