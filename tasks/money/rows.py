"""Mentions as rows of the money table."""

from collections.abc import Mapping, Sequence, Set
from datetime import datetime, time
from decimal import Context, Decimal
from types import SimpleNamespace
from typing import Any

import pyarrow as pa

from schemas.money import MONEY
from tasks.batch import with_column
from tasks.money.exchange import convert
from tasks.money.meaning import addable
from tasks.money.mention import Mention, Role
from tasks.money.parties import Parties
from tasks.money.progress import ordinal, progress
from tasks.money.relations import in_totals, related, sentences_of

AS_READ = (
    "start", "end", "surface", "currency", "currency_basis", "qualifier", "per", "figure_type", "status", "confidence",
)  # fmt: skip
AS_FLOAT = ("amount", "amount_min", "amount_max", "horizon_years")
LARGEST, SMALLEST, DIGITS = Decimal("1e29"), Decimal("1e-9"), Context(prec=38)  # what decimal128(38, 9) holds
DECIDING = ("figure_type", "status", "per", "conversion_of")  # the columns that say whether an amount may be summed
ROLES = ("payer", "recipient", "holder", "purpose")


def rows(
    article: Mapping[str, Any], mentions: Sequence[Mention], entities: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """One row of `money` for each mention of the article; figure_id is the mention's own until figures are linked."""
    parties = Parties.of(entities)
    found = related(mentions, article["body"])
    around = sentences_of(mentions, article["body"])
    made = [
        _row(article, mention, parties, mentions)
        | {"sentence": around[place]}
        | _standing(article, mention, mentions, found.get(place))
        for place, mention in enumerate(mentions)
    ]
    for place, (name, other) in found.items():
        if made[other]["progress"] == "paid":  # a part was paid, or another sum in its place
            made[other]["progress"] = "pledged" if name == "part_of" else made[place]["progress"]
    return in_totals(made)


def mention_id(article_id: str, mention: Mention) -> str:
    """The id of a mention: its article and where it begins."""
    return f"{article_id}-{mention.start}"


def _row(article: Mapping[str, Any], mention: Mention, parties: Parties, siblings: Sequence[Mention]) -> dict[str, Any]:
    article_id = article["article_id"]
    own_id = mention_id(article_id, mention)
    converted = None if mention.conversion_of is None else mention_id(article_id, siblings[mention.conversion_of])
    return {
        "mention_id": own_id,
        "article_id": article_id,
        "figure_id": own_id,
        "published_at": article["published_at"],
        **{name: getattr(mention, name) for name in AS_READ},
        "amount_exact": _exact(mention.amount),
        **{name: _float(getattr(mention, name)) for name in AS_FLOAT},
        **_role_columns(mention, parties),
        "conversion_of": converted,
        "addable": addable(mention),
        **_exchange_columns(mention, article),
    }


def _standing(
    article: Mapping[str, Any], mention: Mention, siblings: Sequence[Mention], found: tuple[str, int] | None
) -> dict[str, Any]:
    told = {"progress": progress(mention, article["body"]), "ordinal": ordinal(mention, article["body"])}
    return told if found is None else told | {found[0]: mention_id(article["article_id"], siblings[found[1]])}


def _role_columns(mention: Mention, parties: Parties) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    named = [role for role in (mention.payer, mention.recipient, mention.holder) if role is not None]
    for name in ROLES:
        role: Role | None = getattr(mention, name)
        in_body = role is not None and role.where == "text"
        columns[name] = None if role is None else role.surface
        columns[f"{name}_start"] = role.start if role is not None and in_body else None
        columns[f"{name}_end"] = role.end if role is not None and in_body else None
        if name != "purpose":
            columns[f"{name}_id"] = parties.id_of(role, named)
    return columns


def _exchange_columns(mention: Mention, article: Mapping[str, Any]) -> dict[str, Any]:
    day = article["published_at"].date()
    conversion = convert(mention.amount, mention.currency, day)
    return {
        "amount_usd": _float(conversion.usd),
        "amount_eur": _float(conversion.eur),
        "fx_rate": _float(conversion.rate),
        "fx_date": None if conversion.day is None else datetime.combine(conversion.day, time()),
        "fx_source": conversion.source,
    }


def _exact(value: Decimal | None) -> Decimal | None:
    """The value as the column can hold it: to nine decimals; None where its whole part has more than 29 digits.

    >>> _exact(Decimal("0.12345678912")), _exact(Decimal("1e40"))
    (Decimal('0.123456789'), None)
    """
    if value is None or abs(value) >= LARGEST:
        return None
    return DIGITS.quantize(value, SMALLEST)


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def withhold(money: pa.Table, articles: Set[str]) -> pa.Table:
    """The money rows with `addable` made anew: false for all of the given articles, which repeat others."""
    rows = money.select(["article_id", *DECIDING]).to_pylist()
    may = [row.pop("article_id") not in articles and addable(SimpleNamespace(**row)) for row in rows]
    return with_column(money, MONEY, "addable", pa.array(may, pa.bool_()))
