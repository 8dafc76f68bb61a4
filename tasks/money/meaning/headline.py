"""The same amount in the headline: who pays whom, where the sentence does not say."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from functools import partial

from tasks.money.meaning.anchor import anchor
from tasks.money.meaning.figure import read_figure
from tasks.money.meaning.passage import compose
from tasks.money.meaning.roles import read_parties
from tasks.money.meaning.scene import Scene
from tasks.money.mention import Mention, Role

AMOUNT = re.compile(
    r"""(?:(?:US|A|C|HK|NZ|S)?[$£€¥₹]|\bRs\.?)?\s?(?P<number>\d[\d,]*(?:\.\d+)?)
        (?:\s?(?P<scale>trillion|billion|million|thousand|mln|bln|crore|lakh|tn|bn|cr|[mbk])\b)?
        (?:\s(?:dollars|dlrs|euros|pounds|yen|won|rupees)\b)?""",
    re.VERBOSE | re.IGNORECASE,
)
SCALES = {
    "trillion": 12, "tn": 12, "billion": 9, "bln": 9, "bn": 9, "b": 9, "million": 6, "mln": 6, "m": 6,
    "thousand": 3, "k": 3, "crore": 7, "cr": 7, "lakh": 5,
}  # fmt: skip


def headline_parties(mention: Mention, scene: Scene) -> tuple[Role | None, Role | None]:
    """Payer and recipient of the headline's amount, if it is the same amount and a flow."""
    title = scene.sources["title"]
    for start, end in _same_amounts(mention, title):
        same = replace(mention, start=start, end=end, surface=title[start:end])
        view = scene.view(
            ("headline", start), partial(compose, scene.headline, (0, len(title)), [same], origin="title")
        )
        span = view.passage.amounts[0]
        place = None if span is None else anchor(view.doc, *span)
        if place is not None:
            return read_parties(place, read_figure(place, same, None), view, scene)
    return None, None


def _same_amounts(mention: Mention, title: str) -> Iterator[tuple[int, int]]:
    if mention.amount is None or mention.amount < 1000:
        return
    for found in AMOUNT.finditer(title):
        try:
            number = Decimal(found["number"].replace(",", ""))
        except InvalidOperation:
            continue
        if number.scaleb(SCALES.get((found["scale"] or "").lower(), 0)) == mention.amount:
            yield found.start(), found.end()
