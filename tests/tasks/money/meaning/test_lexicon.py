"""Every row of the lexicons shows by its example what it says."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tasks.money.meaning import interpret, lexicon
from tasks.money.meaning.lexicon import rows
from tasks.money.mention import Context, Mention
from tasks.money.reading import read

# A cue that speaks only with a construction around it says this in its example.
SAID = {"announced": "planned", "set": "planned", "going": "planned", "obliged": "planned", "dropped": "denied",
        "estimated": "actual"}  # fmt: skip
# What a level is a level of, or a worth the worth of, depends on the sentence.
DEPENDS = {"level", "worth", "at", "from"}


def meaning_of(example: str) -> Mention:
    """The meaning of the amount in brackets."""
    start, end = example.index("["), example.index("]") - 1
    text = re.sub(r"[\[\]]", "", example)
    mentions = read(text, Context())
    if not any(mention.start < end and start < mention.end for mention in mentions):
        raise AssertionError(f"no amount is read at [{text[start:end]}] in {text!r}")
    meant = interpret(text, mentions, Context())
    return next(mention for mention in meant if mention.start < end and start < mention.end)


NOUNS, VERBS, PHRASES, STATUS, PARTIES, FRAMES = (
    list(rows(table)) for table in ("nouns", "verbs", "phrases", "status", "parties", "frames")
)


@pytest.mark.parametrize("row", NOUNS, ids=[row["noun"] for row in NOUNS])
def test_a_noun_gives_its_figure_type(row: dict[str, str]) -> None:
    assert meaning_of(row["example"]).figure_type in row["figure_type"].split("/")


@pytest.mark.parametrize("row", VERBS, ids=[f"{row['verb']}-{row['relation']}" for row in VERBS])
def test_a_verb_gives_its_figure_type(row: dict[str, str]) -> None:
    found = meaning_of(row["example"]).figure_type
    assert found in row["figure_type"].split("/") or (
        row["figure_type"] in DEPENDS and found not in ("change", "other")
    )


@pytest.mark.parametrize("row", PHRASES, ids=[row["example"] for row in PHRASES])
def test_a_phrase_gives_its_figure_type(row: dict[str, str]) -> None:
    if row["figure_type"] in DEPENDS:
        assert meaning_of(row["example"]).figure_type in ("stock", "price")
    else:
        assert meaning_of(row["example"]).figure_type == row["figure_type"]


@pytest.mark.parametrize("row", STATUS, ids=[f"{row['cue']}-{row['kind']}" for row in STATUS])
def test_a_cue_gives_its_status(row: dict[str, str]) -> None:
    assert meaning_of(row["example"]).status == SAID.get(row["status"], row["status"])


@pytest.mark.parametrize("row", PARTIES, ids=[row["noun"] for row in PARTIES])
def test_a_party_noun_acts(row: dict[str, str]) -> None:
    meant = meaning_of(row["example"])
    roles = " ".join(role.surface.lower() for role in (meant.payer, meant.recipient, meant.holder) if role is not None)
    named = any(word.startswith(row["noun"][:4]) for word in re.findall(r"[\w-]+", roles))
    assert named == (row["number"] != "none")


@pytest.mark.parametrize("row", FRAMES, ids=[row["frame"] for row in FRAMES])
def test_a_frame_gives_its_parties(row: dict[str, str]) -> None:
    """In the examples Norvik pays and Halden gets; whom nothing is paid holds the figure."""
    meant = meaning_of(row["example"])
    found = {
        name: role.surface.split()[0] for name in ("payer", "recipient") if (role := getattr(meant, name)) is not None
    }
    expected = {"payer": "Norvik", "recipient": "Halden"}
    assert found == {name: party for name, party in expected.items() if row[name] and party in row["example"]}
    assert row["payer"] or row["recipient"] or meant.holder is not None


def test_a_row_with_too_few_cells_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The error names file and line."""
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon" / "nouns.csv").write_text("noun,figure_type\nloan\n", encoding="utf-8")
    monkeypatch.setattr(lexicon, "files", lambda package: tmp_path)
    with pytest.raises(ValueError, match=r"nouns\.csv, line 2"):
        list(rows("nouns"))


def test_replacing_the_amount_keeps_the_type() -> None:
    """The size of an amount decides only where the lexicon leaves it open."""
    small = meaning_of("A [$30,000] grant went to the choir.")
    assert replace(small, why=()).figure_type == meaning_of("A [$30 billion] grant went to the choir.").figure_type
