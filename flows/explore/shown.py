"""What the pages show, as plain values: amounts in words, marked sentences, sums, and what to narrow down to."""

import json
import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

import newsledger
from flows.explore.asked import Asked
from flows.explore.held import Held, Rows
from flows.report.content import ROLES, compact, spans
from tasks.ingest.fetch.address import is_web

PAGE = 25
MOST = 8  # values to narrow down to
LISTED = 200  # mentions of one figure, and other figures that belong to it
NARROWED = {"type": "figure_type", "currency": "currency", "payer": "payer_name", "recipient": "recipient_name"}


def full(value: float | None) -> str:
    """A number with all its digits."""
    return "" if value is None else f"{value:,.15g}"


def cents(value: float | None) -> str:
    """A number that was converted, to the hundredth.

    >>> cents(43_857_308.18980), cents(None)
    ('43,857,308.19', '')
    """
    return "" if value is None else full(round(value, 2))


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with None for what is missing."""
    return {name: None if pd.isna(value) else value for name, value in values.items()}


def amount(row: Mapping[str, Any], write: Any = compact) -> str:
    """The amount, or its bounds, with currency and rate.

    >>> amount({"amount": None, "amount_min": 2e6, "amount_max": None, "currency": "USD", "per": "year"})
    'from 2M USD per year'
    """
    value, low, high = (row[name] for name in ("amount", "amount_min", "amount_max"))
    told = write(value)
    if value is None:
        words = {(True, True): "{0} to {1}", (True, False): "from {0}", (False, True): "to {1}"}
        told = words.get((low is not None, high is not None), "unknown").format(write(low), write(high))
    unit = f"per {row['per']}" if row["per"] else None
    return " ".join(filter(None, (told, row["currency"], unit)))


def marked(sentence: str | None, surface: str | None) -> tuple[str, str, str]:
    """The sentence before, in and after the figure; a figure inside a longer number is another one.

    >>> marked("Of the $50m, $5 came late.", "$5")
    ('Of the $50m, ', '$5', ' came late.')
    """
    sentence, surface = sentence or "", surface or ""
    found = re.search(rf"(?<!\w){re.escape(surface)}(?!\w|[.,]\d)", sentence) or re.search(re.escape(surface), sentence)
    start, end = found.span() if found else (0, 0)
    return sentence[:start], sentence[start:end], sentence[end:]


def cited(mention: Mapping[str, Any]) -> dict[str, Any]:
    """A mention with its marked sentence, and its article's address only where that is one of the web."""
    known = plain(mention)
    url = known["url"] if known["url"] and is_web(known["url"]) else None
    return known | {"marked": marked(known["sentence"] or known["surface"], known["surface"]), "url": url}


def row(held: Held, place: int) -> dict[str, Any]:
    """One figure for the list, with its earliest mention."""
    figure = plain({"figure_id": held.figures.index[place], **held.figures.iloc[place]})
    first = held.first[place]
    told = cited(held.mentions.iloc[first]) if first >= 0 else None
    return figure | {"told": amount(figure), "usd": compact(figure["amount_usd"]), "cited": told}


def page(held: Held, rows: Rows, number: int) -> list[dict[str, Any]]:
    """One page of the rows."""
    return [row(held, place) for place in rows[(number - 1) * PAGE : number * PAGE]]


def summed(held: Held, rows: Rows) -> dict[str, Any]:
    """How many figures, how many may be summed, what they come to in dollars, and how many have no rate."""
    addable = held.figures[["addable", "amount_usd"]].iloc[rows].query("addable")["amount_usd"]
    counts = {"figures": len(rows), "addable": len(addable), "unrated": int(addable.isna().sum())}
    return counts | {"usd": compact(float(addable.sum()))}


def in_time(held: Held, rows: Rows, asked: Asked) -> list[dict[str, Any]]:
    """Bars of addable dollars by day, month or year, each with the address that asks for it alone."""
    figures = held.figures[["addable", "amount_usd", "first_seen"]].iloc[rows]
    figures = figures[figures["addable"] & figures["amount_usd"].notna()]
    if figures.empty:
        return []
    span = spans(figures["first_seen"])
    sums = figures.groupby(span)["amount_usd"].agg(["sum", "size"])
    sums = sums.reindex(pd.period_range(span.min(), span.max()), fill_value=0)
    most = max(float(sums["sum"].max()), 1.0)
    return [
        {"span": str(span), "usd": compact(usd), "figures": int(count), "share": round(100 * max(usd, 0) / most, 1)}
        | {"address": asked.address(since=str(span), until=str(span), page="1")}
        for span, usd, count in zip(sums.index, sums["sum"].tolist(), sums["size"].tolist(), strict=True)
    ]


def narrowing(held: Held, rows: Rows, asked: Asked) -> dict[str, list[dict[str, Any]]]:
    """The most frequent values of what is not asked for yet, each with the address that asks for it."""
    told = {}
    for name, column in NARROWED.items():
        values = held.figures[column].cat
        counts = np.bincount(values.codes.to_numpy()[rows] + 1, minlength=len(values.categories) + 1)[1:]
        largest = [place for place in np.argsort(-counts, kind="stable")[:MOST] if counts[place]]
        if len(largest) > 1 and not getattr(asked, name):
            told[name] = [
                {"value": value, "figures": int(counts[place]), "address": asked.address(**{name: value}, page="1")}
                for place in largest
                for value in [str(values.categories[place])]
            ]
    return told


def options(held: Held) -> dict[str, list[str]]:
    """What there is to choose from: types, statuses, currencies, and the parties that come most often."""
    named = pd.concat([held.figures[f"{role}_name"].astype("str") for role in ROLES]).value_counts().head(500)
    columns = {"type": "figure_type", "status": "status", "currency": "currency"}
    chosen = {name: [str(one) for one in held.figures[column].cat.categories] for name, column in columns.items()}
    return chosen | {"party": [str(one) for one in named.index]}


def figure(held: Held, figure_id: str) -> dict[str, Any] | None:
    """All that is known of one figure: its row, its mentions, its way, what it is part of and what belongs to it."""
    if figure_id not in held.figures.index:
        return None
    place = held.figures.index.get_loc(figure_id)
    day = held.figures["first_seen"].iloc[place]
    [known] = newsledger.read("figures", lake=held.lake, where={"figure_id": figure_id}, since=day, until=day).to_dict(
        "records"
    )
    mentions = held.mentions[held.owners == place]
    told = row(held, place) | plain(known)
    return told | {
        "exactly": amount(told, full),
        "converted": {"US dollars": cents(told["amount_usd"]), "Euros": cents(told["amount_eur"])},
        "said": [full(told[name]) for name in ("said_min", "said_max")] if told["said_min"] != told["said_max"] else [],
        "steps": json.loads(told["history"] or "[]"),
        "mentions": [cited(one) for one in mentions.head(LISTED).to_dict("records")],
        "holds": kin(held, held.figures["part_of"] == figure_id),
        "replaces": kin(held, held.figures["superseded_by"] == figure_id),
        "held_by": kin(held, held.figures.index == told["part_of"]),
        "replaced_by": kin(held, held.figures.index == told["superseded_by"]),
    }


def kin(held: Held, which: Any) -> list[dict[str, Any]]:
    """The figures there, the largest first."""
    return [row(held, place) for place in np.flatnonzero(which)[:LISTED]]
