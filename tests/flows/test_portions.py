"""What is published together is linked and written some at a time, which nobody can tell from the lake."""

import json
from collections.abc import Iterator
from datetime import timedelta
from itertools import chain, pairwise
from pathlib import Path

import pandas as pd
import pytest
from dated import BEGIN, article
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import arrow, row

from flows.engine import InPlace
from flows.order import Order, Summary
from flows.pipeline import pipeline
from flows.portions import DENSE, SHARE, Portion, divided, portions
from flows.publish import changes, gather
from flows.runner import Runner
from flows.settings import load
from schemas.articles import ARTICLES
from schemas.errors import LakeError
from schemas.raw import RAW
from schemas.rejects import REJECTS
from schemas.visits import VISITS
from tasks import batch
from tasks.lake.known import KnownTexts
from tasks.lake.lake import Change, Lake
from tasks.lake.verify import verify

CYCLE = Path(__file__).parents[1] / "cases" / "cycle" / "articles.jsonl"
DERIVED = ("articles", "entities", "money", "figures")


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """A lake by month."""
    return Lake.open(tmp_path_factory.mktemp("portions") / "lake")


@settings(deadline=None)
@given(days=st.lists(st.integers(0, 120), min_size=1, max_size=40), least=st.integers(1, 15))
def test_portions_are_in_order_and_whole_months_but_dense_ones(lake: Lake, days: list[int], least: int) -> None:
    dates = {f"{number:02}": BEGIN + timedelta(days=day) for number, day in enumerate(days)}
    found = list(divided(dates, lake, least))
    assert sorted(chain.from_iterable(found)) == sorted(dates)
    assert len(found) == 1 or min(map(len, found)) >= least
    months = [sorted(lake.part("articles", dates[one]) for one in portion) for portion in found]
    assert all(before[-1] <= after[0] for before, after in pairwise(months))
    assert all(before[-1] < after[0] or len(before) >= DENSE * least for before, after in pairwise(months))


def test_what_is_little_beside_its_partition_does_not_end_a_portion(tmp_path: Path) -> None:
    lake = Lake.open(tmp_path / "lake")
    stands = [article(number, BEGIN) for number in range(100, 100 + 5 * SHARE)]
    lake.publish(lambda _: [Change(ARTICLES, arrow("articles", stands))])
    assert [len(portion) for portion in divided({str(number): BEGIN for number in range(12)}, lake, 1)] == [5, 5, 2]


def test_portions_hold_what_the_batches_held(tmp_path: Path) -> None:
    lake, into = Lake.open(tmp_path / "lake"), tmp_path / "into"
    held = [tmp_path / str(number) for number in range(3)]
    for at, folder in enumerate(held):
        folder.mkdir()
        ids = {number: {"document_id": f"{at}-{number}", "article_id": f"{number:016x}"} for number in (at, 3, 9)}
        articles = [article(number, BEGIN + timedelta(days=40 * number)) | ids[number] for number in (at, 3)]
        batch.write(folder, ARTICLES, articles)
        batch.write(folder, RAW, [row(RAW, **named) for named in ids.values()])
    (into / "left").mkdir(parents=True)  # by a process that died over it
    (into / "000000-0").mkdir()
    found = portions(held, lake, 1, into)
    assert [portion.last for portion in found] == [False, False, False, True]
    assert [[batch.documents(one) for one in portion.batches if batch.count(one, RAW)] for portion in found] == [
        [["0-0"]],
        [["1-1"]],
        [["2-2"]],
        [["0-3", "0-9"], ["1-3", "1-9"], ["2-3", "2-9"]],
    ]
    once = batch.gather(held, set[str]().intersection)
    parts = [batch.gather(portion.batches, set[str]().intersection) for portion in found]
    for name in ("articles", "raw"):
        rows = [row for part in parts for row in part[name].to_pylist()]
        assert sorted(rows, key=repr) == sorted(once[name].to_pylist(), key=repr)
    assert portions(held, lake, 1000, into) == [Portion(tuple(held))]


def news() -> list[dict[str, str]]:
    """The news cycle; then a later version of one article, and a later and longer copy of another."""
    articles = [json.loads(line) for line in CYCLE.read_text(encoding="utf-8").splitlines()]
    first = {article["id"]: article for article in reversed(articles)}
    more = " The harbour master was not to be reached, nor was anybody on the quay, where the boats lay idle." * 2
    changed = first["02"] | {"published": "2024-09-02", "text": first["02"]["text"] + " Ottawa had no comment."}
    longer = first["01"] | {"id": "01-copy", "url": "https://copies.example/01", "published": "2024-08-08"}
    return [*articles, changed, longer | {"text": longer["text"] + more}]


