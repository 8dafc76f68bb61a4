"""A lake made to be explored, hostile articles in it, and the app on a lake, served for real."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import uvicorn
from invented import arrow, row

from flows.explore.app import app
from flows.server import HOST
from schemas.catalog import BY_NAME
from tasks.lake.lake import Change, Lake

BEGIN = datetime(2022, 10, 1, tzinfo=UTC)
RUN = "document.title='run'"
HOSTILE = f'"\'></mark></script><script>{RUN}</script><img src=x onerror="{RUN}">\u202e\x00{{{{7*7}}}}'
LONG = "w" * 400
Told = dict[str, Any]


def told(number: int, **figure: Any) -> dict[str, Told]:
    """One figure with one mention in one article, in all tables."""
    when = BEGIN + timedelta(days=number)
    article: Told = {"article_id": f"a{number}", "published_at": when}
    surface, mention = figure.pop("surface", "$5m"), f"a{number}-7"
    sentence = figure.pop("sentence", f"In all {surface} came.")
    about = {name: figure.pop(name) for name in ("title", "url", "source") if name in figure}
    body = {"body": sentence, "title": "On aid", "url": f"https://outlet.example/{number}", "source": "outlet.example"}
    place = max(sentence.find(surface), 0)
    span = {"start": place, "end": place + len(surface), "surface": surface, "sentence": sentence}
    known = {"figure_id": f"f{number}", "amount": 5e6, "currency": "USD", "amount_usd": 5e6, "figure_type": "flow"}
    known |= {"qualifier": "exact", "addable": True} | figure
    both = {column.name for column in BY_NAME["money"].columns} - {"part_of"}
    of_money = {name: value for name, value in known.items() if name in both}
    return {
        "articles": row(BY_NAME["articles"], **article, document_id=f"d{number}", **(body | about)),
        "money": row(BY_NAME["money"], **(of_money | article | span | {"mention_id": mention})),
        "figures": row(BY_NAME["figures"], **({"first_seen": when, "last_seen": when} | known)),
    }


STEPS = [{"date": "2022-10-01", "progress": "pledged", "article_id": "a0"}]
SOME = [
    told(0, payer="Washington", payer_id="US", recipient="Kyiv", recipient_id="UA", history=json.dumps(STEPS)),
    told(1, payer="the White House", payer_id="US", recipient="Esmar", amount=7e8, amount_usd=7e8, part_of="f2"),
    told(2, payer="US Steel", payer_id="org:us-steel", figure_type="total", amount=9e9, amount_usd=9e9, addable=False),
    told(3, amount=None, amount_min=2e6, amount_max=3e6, amount_usd=None, currency="CAD", purpose="Flood relief"),
    told(4, sentence="Of the $50m, $5 came late for the harbour.", surface="$5", amount=5.0, amount_usd=5.0),
    told(5, title="=1+1", status="planned", superseded_by="f0", payer="Russia", payer_id="RU", per="week"),
    told(6, sentence=f"{HOSTILE} $5m", title=HOSTILE, source=HOSTILE, url=f"javascript:{RUN}"),
    told(7, sentence=f"{LONG} $5m", title=LONG, payer=LONG, purpose=HOSTILE, recipient=HOSTILE, holder=LONG),
]
MANY = [told(number, payer="Norvik", payer_id="org:norvik", status="actual") for number in range(100, 160)]


def published(lake: Lake, figures: list[dict[str, Told]]) -> Lake:
    """The lake with these figures published."""
    names = ("articles", "money", "figures")
    changes = [Change(BY_NAME[name], arrow(name, [one[name] for one in figures])) for name in names]
    lake.publish(lambda _: changes)
    return lake


@contextmanager
def served(lake: Lake) -> Iterator[str]:
    """The address of the app on the lake, answered for real."""
    with socket.socket() as listening:
        listening.bind((HOST, 0))
        listening.listen()  # what asks before the app is ready waits
        server = uvicorn.Server(uvicorn.Config(app(lake), log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        yield f"http://{HOST}:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)
