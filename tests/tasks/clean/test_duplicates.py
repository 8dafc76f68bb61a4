"""The same story twice: whatever the order of arrival, the same original."""

from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.articles import ARTICLES
from schemas.conform import conform
from tasks.clean.article import text_hash
from tasks.clean.duplicates import MARKS, mark
from tasks.clean.shingles import text_keys

DAY = datetime(2024, 5, 1, tzinfo=UTC)
LEAD = (
    "The council of Brackwater voted late on Monday to rebuild the harbour wall that the storms of last winter broke "
    "in three places, and to pay $14 million of the cost from its own reserve over two years. "
)
MIDDLE = (
    "Masons from the quarry at Sellick will begin with the northern end, where the fishing boats lie, said Odile "
    "Farrant, who leads the works. The rest, another $9 million, is to come from a levy on cruise ships. "
)
END = (
    "Shopkeepers along the quay had asked for the work to wait until the autumn, when the visitors are gone. Their "
    "petition, signed by 412 people, was read out before the vote and put aside without a word. "
)
STORIES = {
    "whole": LEAD + MIDDLE + END,
    "edited": (LEAD + MIDDLE + END).replace("late on Monday", "on Monday night").replace("put aside", "set aside"),
    "cut": LEAD + MIDDLE,
    "teaser": LEAD,
    "other sum": (LEAD + MIDDLE + END).replace("$14 million", "$17 million"),
    "other town": (LEAD + MIDDLE + END)
    .replace("Brackwater", "Dunmoor")
    .replace("Sellick", "Garth")
    .replace("412", "96"),
    "unrelated": "A choir from Leith won the prize for new music in Oslo on Sunday with a piece for forty voices, two "
    "harps and a foghorn, which the jury called brave and the neighbours of the hall called something else.",
}


class Archive:
    """What a lake does for duplicates, in memory: it keeps articles, and looks through all of them."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, Any]] = {}

    def add(self, *arriving: dict[str, Any]) -> None:
        before = [row["article_id"] for row in arriving if row["article_id"] in self.rows]
        bereft = {one for one, row in self.rows.items() if row["duplicate_of"] in before}
        new = conform(arriving, ARTICLES)
        self.rows.update((row["article_id"], row) for row in new.to_pylist())
        for table in mark(new, bereft, self.meeting, self.fetch):
            self.rows.update((row["article_id"], row) for row in table.to_pylist())

    def meeting(self, articles: Sequence[Mapping[str, Any]]) -> list[set[str]]:
        return [{other for other, row in self.rows.items() if _meet(one, row)} for one in articles]

    def fetch(self, wanted: Set[str]) -> Iterator[pa.Table]:
        for one in sorted(wanted):
            yield conform([self.rows[one]], ARTICLES)

    @property
    def marks(self) -> dict[str, tuple[Any, ...]]:
        return {one: tuple(row[name] for name in MARKS) for one, row in self.rows.items()}


def _meet(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    keys = [{row["text_keys"][at : at + 4] for at in range(0, len(row["text_keys"]), 4)} for row in (one, other)]
    return one["text_hash"] == other["text_hash"] or bool(keys[0] & keys[1])


def article(article_id: str, body: str, *, day: int = 0, basis: str = "given", title: str = "Wall") -> dict[str, Any]:
    return {
        "article_id": article_id,
        "document_id": article_id,
        "title": title,
        "body": body,
        "published_at": DAY + timedelta(days=day),
        "published_basis": basis,
        "text_hash": text_hash(title, body),
        "text_keys": text_keys(body) or b"",
        "versions": 1,
        "first_seen_at": DAY,
    }


@pytest.mark.parametrize(
    ("one", "other", "original", "kind"),
    [
        pytest.param(("whole", 1), ("whole", 0), "b", "exact", id="the same text: the earlier"),
        pytest.param(("whole", 0), ("edited", 1), "a", "near", id="a word edited: the earlier"),
        pytest.param(("cut", 0), ("whole", 1), "b", "near", id="cut short: the whole, though it is later"),
        pytest.param(("teaser", 0), ("whole", 1), "b", "near", id="a teaser: the whole"),
        pytest.param(("whole", 0), ("other sum", 0), None, None, id="another sum: another story"),
        pytest.param(("whole", 0), ("other town", 0), None, None, id="other names and figures on one template"),
        pytest.param(("whole", 0), ("unrelated", 0), None, None, id="nothing in common"),
    ],
)
def test_which_of_two_is_the_original(one, other, original, kind) -> None:
    archive = Archive()
    archive.add(article("a", STORIES[one[0]], day=one[1]), article("b", STORIES[other[0]], day=other[1]))
    marks = {name: found for name, found in archive.marks.items() if found[0] is not None}
    assert {(found[0], found[1]) for found in marks.values()} == ({(original, kind)} if original else set())


def test_an_article_dated_by_its_arrival_gives_way() -> None:
    archive = Archive()
    archive.add(article("a", STORIES["whole"], day=0, basis="first_seen"), article("b", STORIES["whole"], day=9))
    assert archive.marks["a"][0] == "b"


def test_a_repeat_is_free_again_when_its_original_becomes_another_text() -> None:
    archive = Archive()
    archive.add(article("a", STORIES["whole"]))
    archive.add(article("b", STORIES["whole"], day=1))
    assert archive.marks["b"][0] == "a"
    archive.add(article("a", STORIES["unrelated"]))
    assert archive.marks == {"a": (None, None, None), "b": (None, None, None)}


TITLES = st.sampled_from(["Wall", "Harbour wall to rise again"])
ARRIVING = st.lists(st.tuples(st.sampled_from(sorted(STORIES)), st.integers(0, 3), TITLES), min_size=2, max_size=9)


@settings(max_examples=60, deadline=None)
@given(ARRIVING, st.randoms(use_true_random=False), st.integers(1, 4))
def test_the_order_of_arrival_changes_no_mark(arriving, random, size) -> None:
    articles = [
        article(f"{at}", STORIES[story], day=day, title=title) for at, (story, day, title) in enumerate(arriving)
    ]
    together, shuffled = Archive(), Archive()
    together.add(*articles)
    mixed = random.sample(articles, len(articles))
    for at in range(0, len(mixed), size):
        shuffled.add(*mixed[at : at + size])
    assert shuffled.marks == together.marks
    for one, (original, _, likeness) in together.marks.items():
        assert original is None or (together.marks[original][0] is None and 0 < likeness <= 1 and original != one)


def test_of_one_text_in_other_letters_the_first_by_its_id_is_compared() -> None:
    """Copies in small letters have the text's hash but none of its names."""
    told = [
        article("1", STORIES["whole"]),
        article("2", STORIES["whole"].lower()),
        article("3", STORIES["other town"].replace("96", "412") + " The night was long for all who had come to hear."),
    ]
    assert told[0]["text_hash"] == told[1]["text_hash"] != told[2]["text_hash"]
    seen = set()
    for order in permutations(told):
        archive = Archive()
        archive.add(*order)
        seen.add(tuple(sorted(archive.marks.items())))
    assert len(seen) == 1
