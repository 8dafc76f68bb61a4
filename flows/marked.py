"""An article with its marks: as a page that shows each figure's reading on hover, and in lines for the terminal."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

Mark = Mapping[str, Any]

STYLE = """
:root { color-scheme: light dark }
body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; font: 1.05rem/1.6 Georgia, serif }
.body { white-space: pre-wrap; overflow-wrap: anywhere }
header p, small, .reading, table { font-family: system-ui, sans-serif; font-size: .85rem; line-height: 1.4 }
.entity { border-bottom: 2px dotted }
.money { background: #ffe08a; color: #000; border-radius: .2em; padding: 0 .15em; position: relative; cursor: help }
.reading { display: none; position: absolute; left: 0; top: 1.6em; z-index: 1; width: max-content; max-width: 18rem;
  padding: .5em .7em; background: #222; color: #fff; border: 1px solid #888; border-radius: .3em; white-space: normal }
.money:hover .reading, .money:focus .reading { display: block }
@media (max-width: 40rem) { .reading { position: fixed; left: 1rem; right: 1rem; top: auto; bottom: 1rem;
  width: auto; max-width: none } }
td, th { text-align: left; vertical-align: top; padding: .2em .8em .2em 0 }
"""


def page(article: Mapping[str, Any]) -> str:
    """The article as one HTML page without scripts or addresses to load: entities underlined, figures in yellow.

    A figure's reading shows under the pointer, and when it is tabbed to or tapped. All that the article brings is
    escaped; its address becomes a link only where it is one of the web.
    """
    title, url = escape(article["title"] or article["article_id"]), article["url"]
    where = escape(article["source"] or url or "")
    if url and url.lower().startswith(("http://", "https://")):
        where = f'<a rel="noreferrer" href="{escape(url)}">{where}</a>'
    rows = "".join(
        f"<tr><th>{escape(mark['surface'])}</th><td>{escape('; '.join(reading(mark)))}</td></tr>"
        for mark in article["money"]
    )
    return (
        f'<!doctype html>\n<html lang="{escape(article["language"] or "en")}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{title}</title><style>{STYLE}</style></head><body>\n"
        f"<header><h1>{title}</h1><p>{where} · {article['published_at']:%Y-%m-%d} · {escape(article['article_id'])}"
        f'</p></header>\n<div class="body">{"".join(_pieces(article))}</div>\n'
        f"<h2>Figures</h2>\n<table>{rows or '<tr><td>none</td></tr>'}</table>\n</body></html>\n"
    )


def _pieces(article: Mapping[str, Any]) -> Iterator[str]:
    """The body cut at every edge of a mark; where an entity and a figure overlap, the figure is shown."""
    body, at = article["body"], 0
    money = article["money"]
    free = [one for one in article["entities"] if not any(_overlap(one, other) for other in money)]
    marks = sorted([*((one, _figure) for one in money), *((one, _entity) for one in free)], key=lambda m: m[0]["start"])
    for mark, drawn in marks:
        if mark["start"] < at:  # inside a mark that was drawn
            continue
        yield escape(body[at : mark["start"]])
        yield drawn(mark, escape(body[mark["start"] : mark["end"]]))
        at = mark["end"]
    yield escape(body[at:])


def _overlap(one: Mark, other: Mark) -> bool:
    return bool(one["start"] < other["end"] and other["start"] < one["end"])


def _figure(mark: Mark, text: str) -> str:
    told = "<br>".join(escape(line) for line in reading(mark))
    return f'<mark class="money" tabindex="0">{text}<span class="reading" role="note">{told}</span></mark>'


def _entity(mark: Mark, text: str) -> str:
    told = escape(" · ".join(filter(None, (mark["label"], mark["name"], mark["entity_id"]))))
    return f'<span class="entity" title="{told}">{text}</span>'


def reading(mark: Mark) -> list[str]:
    """What was read in a figure, in two or three short lines: how much, what kind, and whose and what for.

    >>> mark = {"amount": 725e6, "amount_min": None, "amount_max": None, "currency": "USD", "per": None}
    >>> mark |= {"qualifier": "exact", "figure_type": "flow", "status": "planned", "payer": "Washington"}
    >>> reading(mark | {"recipient": "Kyiv", "holder": None, "purpose": "assistance package"})
    ['725,000,000 USD', 'flow, planned', 'from Washington, to Kyiv, for assistance package']
    """
    bounds = (mark["amount_min"], mark["amount_max"]) if mark["amount"] is None else (mark["amount"],)
    number = " to ".join(f"{bound:,.15g}" for bound in bounds if bound is not None) or mark["qualifier"]
    unit = f" per {mark['per']}" if mark["per"] else ""
    about = "" if mark["qualifier"] in ("exact", "range", "vague") else f" ({mark['qualifier'].replace('_', ' ')})"
    words = (("from", "payer"), ("to", "recipient"), ("of", "holder"), ("for", "purpose"))
    parties = ", ".join(f"{word} {mark[role]}" for word, role in words if mark[role])
    kind = ", ".join(filter(None, (mark["figure_type"], mark["status"])))
    return list(filter(None, (f"{number} {mark['currency'] or '?'}{unit}{about}", kind, parties)))
