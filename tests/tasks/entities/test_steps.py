"""The step and the records: a batch's articles in, its entities out."""

from datetime import UTC, datetime
from pathlib import Path

from schemas.articles import ARTICLES
from schemas.entities import ENTITIES
from tasks import batch
from tasks.entities.steps import entities, entities_record, entities_records

MOMENT = datetime(2024, 5, 1, tzinfo=UTC)
BODIES = ["Ana Brandt came to Oslo.", "", "Kyiv thanked Norway’s parliament."]


def put_articles(folder: Path) -> None:
    """Three articles of which one is empty."""
    rows = [
        {
            "article_id": f"a{number}",
            "document_id": f"d{number}",
            "body": body,
            "published_at": MOMENT,
            "published_basis": "given",
            "text_hash": "x",
            "versions": 1,
            "first_seen_at": MOMENT,
        }
        for number, body in enumerate(BODIES)
    ]
    batch.write(folder, ARTICLES, rows)


def test_the_step_writes_rows_that_point_into_the_bodies(tmp_path: Path) -> None:
    put_articles(tmp_path)
    counts = entities(tmp_path)
    rows = batch.read(tmp_path, ENTITIES).to_pylist()
    assert counts == {"articles": 3, "entities": len(rows), "rejects": 0}
    assert {row["surface"] for row in rows} >= {"Ana Brandt", "Oslo", "Kyiv", "Norway"}
    for row in rows:
        assert BODIES[int(row["article_id"][1])][row["start"] : row["end"]] == row["surface"]
        assert row["published_at"] == MOMENT


def test_a_second_run_writes_the_same_bytes(tmp_path: Path) -> None:
    put_articles(tmp_path)
    entities(tmp_path)
    first = batch.place(tmp_path, ENTITIES).read_bytes()
    entities(tmp_path)
    assert batch.place(tmp_path, ENTITIES).read_bytes() == first


def test_no_articles_give_no_entities(tmp_path: Path) -> None:
    assert entities(tmp_path) == {"articles": 0, "entities": 0, "rejects": 0}
    assert batch.read(tmp_path, ENTITIES).num_rows == 0


def test_records_are_answered_in_order() -> None:
    records = [{"id": number, "text": body} for number, body in enumerate(BODIES)]
    answers = list(entities_records(iter(records)))
    assert [answer["id"] for answer in answers] == [0, 1, 2]
    assert answers[2] == entities_record(records[2])
    assert answers[1]["entities"] == []
    assert set(answers[0]["entities"][0]) == {"start", "end", "surface", "label", "name", "entity_id", "country_code"}


def test_a_record_without_text_has_no_entities() -> None:
    assert entities_record({"id": "x"}) == {"id": "x", "entities": []}
