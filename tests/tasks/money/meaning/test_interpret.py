"""What amounts mean in whole sentences: a table of cases, and what holds of any text."""

import csv
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.language.model import load
from tasks.money.meaning import addable, interpret, interpret_many
from tasks.money.mention import Context, Mention, Role
from tasks.money.reading import read

CASES = Path(__file__).parents[3] / "cases" / "meaning.csv"
ROLES = ("payer", "recipient", "holder", "purpose")
READ = ("figure_type", "status")


def cases() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, strict=True))


def meaning_of(case: dict[str, str]) -> Mention:
    start, end = case["text"].index("["), case["text"].index("]") - 1
    text, context = re.sub(r"[\[\]]", "", case["text"]), Context(case["title"], case["before"])
    meant = interpret(text, read(text, context), context)
    return next(mention for mention in meant if mention.start < end and start < mention.end)


@pytest.mark.parametrize("case", cases(), ids=[case["id"] for case in cases()])
def test_a_case_means_what_its_row_says(case: dict[str, str]) -> None:
    meant = meaning_of(case)
    told = {name: getattr(meant, name) for name in READ}
    told |= {name: role.surface if (role := getattr(meant, name)) is not None else "" for name in ROLES}
    assert told == {name: case[name] for name in (*READ, *ROLES)}


def mention(text: str, start: int, end: int, conversion_of: int | None = None) -> Mention:
    amount = Decimal(5_000_000)
    return Mention(start, end, text[start:end], amount, None, None, "USD", "default", conversion_of=conversion_of)


WORDS = st.sampled_from(
    [
        "Norvik",
        "paid",
        "the",
        "a",
        "of",
        "in",
        "to",
        "for",
        "company",
        "its",
        "loan",
        "profit",
        "$5m",
        "$7",
        "£2bn",
        "was",
        "rose",
        "fell",
        "by",
        "if",
        "not",
        "would",
        "said",
        ",",
        ".",
        "(",
        ")",
        "“",
        "”",
        "it",
        "they",
        "Elbonia's",
        "government",
        "shares",
        "share",
        "price",
        "since",
        "2014",
        "--",
        "<b>",
        "&lt;",
        "\n",
        "\n\n",
        "U.S.",
        "<NRV>",
        "total",
        "aid",
    ]
)
TEXTS = st.one_of(st.lists(WORDS, max_size=25).map(" ".join), st.text(max_size=120))


def stretches(text: str) -> st.SearchStrategy[list[Mention]]:
    """Any stretches of a text taken for amounts, also ones that overlap or stand out of order."""
    if not text:
        return st.just([])
    bounds = st.tuples(st.integers(0, len(text) - 1), st.integers(1, 12))
    return st.lists(bounds.map(lambda pair: mention(text, pair[0], min(len(text), sum(pair)))), max_size=4)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), text=TEXTS, before=TEXTS, title=TEXTS)
def test_any_text_is_read(data: st.DataObject, text: str, before: str, title: str) -> None:
    """No text raises; mentions keep order and values; each gets a meaning; each role is what stands at its place."""
    mentions = data.draw(stretches(text))
    meant = interpret(text, mentions, Context(title, before))
    sources = {"text": text, "before": before, "title": title}
    assert [(one.start, one.end, one.amount) for one in meant] == [(one.start, one.end, one.amount) for one in mentions]
    for one in meant:
        assert one.figure_type is not None
        assert one.status is not None
        assert one.confidence is not None
        assert 0 <= one.confidence <= 1
        for role in (one.payer, one.recipient, one.holder, one.purpose):
            assert role is None or sources[role.where][role.start : role.end] == role.surface != ""


def test_only_the_roles_that_a_type_has_are_filled() -> None:
    for case in cases():
        meant = meaning_of(case)
        transfers = meant.figure_type in ("flow", "total")
        assert transfers or (meant.payer, meant.recipient) == (None, None)
        assert meant.holder is None or meant.figure_type in ("result", "stock", "price", "change")


def test_texts_together_are_read_as_texts_alone() -> None:
    texts = [
        (case["text"].replace("[", "").replace("]", ""), Context(case["title"], case["before"])) for case in cases()
    ]
    jobs = [(text, read(text, context), context) for text, context in texts]
    assert interpret_many(jobs) == [interpret(*job) for job in jobs]


def test_a_conversion_means_what_its_figure_means() -> None:
    text = "Norway would provide 30 million crowns ($4.9 million) to Elbonia."
    figure, conversion = mention(text, 21, 38), mention(text, 40, 52, conversion_of=0)
    first, second = interpret(text, [figure, conversion], Context())
    assert [getattr(first, name) for name in (*READ, *ROLES)] == [getattr(second, name) for name in (*READ, *ROLES)]
    assert first.payer == Role("Norway", 0, 6)
    assert (addable(first), addable(second)) == (True, False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ruritania sent $40 million in aid to Elbonia.", True),
        ("Elbonia rejected a $40 million loan.", False),
        ("That brings the total aid to Elbonia to $40 million.", False),
        ("Profit rose to $40 million.", False),
    ],
    ids=["flow", "denied", "total", "result"],
)
def test_only_flows_that_were_not_denied_are_addable(text: str, expected: bool) -> None:
    (meant,) = interpret(text, read(text, Context()), Context())
    assert addable(meant) is expected


def test_an_article_is_read_by_its_sentences() -> None:
    body = "Acme Holdings makes paint.\n\nThe company earned $3 million last year. It fined a rival."
    body += "\n\nThe mill cost $9 million."
    first, second = interpret(body, read(body, Context()), Context("Acme Holdings grows"))
    assert first.holder == Role("Acme Holdings", 0, 13)
    assert (first.figure_type, second.figure_type) == ("result", "flow")


def test_every_column_says_why() -> None:
    text = "Norvik paid $5 million to Halden Ltd for paint."
    (meant,) = interpret(text, read(text, Context()), Context())
    told = {line.partition(":")[0] for line in meant.why}
    columns = {"figure_type", "status", "payer", "recipient", "holder", "purpose", "addable", "confidence"}
    assert columns <= told


def test_of_no_texts_the_model_is_loaded_all_the_same() -> None:
    """A worker is so made ready, that no document pays for it."""
    load.cache_clear()
    assert interpret_many([]) == []
    assert load.cache_info().misses == 1
