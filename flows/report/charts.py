"""The report's charts, as Vega specifications. Colours are Okabe and Ito's, which all eyes tell apart."""

from typing import Any

import altair as alt
import pandas as pd

from flows.report.content import Content, spans

COLOURS = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#999999"]
TYPES = ["flow", "total", "stock", "result", "price", "change", "other"]
MOST = 15


def charts(content: Content) -> dict[str, tuple[str, dict[str, Any]]]:
    """Name to (what it shows, specification), in the order of the page; left out are those with nothing to show."""
    summed = content.figures[content.figures["addable"].fillna(False).astype(bool)]
    drawn = {
        "Figures by type": ("Figures first seen in each period, by type.", over_time(content.figures)),
        "Who pays": ("Sums of addable flows in US dollars, at the day's rate.", largest(summed, "payer_name")),
        "Who receives": ("Sums of addable flows in US dollars, at the day's rate.", largest(summed, "recipient_name")),
        "From whom to whom": ("Sums of addable flows in US dollars between the largest parties.", between(summed)),
        "Currencies": ("Figures by currency.", counted(content.figures["currency"], "currency")),
        "Outlets": ("Articles by outlet, the largest.", counted(content.articles["source"], "outlet")),
        "Coverage": ("Articles by date of publication; copies of others apart.", coverage(content.articles)),
        "Refused": ("Documents that were refused, by reason.", counted(content.rejects["reason"], "reason")),
        "Confidence": ("Mentions by the probability that they were read right.", confidence(content.confidence)),
    }
    fit = alt.AutoSizeParams(type="fit-x", contains="padding")
    return {
        name: (told, chart.properties(autosize=fit).to_dict(format="vega"))
        for name, (told, chart) in drawn.items()
        if chart is not None
    }


def period(dates: pd.Series) -> pd.Series:
    """The first day of each date's span."""
    return spans(dates).dt.to_timestamp().dt.strftime("%Y-%m-%d")


def over_time(figures: pd.DataFrame) -> alt.Chart | None:
    """Bars of figures in time, stacked by type."""
    if figures.empty:
        return None
    counts = figures.assign(period=period(figures["first_seen"])).groupby(["period", "figure_type"]).size()
    return (
        alt.Chart(counts.rename("figures").reset_index())
        .mark_bar()
        .encode(
            x=alt.X("period:T", title=None),
            y=alt.Y("figures:Q"),
            color=alt.Color("figure_type:N", scale=alt.Scale(domain=TYPES, range=COLOURS), title="type"),
            tooltip=["period:T", "figure_type:N", "figures:Q"],
        )
        .properties(width="container", height=260)
    )


def largest(flows: pd.DataFrame, party: str) -> alt.Chart | None:
    """Bars of the largest parties by what they pay or receive."""
    sums = flows.dropna(subset=[party, "amount_usd"]).groupby(party)["amount_usd"].sum().nlargest(MOST)
    if sums.empty:
        return None
    return (
        alt.Chart(sums.rename("usd").rename_axis("party").reset_index())
        .mark_bar(color=COLOURS[0])
        .encode(
            x=alt.X("usd:Q", title="US dollars", axis=alt.Axis(format="~s")),
            y=alt.Y("party:N", sort="-x", title=None, axis=alt.Axis(labelLimit=160)),
            tooltip=["party:N", alt.Tooltip("usd:Q", format=",.0f")],
        )
        .properties(width="container")
    )


def between(flows: pd.DataFrame) -> alt.Chart | None:
    """A grid of payers and recipients, shaded by what flows from one to the other."""
    pairs = flows.dropna(subset=["payer_name", "recipient_name", "amount_usd"])
    sums = pairs.groupby(["payer_name", "recipient_name"])["amount_usd"].sum().nlargest(MOST)
    if sums.empty:
        return None
    return (
        alt.Chart(sums.rename("usd").reset_index())
        .mark_rect()
        .encode(
            x=alt.X("recipient_name:N", title="to", axis=alt.Axis(labelAngle=-40, labelLimit=120)),
            y=alt.Y("payer_name:N", title="from", axis=alt.Axis(labelLimit=160)),
            color=alt.Color("usd:Q", scale=alt.Scale(type="log", scheme="viridis"), legend=alt.Legend(format="~s")),
            tooltip=["payer_name:N", "recipient_name:N", alt.Tooltip("usd:Q", format=",.0f")],
        )
        .properties(width="container")
    )


def counted(values: pd.Series, title: str) -> alt.Chart | None:
    """Bars of how often each value comes, the most frequent."""
    counts = values.dropna().astype(str).value_counts().head(MOST)
    if counts.empty:
        return None
    return (
        alt.Chart(counts.rename("count").rename_axis("value").reset_index())
        .mark_bar(color=COLOURS[2])
        .encode(
            x=alt.X("count:Q", title=None),
            y=alt.Y("value:N", sort="-x", title=title, axis=alt.Axis(labelLimit=160)),
            tooltip=["value:N", "count:Q"],
        )
        .properties(width="container")
    )


def coverage(articles: pd.DataFrame) -> alt.Chart | None:
    """Bars of articles in time."""
    if articles.empty:
        return None
    kind = articles["duplicate_of"].isna().map({True: "original", False: "copy"})
    counts = articles.assign(period=period(articles["published_at"]), kind=kind).groupby(["period", "kind"]).size()
    return (
        alt.Chart(counts.rename("articles").reset_index())
        .mark_bar()
        .encode(
            x=alt.X("period:T", title=None),
            y="articles:Q",
            color=alt.Color("kind:N", scale=alt.Scale(domain=["original", "copy"], range=COLOURS[:2]), title=None),
            tooltip=["period:T", "kind:N", "articles:Q"],
        )
        .properties(width="container", height=200)
    )


def confidence(values: pd.Series) -> alt.Chart | None:
    """Bars of mentions by confidence, in tenths."""
    counts = (values.dropna() * 10).astype(int).clip(0, 9).value_counts().sort_index()
    if counts.empty:
        return None
    told = pd.DataFrame({"from": counts.index / 10, "mentions": counts.to_numpy()})
    return (
        alt.Chart(told)
        .mark_bar(color=COLOURS[4])
        .encode(
            x=alt.X("from:O", title="confidence, from", axis=alt.Axis(format=".1f", labelAngle=0)),
            y="mentions:Q",
            tooltip=["from:O", "mentions:Q"],
        )
        .properties(width="container", height=200)
    )
