"""What the report tells, taken from the lake's tables: every figure with the sentence it was read from, and counts."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from babel.numbers import format_compact_decimal

import newsledger
from tasks.entities.gazetteer import country_names

OF_FIGURES = [
    "figure_id",
    "amount",
    "amount_min",
    "amount_max",
    "currency",
    "per",
    "amount_usd",
    "figure_type",
    "status",
    "payer",
    "payer_id",
    "recipient",
    "recipient_id",
    "holder",
    "holder_id",
    "purpose",
    "first_seen",
    "n_articles",
    "n_outlets",
    "addable",
]
OF_MENTIONS = ["figure_id", "article_id", "published_at", "surface", "sentence"]
ROLES = ("payer", "recipient", "holder")
OF_ARTICLES = ["article_id", "published_at", "published_basis", "source", "title", "url", "duplicate_of"]


@dataclass(frozen=True, slots=True)
class Content:
    """The lake's tables as the report needs them. `figures` has one row a figure, its earliest mention beside it."""

    lake: str
    figures: pd.DataFrame
    articles: pd.DataFrame
    rejects: pd.DataFrame
    confidence: pd.Series
    counts: dict[str, int]


def content(lake: str | Path) -> Content:
    """All that the report shows of the lake."""
    there = newsledger.tables(lake)

    def read(table: str, columns: list[str]) -> pd.DataFrame:
        return newsledger.read(table, columns, lake=lake) if table in there else pd.DataFrame(columns=columns)

    mentions = read("money", [*OF_MENTIONS, "confidence"])
    articles = read("articles", OF_ARTICLES)
    earliest = mentions.sort_values("published_at", kind="stable").drop_duplicates("figure_id")
    cited = earliest.merge(articles[["article_id", "source", "title", "url"]], on="article_id", how="left")
    figures = read("figures", OF_FIGURES).merge(
        cited.drop(columns=["published_at", "confidence"]), on="figure_id", how="left"
    )
    entities = read("entities", ["start"])
    counts = {"articles": len(articles), "entities": len(entities), "money": len(mentions), "figures": len(figures)}
    rejects = read("rejects", ["reason", "stage"])
    return Content(str(lake), named(figures), articles, rejects, mentions["confidence"], counts)


def named(figures: pd.DataFrame) -> pd.DataFrame:
    """The figures with a name for each party: the country's, or the id's most frequent name in print.

    >>> rows = {"payer_id": ["CA", "org:kelby", "org:kelby", None], "payer": ["Ottawa", "Kelby", "Kelby", "a fund"]}
    >>> empty = dict.fromkeys(["recipient_id", "recipient", "holder_id", "holder"], pd.Series([None] * 4, dtype=str))
    >>> named(pd.DataFrame(rows | empty))["payer_name"].tolist()
    ['Canada', 'Kelby', 'Kelby', 'a fund']
    """
    return figures.assign(**{f"{role}_name": names(figures[f"{role}_id"], figures[role]) for role in ROLES})


def names(party: pd.Series, printed: pd.Series) -> pd.Series:
    """The name of each party by its id, else as printed; of names as frequent the first in the alphabet."""
    counts = pd.DataFrame({"id": party, "name": printed}).value_counts().rename("count").reset_index()
    usual = counts.sort_values(["count", "name"], ascending=[False, True]).drop_duplicates("id").set_index("id")["name"]
    countries, others = (party.map(known).astype("str") for known in (country_names(), usual))
    return countries.fillna(others).fillna(printed)


def compact(value: float | None) -> str:
    """A number as people say it.

    >>> compact(1_500_000_000), compact(0.25), compact(None)
    ('1.5B', '0.25', '')
    """
    return "" if value is None else str(format_compact_decimal(value, fraction_digits=2, locale="en"))


def spans(dates: pd.Series) -> pd.Series:
    """Dates cut to days, months or years, whichever gives a readable number of bars."""
    reach = (dates.max() - dates.min()).days if len(dates) else 0
    return dates.dt.tz_localize(None).dt.to_period("D" if reach < 90 else "M" if reach < 1500 else "Y")


def rows(figures: pd.DataFrame) -> dict[str, list[Any]]:
    """The table of figures as columns of plain values, the largest first, None where there is nothing."""
    ordered = figures.sort_values("amount_usd", ascending=False, na_position="last")
    columns = {
        "date": ordered["first_seen"].dt.strftime("%Y-%m-%d"),
        "amount": ordered["amount"],
        "low": ordered["amount_min"],
        "high": ordered["amount_max"],
        "usd": ordered["amount_usd"].round(),
        "currency": ordered["currency"],
        "per": ordered["per"],
        "type": ordered["figure_type"],
        "status": ordered["status"],
        "payer": ordered["payer_name"],
        "recipient": ordered["recipient_name"],
        "holder": ordered["holder_name"],
        "purpose": ordered["purpose"],
        "articles": ordered["n_articles"],
        "surface": ordered["surface"],
        "sentence": ordered["sentence"],
        "source": ordered["source"],
        "title": ordered["title"],
        "url": ordered["url"],
    }
    return {name: column.astype(object).where(column.notna(), None).tolist() for name, column in columns.items()}
