"""All tables, in the order in which data flows through them."""

from schemas.articles import ARTICLES
from schemas.entities import ENTITIES
from schemas.errors import UnknownName
from schemas.figures import FIGURES
from schemas.money import MONEY
from schemas.raw import RAW
from schemas.rejects import REJECTS
from schemas.runs import RUNS
from schemas.table import Table

TABLES = (RAW, ARTICLES, ENTITIES, MONEY, FIGURES, REJECTS, RUNS)
BY_NAME = {table.name: table for table in TABLES}


def table_named(name: str) -> Table:
    """The table of that name.

    >>> table_named("money").key
    ('mention_id',)
    >>> table_named("mony")
    Traceback (most recent call last):
    schemas.errors.UnknownName: No table 'mony'. Known: raw, articles, entities, money, figures, rejects, runs.
    """
    if name not in BY_NAME:
        raise UnknownName("table", name, BY_NAME)
    return BY_NAME[name]
