"""The web app: addresses to pages. It only reads, answers this machine alone, and its pages hold no script."""

import threading
from collections.abc import Awaitable, Callable
from importlib.resources import files
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from flows import look, marked
from flows.explore import shown
from flows.explore.asked import NOTHING, Asked
from flows.explore.held import Held, chosen, hold
from flows.export import sheet
from schemas.errors import LedgerError, UnknownName
from tasks.lake.lake import Lake

COLUMNS = [
    *(("date", "Date", ""), ("amount", "Amount", "number"), ("usd", "US dollars", "number"), ("type", "Type", "")),
    *(("status", "Status", ""), ("payer", "From", ""), ("recipient", "To", ""), ("holder", "Of", "")),
    *(("purpose", "For", ""), ("articles", "Articles", "number")),
]
MORE = ("party", "type", "status", "currency", "since", "until", "least", "most", "addable")  # filters behind a fold
UNITS = {4: "year", 7: "month", 10: "day"}
OURS = ["127.0.0.1", "localhost"]
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


def part(name: str) -> str:
    """One of the pages' parts that stand beside this module, or of the report's."""
    room = "flows.report" if name == "report.css" else "flows.explore"
    return (files(room) / name).read_text(encoding="utf-8")


def app(lake: Lake) -> Starlette:
    """The app on a lake; it holds the figures from the start, and again after each publish."""
    pages = Pages(lake)
    routes = {"/": pages.figures, "/figures.csv": pages.csv, "/figure/{figure_id}": pages.figure}
    routes |= {"/article/{article_id}": pages.article}
    return Starlette(
        routes=[Route(path, answer, methods=["GET"]) for path, answer in routes.items()],
        # Without the first, a site whose name is turned into 127.0.0.1 could read the pages (DNS rebinding).
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=OURS, www_redirect=False),
            Middleware(BaseHTTPMiddleware, dispatch=guarded),
        ],
        exception_handlers={404: pages.missing, LedgerError: pages.failed},
    )


async def guarded(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
    """Refuse what another site asks for, its links to a page aside, and tell the browser what the page may do."""
    asked = {name: request.headers.get(f"sec-fetch-{name}") for name in ("site", "mode", "dest")}
    link = (asked["mode"], asked["dest"]) == ("navigate", "document")
    if asked["site"] in ("cross-site", "same-site") and not link:
        return PlainTextResponse("Refused: another site asked for this.", 403)
    response = await answer(request)
    response.headers.update(HEADERS)
    return response


class Pages:
    """The pages of one lake."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake
        self._lock = threading.Lock()
        self._sequence = lake.sequence
        self._held = hold(str(lake.root))
        self._templates = Environment(
            loader=FunctionLoader(part), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        self._style = Markup(part("report.css") + part("explore.css"))

    def held(self) -> Held:
        """The figures as of the last publish."""
        with self._lock:
            sequence = self._lake.sequence
            if sequence != self._sequence:
                self._held, self._sequence = hold(str(self._lake.root)), sequence
            return self._held

    def page(self, name: str, status: int = 200, **told: Any) -> HTMLResponse:
        """A page of that template."""
        return HTMLResponse(self._templates.get_template(name).render(style=self._style, **told), status)

    def figures(self, request: Request) -> Response:
        """The list of those that are asked for, at the shortest address that asks for them."""
        asked = Asked.of(request.query_params)
        if request.url.query and f"/?{request.url.query}" != asked.address():
            return RedirectResponse(asked.address(), 303)
        held, faults = self.held(), asked.faults()
        found = {} if faults else self.found(held, asked)
        return self.page(
            "figures.html",
            400 if faults else 200,
            lake=held.lake,
            asked=asked,
            nothing=NOTHING,
            options=shown.options(held),
            more=any(getattr(asked, name) for name in MORE),
            faults=faults,
            **found,
        )

    def found(self, held: Held, asked: Asked) -> dict[str, Any]:
        """What the list shows of the figures that are asked for."""
        rows, number = chosen(held, asked), int(asked.page)
        bars = shown.in_time(held, rows, asked)
        sort = asked.sort.removeprefix("-")
        way = "descending" if asked.sort.startswith("-") else "ascending"
        return {
            "all": len(held.figures),
            "sum": shown.summed(held, rows),
            "rows": shown.page(held, rows, number),
            "bars": bars,
            "most": max(bars, key=lambda bar: bar["share"], default=None),
            "unit": UNITS[len(bars[0]["span"])] if bars else "",
            "narrowing": shown.narrowing(held, rows, asked),
            "columns": COLUMNS,
            "order": lambda name: way if name == sort else "none",
            "number": number,
            "last": max(1, -(-len(rows) // shown.PAGE)),
        }

    def csv(self, request: Request) -> Response:
        """The figures that are asked for as a file for spreadsheets, with the columns of the table `figures`."""
        asked = Asked.of(request.query_params)
        if faults := asked.faults():
            return PlainTextResponse("\n".join(faults), 400)
        held = self.held()
        wanted = held.figures.index[chosen(held, asked)]
        table = self._lake.read("figures", filter=pc.field("figure_id").isin(pa.array(wanted, pa.string())))
        places = pc.index_in(pa.array(wanted, pa.string()), table["figure_id"])
        return Response(
            sheet.csv_bytes(table.take(places.drop_null())),
            media_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": "attachment; filename=figures.csv"},
        )

    def figure(self, request: Request) -> Response:
        """One figure with its evidence."""
        figure_id = request.path_params["figure_id"]
        told = shown.figure(self.held(), figure_id)
        if told is None:
            return self.page("message.html", 404, message=f"The lake has no figure {figure_id}.")
        return self.page("figure.html", figure=told)

    def article(self, request: Request) -> Response:
        """One article with its entities and figures marked."""
        article_id = request.path_params["article_id"]
        try:
            return HTMLResponse(marked.page(look.article_with_marks(self._lake, article_id)))
        except UnknownName:
            return self.page("message.html", 404, message=f"The lake has no article {article_id}.")

    def missing(self, request: Request, error: Exception) -> Response:
        """The answer to an address that means nothing."""
        return self.page("message.html", 404, message="There is no such page.")

    def failed(self, request: Request, error: Exception) -> Response:
        """The answer where the lake cannot be read."""
        return self.page("message.html", 503, message=str(error))
