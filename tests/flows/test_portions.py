"""What is published together is linked and written some at a time, which nobody can tell from the lake."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from dated import BEGIN, article
from hypothesis import given
from hypothesis import strategies as st

from flows.engine import InPlace
from flows.order import Order, Summary
from flows.pipeline import pipeline
from flows.portions import portions
from flows.runner import Runner
from flows.settings import load
from schemas.articles import ARTICLES
from tasks import batch
from tasks.lake.lake import Lake
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


def run(lake: Path, least: int) -> Summary:
    """A run over the news cycle, published in one group of portions of at least so many documents."""
    order = Order.now([str(CYCLE)], load(lake=lake, portion_documents=least))
    return pipeline(order, Runner(InPlace()), lambda summary: None)


def derived(lake: Path) -> Iterator[pd.DataFrame]:
    """What is in the lake but for what differs between two runs."""
    for table in DERIVED:
        frame = pd.read_parquet(lake / table)
        yield frame.drop(columns={"first_seen_at", "month"} & {*frame.columns})


def test_portions_make_the_same_lake(tmp_path: Path) -> None:
    once, parts = (run(tmp_path / str(least), least) for least in (1000, 1))
    assert parts.counts == once.counts
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
