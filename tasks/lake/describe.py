"""What a lake says about itself to whoever finds it: README.md, datapackage.json and croissant.json."""

import json

from schemas import croissant, datapackage
from schemas.catalog import TABLES
from schemas.table import Partition, Table
from tasks.lake.layout import CROISSANT, DATAPACKAGE, README, granularity

OPENING = """\
# A newsledger lake

News turned into a ledger of money. Each folder here, except `_ledger`, is a table in Parquet files, parted by {by}
(UTC). Open one with

    pd.read_parquet("money")

| table | one row is | key | beware |
|---|---|---|---|
"""
CLOSING = f"""
The meaning and unit of each column stand in the files (`pd.read_parquet("money").attrs`) and in `{DATAPACKAGE}`
(Frictionless) and `{CROISSANT}` (Croissant, for machine learning) too.

- `articles.body[start:end] == surface` for each row of `entities` and `money`, counted in Python characters from 0.
- A missing value means that the text does not say, or that the question does not arise: see the column's meaning.
- Sum `money` only where `addable` is true.
- `month`, `day` or `hour` is the folder's name, not a column of the files: readers of hive partitions add it.
- A table's file may hold no rows. Files are replaced, never deleted.
- `_ledger` belongs to newsledger. Change nothing by hand; read as much as you like, at any time.
"""


def documents(partition: Partition) -> dict[str, str]:
    """What stands beside the tables: content by file name."""
    return {README: readme(partition), DATAPACKAGE: package(partition), CROISSANT: dataset(partition)}


def readme(partition: Partition) -> str:
    """The lake's README.md."""
    rows = [f"| {table.name} | {table.grain} | {', '.join(table.key)} | {table.beware} |\n" for table in TABLES]
    return OPENING.format(by=partition) + "".join(rows) + CLOSING


def package(partition: Partition) -> str:
    """The lake's datapackage.json. Files are named by pattern: a list of them would change with every publish."""
    files = {table.name: [pattern(table, partition)] for table in TABLES}
    return json.dumps(datapackage.describe(TABLES, files), indent=1, ensure_ascii=False) + "\n"


def dataset(partition: Partition) -> str:
    """The lake's croissant.json."""
    files = {table.name: pattern(table, partition) for table in TABLES}
    return json.dumps(croissant.describe(files), indent=1, ensure_ascii=False) + "\n"


def pattern(table: Table, partition: Partition) -> str:
    """What matches the table's files, from the lake's root."""
    return f"{table.name}/{granularity(table, partition)}=*/*.parquet"
