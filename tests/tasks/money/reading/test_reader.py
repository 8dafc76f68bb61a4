"""Sentences of our own, each with the mentions it holds; context, borrowed rows and what reading must never do."""

import csv
import itertools
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from babel.numbers import format_compact_currency, format_currency
from hypothesis import example, given
from hypothesis import strategies as st

from tasks.money.mention import Context, Mention
from tasks.money.reading import read
from tasks.money.reading.reader import plain

CASES = Path(__file__).parents[3] / "cases" / "money.csv"
with CASES.open(encoding="utf-8", newline="") as _lines:
    ROWS = [pytest.param(row["text"], row["expected"], id=row["id"]) for row in csv.DictReader(_lines)]


def shown(mention: Mention) -> str:
    """`$15 = 15 USD at_least /hour 5y of:0`: surface, value or bounds, then whatever is not ordinary."""
    bounds = f"{plain(mention.amount_min)}..{plain(mention.amount_max)}"
    parts = [
        bounds if mention.amount is None else plain(mention.amount),
        mention.currency or "?",
        "" if mention.qualifier in ("exact", "range") else mention.qualifier,
        f"/{mention.per.replace(' ', '_')}" if mention.per else "",
        f"{plain(mention.horizon_years)}y" if mention.horizon_years is not None else "",
        f"of:{mention.conversion_of}" if mention.conversion_of is not None else "",
    ]
    return f"{mention.surface} = {' '.join(part for part in parts if part)}"


@pytest.mark.parametrize(("text", "expected"), ROWS)
def test_sentence(text: str, expected: str) -> None:
    assert " ; ".join(map(shown, read(text))) == expected


@pytest.mark.parametrize(
    ("text", "context", "currency", "basis"),
    [
        ("It paid $5m.", Context(), "USD", "default"),
        ("It paid $5m.", Context(source="The Age"), "AUD", "context"),
        ("It paid $5m.", Context(source="CBC News"), "CAD", "context"),
        ("It paid $5m.", Context(url="https://news.example.nz/a"), "NZD", "context"),
        ("It paid $5m to the U.S. Treasury.", Context(source="The Age"), "USD", "context"),
        ("It paid US$4m, which is $5m.", Context(source="The Age"), "AUD", "context"),
        ("It paid $5m.", Context(source="CNN"), "USD", "context"),
        ("A firm in Singapore paid $5m.", Context(source="BBC News"), "USD", "default"),
        ("A firm in Sydney paid $5m.", Context(), "AUD", "context"),
        ("It paid $5m.", Context(title="Ottawa opens its purse"), "CAD", "context"),
        ("It paid 5m pounds.", Context(), "GBP", "explicit"),
        ("Egypt paid 5m pounds.", Context(), "EGP", "context"),
        ("It paid Rs 5 crore.", Context(), "INR", "context"),
        ("India paid Rs 5 crore.", Context(), "INR", "explicit"),
        ("Pakistan paid Rs 5 billion.", Context(), "PKR", "explicit"),
        ("It paid 5m pesos.", Context(title="Manila votes"), "PHP", "context"),
        ("France paid 5m francs.", Context(published=date(1995, 5, 1)), "FRF", "explicit"),
        ("Sweden paid 5m crowns.", Context(), "SEK", "explicit"),
        ("Prague paid 5m crowns.", Context(), "CZK", "context"),
        ("It paid 5m shillings.", Context(source="New Vision"), "UGX", "context"),
        ("It paid eight cents.", Context(source="ABC Australia"), "AUD", "context"),
    ],
)
def test_which_currency(text: str, context: Context, currency: str, basis: str) -> None:
    assert [(m.currency, m.currency_basis) for m in read(text, context)][-1] == (currency, basis)


def test_why_only_when_asked() -> None:
    assert read("It paid about $5m.")[0].why == ()
    assert any("about" in line for line in read("It paid about $5m.", explain=True)[0].why)


BABEL_CODES = ("USD", "EUR", "GBP", "JPY", "INR", "AUD", "CAD", "BRL", "KRW", "CNY", "ILS", "VND", "NZD", "HKD", "MXN")


@given(st.decimals(min_value=1, max_value=10**12, places=2), st.sampled_from(BABEL_CODES))
def test_what_babel_writes_in_full_comes_back(amount: Decimal, code: str) -> None:
    printed = format_currency(amount, code, locale="en_US", currency_digits=False, format="¤#,##0.00")
    (mention,) = read(f"It cost {printed} in all.")
    assert (mention.amount, mention.currency, mention.surface) == (amount, code, printed)


@given(st.integers(1, 999), st.sampled_from([10**3, 10**6, 10**9, 10**12]), st.sampled_from(BABEL_CODES))
def test_what_babel_writes_compactly_comes_back(count: int, scale: int, code: str) -> None:
    printed = format_compact_currency(count * scale, code, locale="en_US")
    (mention,) = read(f"It cost {printed} in all.")
    assert (mention.amount, mention.currency) == (count * scale, code)


MONEYISH = st.lists(
    st.sampled_from(
        [
            "$",
            "£",
            "€",
            "US$",
            "Rs.",
            "5",
            "1,000",
            "2.5",
            "½",
            "million",
            "bn",
            "dollars",
            "cents",
            "pounds",
            "won",
            "to",
            "and",
            "between",
            "-",
            "–",
            "(",
            ")",
            ",",
            ".",
            "a",
            "half",
            "of",
            "hundreds",
            "per",
            "share",
            "over",
            "five",
            "years",
            "%",
            "USD",
            "euro",
            "p",
            "R",
            "Tk",
            "multi",
            "few",
            "more",
            "than",
            "or",
            "\n",
            "&",
            ";",
            "/",
            "10s",
            "de",
        ]
    ),
    max_size=25,
).map(" ".join)


@given(st.one_of(st.text(max_size=200), MONEYISH, MONEYISH.map(lambda text: text.replace(" ", ""))))
@example("$" * 500)
@example("million " * 100)
@example("1,234," * 100)
def test_any_text_is_read_and_offsets_hold(text: str) -> None:
    mentions = read(text)
    assert all(text[m.start : m.end] == m.surface != "" for m in mentions)
    assert all(one.end <= two.start for one, two in itertools.pairwise(mentions))
    for m in mentions:
        assert (m.amount is None) == (m.amount_min is not None) == (m.amount_max is not None)
        assert m.amount_min is None or m.amount_max is None or m.amount_min <= m.amount_max


@given(
    st.sampled_from(
        ["$5.4 million", "EUR 20", "half a billion euros", "Rs 500 crore", "£3bn", "10 mln dlrs", "US$1.2bn"]
    ),
    st.sampled_from(["The mayor said", "On Monday they found", "Critics of the plan, who met in May, said", "We hear"]),
    st.sampled_from(["was enough.", "and left.", "for a bridge, he said.", "will be paid in June."]),
)
def test_words_around_do_not_change_the_value(figure: str, before: str, after: str) -> None:
    (alone,) = read(figure)
    (within,) = read(f"{before} {figure} {after}")
    assert (within.surface, within.amount, within.currency) == (alone.surface, alone.amount, alone.currency)


@pytest.mark.parametrize("unit", ["$", "1,234,", "million ", "$5 ", "5 won ", "over the next ten years $5 ", "$1 to "])
def test_a_long_hostile_text_ends(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    assert all(text[m.start : m.end] == m.surface for m in read(text))
