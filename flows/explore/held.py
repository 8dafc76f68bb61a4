"""The figures of a lake held in memory, so that a question is answered at once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

import newsledger
from flows.explore.asked import Asked
from flows.report.content import ROLES, named

OF_FIGURES = [
    *("figure_id", "amount", "amount_min", "amount_max", "currency", "per", "amount_usd", "figure_type", "status"),
    *("payer", "payer_id", "recipient", "recipient_id", "holder", "holder_id", "purpose", "first_seen"),
    *("n_articles", "n_outlets", "part_of", "superseded_by", "addable"),
]
OF_MENTIONS = ["figure_id", "article_id", "published_at", "surface", "sentence", "status"]
OF_ARTICLES = ["article_id", "source", "title", "url"]
FEW = ("figure_type", "status", "currency", *(f"{role}_name" for role in ROLES))  # columns of values that come often
ORDERS = {"date": "first_seen", "amount": "amount", "usd": "amount_usd", "type": "figure_type", "status": "status"}
ORDERS |= {role: f"{role}_name" for role in ROLES} | {"purpose": "purpose", "articles": "n_articles"}
ID = re.compile(r"[A-Z]{2}|[a-z]+:\S+")

Rows = np.ndarray[Any, np.dtype[np.intp]]


@dataclass(frozen=True, slots=True)
class Held:
    """A lake's figures, the largest in dollars first, and their mentions, the earliest first.

    `owners` says for each mention in which row its figure stands, `first` for each figure its earliest mention, and
    `words` is what is searched for each mention: sentence, title and outlet, in lower case.
    """

    lake: str
    figures: pd.DataFrame
    mentions: pd.DataFrame
    owners: Rows
    first: Rows
    words: pd.Series


def hold(lake: str) -> Held:
    """All of the lake's figures and mentions, as of its last publish."""
    there = newsledger.tables(lake)
    figures, mentions, articles = (
        newsledger.read(table, columns, lake=lake) if table in there else empty(columns)
        for table, columns in (("figures", OF_FIGURES), ("money", OF_MENTIONS), ("articles", OF_ARTICLES))
    )
    figures = named(figures).sort_values("amount_usd", ascending=False, na_position="last", kind="stable")
    figures = figures.astype(dict.fromkeys(FEW, "category")).set_index("figure_id")
    mentions = mentions[mentions["figure_id"].isin(figures.index)].sort_values("published_at", kind="stable")
    mentions = mentions.merge(articles, on="article_id", how="left")
    owners = figures.index.get_indexer(mentions["figure_id"])
    first = np.full(len(figures), -1, np.intp)
    first[owners[::-1]] = np.arange(len(mentions))[::-1]
    return Held(lake, figures, mentions, owners, first, searched(mentions))


def empty(columns: Sequence[str]) -> pd.DataFrame:
    """A table that was not published yet."""
    kinds = {"first_seen": "datetime64[us, UTC]", "published_at": "datetime64[us, UTC]", "addable": bool}
    kinds |= dict.fromkeys(("amount", "amount_min", "amount_max", "amount_usd", "n_articles", "n_outlets"), "float64")
    return pd.DataFrame({name: pd.Series([], dtype=kinds.get(name, "str")) for name in columns})


def searched(mentions: pd.DataFrame) -> pd.Series:
    """What is searched for each mention."""
    sentence, title, source = (mentions[name].fillna("") for name in ("sentence", "title", "source"))
    return (sentence + " " + title + " " + source).str.lower()


def chosen(held: Held, asked: Asked) -> Rows:
    """The rows of the figures that are asked for, in the order that is asked for. The question must have no faults."""
    figures = held.figures
    kept = np.ones(len(figures), bool)
    for name, value in (("figure_type", asked.type), ("status", asked.status), ("currency", asked.currency)):
        if value:
            kept &= (figures[name] == value).to_numpy()
    if asked.addable:
        kept &= figures["addable"].to_numpy(bool)
    for roles, value in (((ROLES[0],), asked.payer), ((ROLES[1],), asked.recipient), (ROLES, asked.party)):
        if value:
            kept &= np.logical_or.reduce([is_party(figures, role, value) for role in roles])
    kept &= within(figures, asked)
    if asked.text:
        kept &= holding(held, asked.text)
    return ordered(figures, np.flatnonzero(kept), asked.sort)


def is_party(figures: pd.DataFrame, role: str, value: str) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Where the party in that role has the id (CA, org:...), or a name that holds the words."""
    if ID.fullmatch(value):
        return (figures[f"{role}_id"] == value).to_numpy(bool, na_value=False)
    words = re.compile(rf"(?<!\w){re.escape(value)}(?!\w)", re.IGNORECASE)
    found = np.zeros(len(figures), bool)
    for name in (f"{role}_name", role):
        codes, values = pd.factorize(figures[name])
        fitting = np.array([words.search(one) is not None for one in values] + [False])  # -1 is a missing name
        found |= fitting[codes]
    return found


def within(figures: pd.DataFrame, asked: Asked) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Where date and amount lie in their bounds: the amount in dollars, or in the currency that is asked for."""
    (since, until), (least, most) = asked.span, asked.amounts
    low = high = figures["amount_usd"]
    if asked.currency:
        low, high = (figures["amount"].fillna(figures[name]) for name in ("amount_min", "amount_max"))
    kept = np.ones(len(figures), bool)
    for column, bound, above in (
        (figures["first_seen"], since, True),
        (figures["first_seen"], until, False),
        (high, least, True),
        (low, most, False),
    ):
        if bound is not None:
            kept &= (column >= bound if above else column <= bound).to_numpy()
    return kept


def holding(held: Held, text: str) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Where a mention holds every one of the words, in its sentence, title or outlet, or the purpose does."""
    found = np.arange(len(held.owners))
    words = held.words
    purposes = held.figures["purpose"].str.lower().fillna("")
    fitting = np.ones(len(held.figures), bool)
    for word in text.lower().split():
        fits = words.str.contains(word, regex=False).to_numpy(bool)
        found, words = found[fits], words[fits]
        fitting &= purposes.str.contains(word, regex=False).to_numpy(bool)
    fitting[held.owners[found]] = True
    return fitting


def ordered(figures: pd.DataFrame, rows: Rows, sort: str) -> Rows:
    """The rows in that order; what is missing stands last."""
    if sort == "-usd":  # as they are held
        return rows
    column = figures[ORDERS[sort.removeprefix("-")]].iloc[rows].reset_index(drop=True)
    order = column.sort_values(ascending=not sort.startswith("-"), na_position="last", kind="stable").index
    return rows[order.to_numpy()]
