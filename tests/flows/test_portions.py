"""What is published together is linked and written some at a time, which nobody can tell from the lake."""

import json
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from dated import BEGIN, article
from hypothesis import given
from hypothesis import strategies as st
from invented import arrow, row

from flows.engine import InPlace
from flows.order import Order, Summary
from flows.pipeline import pipeline
from flows.portions import portions
from flows.publish import gather
from flows.runner import Runner
from flows.settings import load
from schemas.articles import ARTICLES
from schemas.rejects import REJECTS
from schemas.visits import VISITS
from tasks import batch
from tasks.lake.known import Known
from tasks.lake.lake import Change, Lake
from tasks.lake.verify import verify

CYCLE = Path(__file__).parents[1] / "cases" / "cycle" / "articles.jsonl"
DERIVED = ("articles", "entities", "money", "figures")


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """A lake by month."""
    return Lake.open(tmp_path_factory.mktemp("portions") / "lake")


@given(days=st.lists(st.integers(0, 120), min_size=1, max_size=40), least=st.integers(1, 15))
def test_portions_are_whole_months_in_order(lake: Lake, days: list[int], least: int) -> None:
    rows = [article(n, BEGIN + timedelta(days=day)) for n, day in enumerate(days)]
    month_of = {
        str(row["article_id"]): lake.part("articles", BEGIN + timedelta(days=day))
        for row, day in zip(rows, days, strict=True)
    }
    with lake.work() as folder:
        for number, some in enumerate((rows[::2], rows[1::2])):
            (folder / str(number)).mkdir()
            batch.write(folder / str(number), ARTICLES, some)
        *found, last = portions([folder / "0", folder / "1"], lake, least)
    assert last is None
    named = [portion for portion in found if portion is not None]
    whole = [*named, month_of.keys() - frozenset().union(*named)]
    assert sum(map(len, whole)) == len(rows)
    assert len(whole) == 1 or min(map(len, whole)) >= least
    months = [sorted({month_of[one] for one in portion}) for portion in whole]
    assert all(before[-1] < after[0] for before, after in pairwise(months))


def news() -> list[dict[str, str]]:
    """The news cycle; then a later version of one article, and a later and longer copy of another."""
    articles = [json.loads(line) for line in CYCLE.read_text(encoding="utf-8").splitlines()]
    first = {article["id"]: article for article in reversed(articles)}
    more = " The harbour master was not to be reached, nor was anybody on the quay, where the boats lay idle." * 2
    changed = first["02"] | {"published": "2024-09-02", "text": first["02"]["text"] + " Ottawa had no comment."}
    longer = first["01"] | {"id": "01-copy", "url": "https://copies.example/01", "published": "2024-08-08"}
    return [*articles, changed, longer | {"text": longer["text"] + more}]


def run(lake: Path, least: int) -> Summary:
    """A run over the news, published in one group of portions of at least so many articles."""
    given = lake.with_suffix(".jsonl")
    given.write_text("".join(json.dumps(article) + "\n" for article in news()), encoding="utf-8")
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
    early, last = portions([held], lake, 1)
    assert gather([held], Known.of(lake), lake, portion=early).retried == {}
    assert gather([held], Known.of(lake), lake, portion=last).retried.keys() == {"link"}
