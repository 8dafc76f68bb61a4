"""The report's charts, as Vega specifications. Colours are Okabe and Ito's, which all eyes tell apart."""

from typing import Any

import altair as alt
import pandas as pd

from flows.report.content import Content, compact, spans

COLOURS = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#999999"]
TYPES = ["flow", "total", "stock", "result", "price", "change", "other"]
MOST = 15
NAME = 200  # pixels that a name may take
BILLIONS = "replace(datum.label, 'G', 'B')"  # where physicists say giga


def charts(content: Content) -> dict[str, tuple[str, dict[str, Any]]]:
    """Name to (what it shows, specification), in the order of the page; left out are those with nothing to show."""
    summed = content.figures[content.figures["addable"].fillna(False).astype(bool)]
    sums = "Addable flows in US dollars, at the day's rate. One misread figure may be most of a sum: look it up."
    drawn = {
        "Figures by type": ("Figures first seen in each period, by type.", over_time(content.figures)),
        "Who pays": (sums, largest(summed, ["payer_name"])),
        "Who receives": (sums, largest(summed, ["recipient_name"])),
        "From whom to whom": (sums, largest(summed, ["payer_name", "recipient_name"])),
        "Currencies": ("Figures by currency.", counted(content.figures["currency"])),
        "Outlets": ("Articles by outlet, the largest.", counted(content.articles["source"])),
        "Coverage": (
            "Articles by date of publication. Copies of others stand apart, and so do articles that tell no date: they "
            "are filed under the day of their arrival.",
            coverage(content.articles),
        ),
        "Refused": ("Documents that were refused, by reason.", counted(content.rejects["reason"])),
        "Confidence": ("Mentions by the probability that they were read right.", confidence(content.confidence)),
    }
    fit = alt.AutoSizeParams(type="fit-x", contains="padding")
    return {
        name: (told, chart.properties(autosize=fit, background="transparent").to_dict(format="vega"))
        for name, (told, chart) in drawn.items()
        if chart is not None
    }


def over_time(figures: pd.DataFrame) -> alt.Chart | None:
    """Bars of figures in time, stacked by type."""
    return stacked(figures["first_seen"], figures["figure_type"], "figures", dict(zip(TYPES, COLOURS, strict=True)))


def coverage(articles: pd.DataFrame) -> alt.Chart | None:
    """Bars of articles in time: originals, copies, and those whose date is that of their arrival."""
    kind = articles["duplicate_of"].isna().map({True: "original", False: "copy"})
    kind = kind.mask(articles["published_basis"] == "first_seen", "no date")
    colours = {"original": COLOURS[0], "copy": COLOURS[1], "no date": COLOURS[6]}
    return stacked(articles["published_at"], kind, "articles", colours)


def stacked(dates: pd.Series, kinds: pd.Series, what: str, colours: dict[str, str]) -> alt.Chart | None:
    """Bars of how many there are in each day, month or year, stacked by kind."""
    if dates.empty:
        return None
    span = spans(dates)
    unit = {"D": "utcyearmonthdate", "M": "utcyearmonth", "Y": "utcyear"}[span.dt.freq.freqstr[0]]
    first = span.dt.to_timestamp().dt.strftime("%Y-%m-%dT00:00:00Z").rename("period")
    counts = pd.DataFrame({"period": first, "kind": kinds}).value_counts().rename(what).reset_index()
    colour = alt.Scale(domain=list(colours), range=list(colours.values()))
    return (
        alt.Chart(counts)
        .mark_bar(binSpacing=0)
        .encode(
            x=alt.X("period:T", timeUnit=unit, title=None, axis=alt.Axis(labelOverlap=True, tickCount=8)),
            y=alt.Y(f"{what}:Q", title=None),
            color=alt.Color("kind:N", scale=colour, title=None, legend=alt.Legend(orient="top", columns=4)),
            tooltip=[alt.Tooltip("period:T", timeUnit=unit, title="from"), "kind:N", f"{what}:Q"],
        )
        .properties(width="container", height=240)
    )


def largest(flows: pd.DataFrame, parties: list[str]) -> alt.Chart | None:
    """Bars of the largest parties, or pairs of them, by what flows; the sum stands before the name."""
    given = flows.dropna(subset=[*parties, "amount_usd"]).groupby(parties)["amount_usd"].agg(["sum", "size"])
    sums = given.nlargest(MOST, "sum").reset_index()
    if sums.empty:
        return None
    names = sums[parties].agg(" → ".join, axis=1)
    told = pd.DataFrame({"usd": sums["sum"], "figures": sums["size"], "party": sums["sum"].map(compact) + "  " + names})
    return (
        alt.Chart(told)
        .mark_bar(color=COLOURS[0])
        .encode(
            x=alt.X("usd:Q", title=None, axis=alt.Axis(format="~s", labelExpr=BILLIONS, tickCount=4)),
            y=alt.Y("party:N", sort="-x", title=None, axis=alt.Axis(labelLimit=NAME)),
            tooltip=["party:N", alt.Tooltip("usd:Q", format=",.0f", title="US dollars"), "figures:Q"],
        )
        .properties(width="container")
    )


def counted(values: pd.Series) -> alt.Chart | None:
    """Bars of how often each value comes, the most frequent; the number stands before the value."""
    counts = values.dropna().astype(str).value_counts().head(MOST)
    if counts.empty:
        return None
    told = pd.DataFrame({"count": counts.to_numpy(), "value": [f"{n:,}  {value}" for value, n in counts.items()]})
    return (
        alt.Chart(told)
        .mark_bar(color=COLOURS[2])
        .encode(
            x=alt.X("count:Q", title=None, axis=alt.Axis(tickCount=4)),
            y=alt.Y("value:N", sort="-x", title=None, axis=alt.Axis(labelLimit=NAME)),
            tooltip=["value:N", "count:Q"],
        )
        .properties(width="container")
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
