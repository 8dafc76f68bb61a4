# Made of docs/analysts.md by `make docs`: change it there.

import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    import marimo as mo

    return (mo,)


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    # Ten questions

    First open what they need. `read` and `evidence` find the lake at `data/lake`, or where the environment's
    `NEWSLEDGER_LAKE` says.
    """)
    return


@app.cell
def _():
    import json

    import altair as alt
    import pandas as pd

    import newsledger

    pd.options.display.float_format = "{:,.2f}".format
    figures = newsledger.read("figures")
    money = newsledger.evidence(newsledger.read("money"))
    len(figures), len(money)
    return alt, figures, json, money, newsledger, pd


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    ## 1. What has the United States pledged Ukraine, by month and in all?
    """)
    return


@app.cell
def _(figures):
    given = figures[figures["addable"] & (figures["payer_id"] == "US") & (figures["recipient_id"] == "UA")]
    by_month = given.resample("MS", on="first_seen")["amount_usd"].agg(["count", "sum"])
    by_month["running_total"] = by_month["sum"].cumsum()
    by_month
    return (by_month,)


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    Reports of one pledge count once, under the month of the first; totals that articles tell, and what was cancelled, are
    left out. In the chart `utc` keeps a browser west of Greenwich from putting each month under the one before.
    """)
    return


@app.cell
def _(alt, by_month):
    pledges = alt.Chart(by_month.reset_index()).encode(alt.X("utcyearmonth(first_seen):O", title=None))
    pledges.mark_bar().encode(alt.Y("sum", title="US dollars")) + pledges.mark_line(point=True).encode(y="running_total")
    return


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    ## 2. Which were the largest fines of 2024?
    """)
    return


@app.cell
def _(money):
    of_2024 = money[money["addable"] & (money["published_at"].dt.year == 2024)].drop_duplicates("figure_id")
    fines = of_2024[of_2024["sentence"].str.contains(r"\bfine[ds]?\b")]
    fines.nlargest(5, "amount_usd")[["surface", "amount_usd", "payer", "recipient", "source"]]
    return


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    ## 3. Who is mentioned beside most money?

    Names of people and organisations less than 200 characters away from money that moves, each figure counted once a name.
    """)
    return


@app.cell
def _(money, newsledger):
    names = newsledger.read("entities", ["article_id", "start", "name", "label"], where={"label": ["PERSON", "ORG"]})
    moved = money.loc[money["addable"], ["article_id", "start", "figure_id", "amount_usd"]]
    beside = names.merge(moved, on="article_id", suffixes=("", "_money"))
    beside = beside[(beside["start"] - beside["start_money"]).abs() < 200].drop_duplicates(["name", "figure_id"])
    beside.groupby(["name", "label"])["amount_usd"].agg(["count", "sum"]).nlargest(6, "sum")
    return


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    ## 4. What did a barrel of oil cost?

    `price` and `per` find all prices per barrel, forecasts and premiums among them; the sentence tells which are of the day.
    """)
    return


@app.cell
def _(money):
    barrel = money[(money["figure_type"] == "price") & (money["per"] == "barrel")]
    oil = barrel[barrel["sentence"].str.contains("settled")].sort_values("published_at")
    oil[["published_at", "amount", "currency", "source"]]
    return (oil,)


@app.cell
def _(alt, oil):
    alt.Chart(oil).mark_line(point=True).encode(alt.X("published_at:T", title=None), alt.Y("amount", title="USD a barrel"))
    return


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    ## 5. On which figures do outlets disagree?
    """)
    return


@app.cell
def _(figures, newsledger):
    disagreed = figures[(figures["said_min"] < figures["said_max"]) & (figures["n_outlets"] > 1)]
    newsledger.evidence(disagreed[["figure_id", "amount"]])[["amount", "surface", "source", "sentence"]]
    return


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    `amount` is what most articles say. Roundings are among these: `said_max / said_min` tells how far apart they are.

    ## 6. What flows between countries, in millions of dollars?

    A state's id is its ISO code; all other ids have a colon in them.
    """)
    return


@app.cell
def _(figures):
    states = figures[figures["addable"] & (figures["payer_id"].str.len() == 2) & (figures["recipient_id"].str.len() == 2)]
    states.pivot_table(index="payer_id", columns="recipient_id", values="amount_usd", aggfunc="sum") / 1e6
    return


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    ## 7. Which totals contain which flows?

    A total names no parts, but its parts name it, and so do the instalments of a programme.
    """)
    return


@app.cell
def _(figures):
    parts = figures.merge(figures, left_on="part_of", right_on="figure_id", suffixes=("", "_of_whole"))
    parts[["figure_type_of_whole", "amount_of_whole", "amount", "currency", "payer", "recipient", "first_seen"]]
    return


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    ## 8. What was pledged, and then paid or cancelled?

    `figures.history` tells the steps, each with its date and first article, as JSON.
    """)
    return


@app.cell
def _(figures, json, pd):
    told = figures.dropna(subset="history")
    steps = pd.DataFrame([{"figure_id": f, **step} for f, h in zip(told.figure_id, told.history) for step in json.loads(h)])
    dates = steps.groupby(["figure_id", "progress"])["date"].max().unstack()
    settled = dates[dates["pledged"].notna() & dates[["paid", "cancelled"]].notna().any(axis=1)]
    figures.merge(settled, on="figure_id")[["amount", "payer", "recipient", "purpose", "pledged", "paid", "cancelled"]]
    return


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    ## 9. How much money does each outlet print, and which figure is its largest?

    Articles that repeat another are left out.
    """)
    return


@app.cell
def _(money, newsledger):
    articles = newsledger.read("articles", ["article_id", "source"], where={"duplicate_of": None})
    printed = articles.merge(money[["article_id", "surface", "amount_usd"]], on="article_id", how="left")
    outlets = printed.groupby("source").agg(articles=("article_id", "nunique"), figures=("surface", "count"))
    largest = printed.sort_values("amount_usd", ascending=False).drop_duplicates("source").set_index("source")
    outlets.join(largest).sort_values("articles", ascending=False)[["articles", "figures", "surface", "amount_usd"]].head()
    return


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    ## 10. What should be checked by hand?

    `confidence` is how often amount, currency and type are all right where the evidence is like this one's.
    """)
    return


@app.cell
def _(money):
    unsure = money[money["addable"] & (money["confidence"] < 0.8)]
    unsure.nlargest(5, "amount_usd")[["confidence", "surface", "figure_type", "sentence"]]
    return


@app.cell(hide_code=True)
def _():
    return


if __name__ == "__main__":
    app.run()
