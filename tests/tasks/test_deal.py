"""Dealing loses nothing, doubles nothing and keeps the order, however versions are spread over the batches."""

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import row

from schemas.articles import ARTICLES
from schemas.entities import ENTITIES
from schemas.raw import RAW
from schemas.rejects import REJECTS
from schemas.visits import VISITS
from tasks import batch, deal

LETTERS = "abcdefgh"
ARTICLE = st.tuples(st.sampled_from(LETTERS), st.sampled_from(["read", "refused", "bare"]))
BATCHES = st.lists(st.lists(ARTICLE, max_size=5, unique_by=lambda one: one[0]), min_size=1, max_size=6)
PARTS = st.lists(st.sets(st.sampled_from(LETTERS), min_size=1), min_size=2, max_size=3)


def made(folder: Path, documents: Iterable[tuple[str, str]]) -> Path:
    """A batch of documents of those articles: read, refused, or of which nothing came."""
    folder.mkdir(parents=True)
    named = {article: {"article_id": article, "document_id": f"{article}{folder.name}"} for article, _ in documents}
    read = [article for article, state in documents if state == "read"]
    batch.write(folder, RAW, [row(RAW, **ids) for ids in named.values()])
    batch.write(folder, ARTICLES, [row(ARTICLES, **named[one]) for one in read])
    spans = [{"article_id": one, "start": at, "surface": folder.name} for one in read for at in range(2)]
    batch.write(folder, ENTITIES, [row(ENTITIES, **span) for span in spans])
    refused = [named[article] for article, state in documents if state == "refused"]
    if refused:
        batch.write(folder, REJECTS, [row(REJECTS, **ids) for ids in refused])
    batch.write(folder, VISITS, [row(VISITS, key=folder.name)])
    return folder


def gathered(folders: Iterable[Path]) -> dict[str, list[dict[str, Any]]]:
    """All rows of the batches, as they are published together."""
    return {name: rows.to_pylist() for name, rows in batch.gather(list(folders), set[str]().intersection).items()}


@settings(deadline=None, max_examples=50)
@given(batches=BATCHES, parts=PARTS, most=st.sampled_from([1, 4_000, 1 << 40]))
def test_each_part_has_the_rows_of_its_articles_in_order(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[tuple[str, str]]], parts: list[set[str]], most: int
) -> None:
    root = tmp_path_factory.mktemp("deal")
    folders = [made(root / str(at), documents) for at, documents in enumerate(batches)]
    own = [part - set[str]().union(*parts[at + 1 :]) for at, part in enumerate(parts)]  # each article in one part
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(deal, "TOGETHER", most)
        dealt = deal.deal(folders, own, root / "into")
    whole = gathered(folders)
    for at, hand in enumerate(dealt):
        others = set[str]().union(*own[:at], *own[at + 1 :])
        wanted = LETTERS if at == len(own) - 1 else own[at]
        for name, rows in gathered(hand).items():
            assert rows == [one for one in whole[name] if one["article_id"] in set(wanted) - others]
    visited = [[key for one in hand for key in batch.values(batch.read(one, VISITS), "key")] for hand in dealt]
    assert visited == [*([[]] * (len(own) - 1)), [folder.name for folder in folders]]
    shutil.rmtree(root)


def test_what_packs_to_nothing_is_dealt_by_what_it_takes_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in LETTERS[:4]:
        (tmp_path / name).mkdir()
        batch.write(tmp_path / name, RAW, [row(RAW, article_id=name, document_id=name, content=b"0" * 1_000_000)])
    folders = sorted(tmp_path.iterdir())
    assert sum(file.stat().st_size for folder in folders for file in folder.iterdir()) < 1_000_000
    monkeypatch.setattr(deal, "TOGETHER", 2_100_000)
    assert list(map(len, deal.together(folders))) == [2, 2]
