"""The whole way, in place: what a run leaves in the lake, and that running again changes nothing."""

import hashlib
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from schemas.catalog import TABLES
from schemas.money import MONEY
from tasks.money.rows import withhold

Command = Callable[..., subprocess.CompletedProcess[str]]
SHARED_SEED = Path(__file__).parents[3] / "shared" / "corpus" / "seed"


def tree(lake: Path) -> dict[str, str]:
    """Every file under the lake with the hash of its bytes."""
    return {
        str(path.relative_to(lake)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(lake.rglob("*"))
        if path.is_file()
    }


def record(number: int, text: str, **more: str) -> str:
    """A line of JSON Lines."""
    url = f"https://news.example.com/{number}"
    return json.dumps(
        {"id": str(number), "url": url, "title": f"Story {number}", "text": text, "published": "2024-05-01"} | more
    )


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_table_opens_in_pandas_with_its_declared_columns(sample_lake: Path, table) -> None:
    frame = pd.read_parquet(sample_lake / table.name)
    assert list(frame.columns)[: len(table.columns)] == [column.name for column in table.columns]
    assert frame.attrs["grain"] == table.grain


def test_raw_is_articles_and_rejects(sample_lake: Path) -> None:
    raw, articles, rejects = (pd.read_parquet(sample_lake / name) for name in ("raw", "articles", "rejects"))
    assert len(raw) == articles["versions"].sum() + len(rejects)
    assert set(rejects["document_id"]) <= set(raw["document_id"])
    assert len(rejects) >= 1
    assert articles["duplicate_of"].notna().sum() == 1


@pytest.mark.parametrize("table", ["entities", "money"])
def test_every_mention_is_a_slice_of_its_article(sample_lake: Path, table: str) -> None:
    bodies = pd.read_parquet(sample_lake / "articles").set_index("article_id")["body"]
    rows = pd.read_parquet(sample_lake / table)
    assert len(rows) > 20
    for row in rows.itertuples():
        assert bodies[row.article_id][row.start : row.end] == row.surface


def test_money_is_ready_for_sums(sample_lake: Path) -> None:
    money = pd.read_parquet(sample_lake / "money")
    assert money["amount"].dtype == "float64"
    assert money["addable"].dtype == "bool"
    flows = money[money["addable"]]
    assert set(flows["figure_type"]) == {"flow"}
    duplicates = pd.read_parquet(sample_lake / "articles").query("duplicate_of.notna()")["article_id"]
    assert money[money["article_id"].isin(duplicates)]["addable"].sum() == 0
    figures = pd.read_parquet(sample_lake / "figures")
    assert set(money["figure_id"]) == set(figures["figure_id"])
    assert figures["n_mentions"].sum() == len(money)
    assert (figures["n_outlets"] >= 2).any()


def test_addable_follows_from_the_row_and_its_article(sample_lake: Path) -> None:
    money = pq.read_table(sample_lake / "money", schema=MONEY.schema)
    duplicates = pd.read_parquet(sample_lake / "articles").query("duplicate_of.notna()")["article_id"]
    assert withhold(money, set(duplicates))["addable"].equals(money["addable"])


def test_the_lake_keeps_all_its_promises(sample_lake: Path, newsledger_command: Command) -> None:
    done = newsledger_command("verify", "--lake", sample_lake)
    assert (done.returncode, done.stdout.strip()) == (0, "The lake is whole.")


def test_running_again_changes_no_byte(sample_lake: Path, tmp_path: Path, newsledger_command: Command) -> None:
    lake = shutil.copytree(sample_lake, tmp_path / "lake")
    before = tree(lake)
    done = newsledger_command("run", "--lake", lake)
    assert done.returncode == 0, done.stderr
    assert "Nothing new" in done.stdout
    assert tree(lake) == before


def test_one_lake_fed_twice_is_the_lake_fed_at_once(tmp_path: Path, newsledger_command: Command) -> None:
    lines = [
        record(n, f"The Aldera Foundation gave ${n % 3 + 1}m to the town of Brest for school repairs.")
        for n in range(8)
    ]
    whole = write(tmp_path / "whole.jsonl", *lines)
    part = write(tmp_path / "part.jsonl", *lines[:5])
    for lake, inputs in (("parts", [part, whole]), ("once", [whole])):
        for given in inputs:
            done = newsledger_command("run", given, "--lake", tmp_path / lake, "--no-server")
            assert done.returncode == 0, done.stderr
    for table in ("articles", "entities", "money", "figures"):
        unequal = {"first_seen_at", "month"}
        parts, once = (pd.read_parquet(tmp_path / lake / table) for lake in ("parts", "once"))
        columns = [name for name in parts.columns if name not in unequal]
        pd.testing.assert_frame_equal(parts[columns], once[columns])


def test_a_changed_page_replaces_its_article(tmp_path: Path, newsledger_command: Command) -> None:
    lake = tmp_path / "lake"
    old = write(tmp_path / "old.jsonl", record(1, "Corvane will pay $5m to Aldera."))
    new = write(tmp_path / "new.jsonl", record(1, "Corvane will pay $6m to Aldera.", published="2024-06-02"))
    for given in (old, new):
        assert newsledger_command("run", given, "--lake", lake, "--no-server").returncode == 0
    articles, money, raw = (pd.read_parquet(lake / name) for name in ("articles", "money", "raw"))
    assert articles["versions"].tolist() == [2]
    assert (articles["first_seen_at"] < articles["updated_at"]).all()
    assert money["amount"].tolist() == [6e6]
    assert len(raw) == 2
    assert pd.read_parquet(lake / "figures")["amount"].tolist() == [6e6]
    assert newsledger_command("verify", "--lake", lake).returncode == 0


STORY = (
    "The Aldera Foundation will give $5m to the town of Brest for the repair of its schools, its head Odile Farrant "
    "said on Monday. The roof of the oldest, in the street behind the harbour, comes first. "
)
MORE = "The town of Brest will pay $2m to a glazier for new windows, and wants the masons gone by autumn. "
COPIES = [
    record(1, STORY, published="2024-05-01", source="Harbour Post"),
    record(2, (STORY + MORE).replace("will give", "is to give"), published="2024-05-03", source="Valley Herald"),
    record(3, STORY + MORE, published="2024-05-02", source="Coast Daily"),
    record(4, STORY.replace("$5m", "$6m"), published="2024-05-02", source="Coast Daily"),
]


def test_copies_count_once_whatever_came_first(tmp_path: Path, newsledger_command: Command) -> None:
    lakes = {}
    for name, order in (("forth", [COPIES[:1], COPIES[1:]]), ("back", [COPIES[2:][::-1], COPIES[:2][::-1]])):
        for step, lines in enumerate(order):
            given = write(tmp_path / f"{name}{step}.jsonl", *lines)
            done = newsledger_command("run", given, "--lake", tmp_path / name, "--no-server")
            assert done.returncode == 0, done.stderr
        frames = [pd.read_parquet(tmp_path / name / table) for table in ("articles", "money", "figures")]
        assert newsledger_command("verify", "--lake", tmp_path / name).returncode == 0
        lakes[name] = [frame.drop(columns=["first_seen_at"], errors="ignore") for frame in frames]
    for one, other in zip(lakes["forth"], lakes["back"], strict=True):
        pd.testing.assert_frame_equal(one, other)
    articles, money, _ = lakes["forth"]
    marks = articles.set_index(articles["url"].str[-1])[["duplicate_of", "duplicate_kind", "article_id"]]
    assert marks["duplicate_kind"].dropna().to_dict() == {"1": "near", "2": "near"}
    assert set(marks["duplicate_of"].dropna()) == {marks["article_id"]["3"]}
    assert sorted(money[money["addable"]]["amount"]) == [2e6, 5e6, 6e6]


def test_standard_input_is_read(tmp_path: Path, newsledger_command: Command) -> None:
    lake = tmp_path / "lake"
    done = newsledger_command(
        "run", "-", "--lake", lake, "--no-server", "--json", stdin=record(1, "A $2m grant.") + "\n"
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["documents"], told["articles"], told["money"]) == (1, 1, 1)


@pytest.mark.skipif(not SHARED_SEED.exists(), reason="the article the project began from is not part of the repository")
def test_the_seed_gives_two_figures_that_nobody_adds(tmp_path: Path, newsledger_command: Command) -> None:
    lake = tmp_path / "lake"
    done = newsledger_command("run", SHARED_SEED, "--published", "2022-10-15", "--lake", lake, "--no-server")
    assert done.returncode == 0, done.stderr
    money = pd.read_parquet(lake / "money").sort_values("start")
    columns = ["surface", "amount", "currency", "figure_type", "status", "payer_id", "recipient_id", "addable"]
    assert money[columns].values.tolist() == [
        ["$725m", 725e6, "USD", "flow", "planned", "US", "UA", True],
        ["$18.3bn", 18.3e9, "USD", "total", "actual", "US", "UA", False],
    ]
    assert money["purpose"].iloc[0] == "assistance package"


def test_the_summary_counts_by_format_and_reason(tmp_path: Path, newsledger_command: Command) -> None:
    inputs = tmp_path / "in"
    inputs.mkdir()
    write(inputs / "a.jsonl", record(1, "The mill reopened."), record(2, "The looms run."))
    (inputs / "b.pdf").write_bytes(b"%PDF-1.4")
    arguments = ("run", str(inputs), "--lake", tmp_path / "lake", "--no-server", "--json")
    first, again = (json.loads(newsledger_command(*arguments).stdout) for _ in range(2))
    assert first["formats"] == again["formats"] == {"jsonl": 2, "other": 1}
    assert (first["reasons"], again["reasons"]) == ({"unknown_format": 1}, {})
    assert (again["documents"], again["known"], again["raw"]) == (3, 3, 0)


def test_an_empty_folder_is_told_what_was_looked_for(tmp_path: Path, newsledger_command: Command) -> None:
    (tmp_path / "in").mkdir()
    done = newsledger_command("run", tmp_path / "in", "--lake", tmp_path / "lake", "--no-server")
    assert (done.returncode, "warc" in done.stdout, "Nothing new" in done.stdout) == (0, True, False)
