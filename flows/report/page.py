"""The page itself: template, style, script and data in one file, with nothing to load from anywhere."""

import json
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import vl_convert
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from flows.report.charts import charts
from flows.report.content import Content, content, rows


def write_report(lake: str | Path, out: Path) -> Path:
    """Write the report on the lake into the folder `out`; the page's path."""
    out.mkdir(parents=True, exist_ok=True)
    path = out / "report.html"
    path.write_text(page(content(lake), datetime.now(UTC)), encoding="utf-8")
    return path


def page(told: Content, now: datetime) -> str:
    """The whole page as text."""
    drawn = charts(told)
    dates = told.articles.loc[told.articles["published_basis"] != "first_seen", "published_at"]
    span = f"Articles from {dates.min():%Y-%m-%d} to {dates.max():%Y-%m-%d}" if len(dates) else "No article has a date"
    template = Environment(autoescape=True, undefined=StrictUndefined).from_string(part("report.html"))
    return template.render(
        lake=told.lake,
        made=f"{now:%Y-%m-%d %H:%M} UTC",
        counts=told.counts,
        rejects=len(told.rejects),
        span=span,
        charts={name: about for name, (about, _) in drawn.items()},
        style=Markup(part("report.css")),
        script=Markup(part("report.js")),
        vega=Markup(vl_convert.javascript_bundle().replace("</script", "<\\/script").replace("<!--", "<\\!--")),
        data=embedded({"charts": [chart for _, chart in drawn.values()], "figures": rows(told.figures)}),
    )


def embedded(value: Any) -> Markup:
    """JSON that may stand inside a script element: nothing in it can end the element or begin another.

    >>> embedded("</script><!--")
    Markup('"\\\\u003c/script>\\\\u003c!--"')
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))


def part(name: str) -> str:
    """One of the page's parts that stand beside this module."""
    return (files("flows.report") / name).read_text(encoding="utf-8")