def run(lake: Path, least: int, articles: list[dict[str, str]] | None = None) -> Summary:
    """A run over the news, published in one group of portions of at least so many articles."""
    given = lake.with_suffix(".jsonl")
    told = news() if articles is None else articles
    given.write_text("".join(json.dumps(article) + "\n" for article in told), encoding="utf-8")
    order = Order.now([str(given)], load(lake=lake, portion_articles=least, batch_documents=25))
    return pipeline(order, Runner(InPlace()), lambda summary: None)


def derived(lake: Path) -> Iterator[pd.DataFrame]:
    """What is in the lake but for what differs between two runs."""
    for table in DERIVED:
        frame = pd.read_parquet(lake / table)
        yield frame.drop(columns={"first_seen_at", "month"} & {*frame.columns})


def test_portions_make_the_same_lake(tmp_path: Path) -> None:
    once, parts = (run(tmp_path / str(least), least) for least in (1000, 1))
    assert parts.counts == once.counts
    articles = pd.read_parquet(tmp_path / "1" / "articles")
    assert parts.counts["duplicates"] == articles["duplicate_of"].notna().sum()
    assert articles["versions"].max() == 2
    assert Lake.open(tmp_path / "1").sequence > Lake.open(tmp_path / "1000").sequence
    for one, other in zip(derived(tmp_path / "1"), derived(tmp_path / "1000"), strict=True):
        pd.testing.assert_frame_equal(one, other)
    assert not list(verify(Lake.open(tmp_path / "1")))


@pytest.mark.parametrize("least", [1000, 1])
def test_a_new_version_that_repeats_what_came_with_it_is_counted_as_a_duplicate(tmp_path: Path, least: int) -> None:
    wall = (
        "The council of Brackwater voted late on Monday to rebuild the harbour wall that the storms of last winter "
        "broke in three places, and to pay $14 million of the cost from its own reserve over two years."
    )
    longer = f"{wall} Shopkeepers along the quay had asked for the work to wait until the autumn, and were not heard."
    first = {"id": "x", "url": "https://quay.example/x", "title": "Wall", "published": "2024-02-01", "text": "Soon."}
    run(tmp_path / "lake", least, [first])
    copy = {"id": "y", "url": "https://quay.example/y", "title": "Wall", "published": "2024-03-05", "text": longer}
    summary = run(tmp_path / "lake", least, [first | {"text": wall}, copy])
    articles = pd.read_parquet(tmp_path / "lake" / "articles").set_index("versions")
    assert articles["duplicate_of"].notna().to_dict() == {1: False, 2: True}
    assert summary.counts["duplicates"] == 1


def test_rows_that_vanish_before_they_are_written_are_no_publish(tmp_path: Path) -> None:
    lake, held = Lake.open(tmp_path / "lake"), tmp_path / "0"
    held.mkdir()
    batch.write(held, ARTICLES, [article(1, BEGIN)])
    batch.write(held, RAW, [row(RAW, document_id="1", article_id=f"{1:016x}")])

    def make(current: Lake) -> list[Change]:
        made = changes(current, gather([held], KnownTexts.of(lake), current))
        batch.place(held, RAW).unlink()
        return made

    with pytest.raises(LakeError, match="1 rows of raw have gone"):
        lake.publish(make)
    assert lake.sequence == 0


def test_a_run_that_ends_between_two_portions_is_completed_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published = Lake.publish

    def ending(self: Lake, *given: object, **more: object) -> int:
        if self.sequence == 2:
            raise KeyboardInterrupt
        return published(self, *given, **more)

    with monkeypatch.context() as patched:
        patched.setattr(Lake, "publish", ending)
        with pytest.raises(KeyboardInterrupt):
            run(tmp_path / "ended", 1)
    assert not list(verify(Lake.open(tmp_path / "ended")))
    some = Lake.open(tmp_path / "ended").counts()["raw"]
    total = run(tmp_path / "ended", 1).counts
    run(tmp_path / "whole", 1)
    assert 0 < some < total["documents"]
    assert total["known"] == some
    for one, other in zip(derived(tmp_path / "ended"), derived(tmp_path / "whole"), strict=True):
        pd.testing.assert_frame_equal(one, other)


def test_what_was_visited_is_told_with_the_last_portion(tmp_path: Path) -> None:
    lake, named = Lake.open(tmp_path / "lake"), {"document": "https://news.example/1", "reason": "http_status"}
    lake.publish(lambda _: [Change(REJECTS, arrow("rejects", [row(REJECTS, document_id="link", **named)]))])
    held = tmp_path / "0"
    held.mkdir()
    batch.write(held, ARTICLES, [article(number, BEGIN + timedelta(days=40 * number)) for number in (1, 2)])
    batch.write(held, VISITS, [row(VISITS, place=named["document"])])
    told = [
        gather(portion.batches, KnownTexts.of(lake), lake).retried.keys()
        for portion in portions([held], lake, 1, tmp_path / "into")
    ]
    assert told == [set(), {"link"}]
