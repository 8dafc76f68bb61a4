"""Payments in FollowTheMoney, the model of OCCRP's Aleph: https://followthemoney.tech/explorer/schemata/Payment/.

One entity a JSON object: `id`, `schema`, and `properties`, whose values are lists of texts. Every party comes before
the first payment that names it, so that a reader of the stream knows it. Ids are SHA-1 digests, as the model's own
tools make them: the same party and the same payment have the same id in every export of every lake.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

Entity = dict[str, Any]
Row = Mapping[str, Any]

# By the first part of entity_id; what is not named here (a group, a product...) is a LegalEntity, as a payer must be.
SCHEMATA: Final = {"person": "Person", "org": "Organization"}
STATE: Final = "PublicBody"
PARTY: Final = "LegalEntity"

PROPERTIES: Final = {  # of a Payment, and what each is made of
    "amount": "amount",
    "amountUsd": "amount_usd",
    "amountEur": "amount_eur",
    "currency": "currency",
    "date": "published_at or first_seen",
    "purpose": "purpose",
    "payer": "id of the entity of payer_id, or of payer where it has no id",
    "beneficiary": "id of the entity of recipient_id, or of recipient where it has no id",
    "recordId": "mention_id or figure_id",
    "sourceUrl": "articles.url",
    "publisher": "articles.source",
    "description": "sentence",
    "summary": "status",
}


def entities(rows: Iterable[Row], names: Mapping[str, str]) -> Iterator[Entity]:
    """The payments that the rows tell of, each party once and before its first payment.

    `rows` are of money or figures, with `url` and `source` of their article where they are known; `names` are those
    of the parties, by entity_id (of a state: its ISO code).
    """
    told: set[str] = set()
    for row in rows:
        parties = [_party(row, role, names) for role in ("payer", "recipient")]
        for party in parties:
            if party is not None and party["id"] not in told:
                told.add(party["id"])
                yield party
        yield _payment(row, *parties)


def _party(row: Row, role: str, names: Mapping[str, str]) -> Entity | None:
    identity, printed = row.get(f"{role}_id"), row.get(role)
    if identity is None and printed is None:
        return None
    if identity is None:
        return _entity(PARTY, ("name", printed.casefold()), name=printed)
    kind, named, _ = str(identity).partition(":")
    name = names.get(identity) or printed or identity
    if named:
        return _entity(SCHEMATA.get(kind, PARTY), ("party", identity), name=name)
    return _entity(STATE, ("party", identity), name=name, country=kind.casefold())


def _payment(row: Row, payer: Entity | None, recipient: Entity | None) -> Entity:
    record = row.get("mention_id") or row["figure_id"]
    date = row.get("published_at") or row.get("first_seen")
    return _entity(
        "Payment",
        ("payment", record),
        amount=row["amount"],
        amountUsd=row["amount_usd"],
        amountEur=row["amount_eur"],
        currency=row["currency"],
        date=date and date.date().isoformat(),
        purpose=row["purpose"],
        payer=payer and payer["id"],
        beneficiary=recipient and recipient["id"],
        recordId=record,
        sourceUrl=row.get("url"),
        publisher=row.get("source"),
        description=row.get("sentence"),
        summary=row["status"],
    )


def _entity(schema: str, key: tuple[str, str], **properties: Any) -> Entity:
    told = {name: [_text(value)] for name, value in properties.items() if value is not None}
    digest = hashlib.sha1("\x1f".join(("newsledger", *key)).encode(), usedforsecurity=False)
    return {"id": digest.hexdigest(), "schema": schema, "properties": told}


def _text(value: Any) -> str:
    """A value as FollowTheMoney writes it; numbers in full, never as 7.25e+08.

    >>> _text(725000000.0), _text(1.5), _text(1e22)
    ('725000000', '1.5', '10000000000000000000000')
    """
    if isinstance(value, float):
        plain = f"{Decimal(repr(value)):f}"
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    return str(value).strip()
