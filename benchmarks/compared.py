"""Two lakes of the same news, one of them made under faults, compared row by row."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from schemas.catalog import BY_NAME
from tasks.lake.lake import Lake
from tasks.lake.verify import verify

TABLES = ("raw", "articles", "entities", "money", "figures", "rejects")
OF_THE_RUN = {"run_id", "first_seen_at", "month", "day"}
# Articles without a date bear the moment they were first seen, in every table that shows it.
DATED_BY_RUN = ("published_at", "first_seen", "last_seen", "fx_date", "fx_rate", "fx_source")
DATED_BY_RUN += ("amount_usd", "amount_eur")


def rows(lake: Path) -> dict[str, pd.DataFrame]:
    """The lake's tables without what differs from run to run, sorted."""
    undated = pd.read_parquet(lake / "articles").query("published_basis == 'first_seen'")["article_id"]
    tables = {}
    for name in TABLES:
        frame = pd.read_parquet(lake / name).drop(columns=OF_THE_RUN, errors="ignore")
        if "article_id" in frame:
            columns = [column for column in DATED_BY_RUN if column in frame]
            frame[columns] = frame[columns].astype(object).mask(frame["article_id"].isin(undated))
        elif name == "figures":
            frame = frame.drop(columns=["first_seen", "last_seen", "history"])  # dates too
        tables[name] = frame.sort_values(list(BY_NAME[name].key)).reset_index(drop=True)
    return tables


def compared(whole: Mapping[str, pd.DataFrame], lake: Path) -> Counter[str]:
    """Rows lost, rows there twice, tables with other rows, and promises broken."""
    after, told = rows(lake), Counter(lost=0, repeated=0, other=0)
    for name in TABLES:
        before, now = (frame.set_index(list(BY_NAME[name].key)).index for frame in (whole[name], after[name]))
        told["lost"] += len(before.difference(now))
        told["repeated"] += int(now.duplicated().sum())
        if not whole[name].equals(after[name]):
            told["other"] += 1
            print(f"{name} differs: {differing(whole[name], after[name])}", flush=True)
    told["problems"] = len(verify(Lake.open(lake, create=False)))
    return told


def differing(before: pd.DataFrame, after: pd.DataFrame) -> list[str]:
    """The columns that differ."""
    if len(before) != len(after):
        return [f"{len(before)} rows, now {len(after)}"]
    return [name for name in before if not before[name].equals(after[name])]
