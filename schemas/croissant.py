"""The lake described as a Croissant dataset (http://mlcommons.org/croissant/1.0), JSON-LD for programs to read."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pyarrow as pa

from schemas.catalog import TABLES
from schemas.column import Column
from schemas.datapackage import REFERENCES
from schemas.table import Table

CONFORMS_TO: Final = "http://mlcommons.org/croissant/1.0"
TERMS: Final = (
    "citeAs", "column", "examples", "extract", "field", "fileProperty", "fileObject", "fileSet", "format", "includes",
    "isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "recordSet", "references", "regex", "repeated",
    "replace", "separator", "source", "subField", "transform",
)  # fmt: skip
CONTEXT: Final[dict[str, Any]] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    **{term: f"cr:{term}" for term in TERMS},
}


def describe(files: Mapping[str, str], tables: Sequence[Table] = TABLES) -> dict[str, Any]:
    """The dataset as a JSON-ready dict; `files` holds for each table the pattern of its files from the lake's root.

    >>> told = describe({"money": "money/month=*/*.parquet"}, [table for table in TABLES if table.name == "money"])
    >>> told["distribution"][0]["includes"]
    'money/month=*/*.parquet'
    """
    known = {table.name for table in tables}
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS_TO,
        "name": "newsledger",
        "description": "Money in the news: articles, entities and monetary figures, in partitioned Parquet.",
        "url": "./",
        "creator": {"@type": "sc:Organization", "name": "newsledger"},
        "isLiveDataset": True,
        "distribution": [_files(table, files[table.name]) for table in tables],
        "recordSet": [_records(table, known) for table in tables],
    }


def _files(table: Table, pattern: str) -> dict[str, Any]:
    return {
        "@type": "cr:FileSet",
        "@id": f"{table.name}-files",
        "name": f"{table.name}-files",
        "description": f"The files of the table {table.name}, one folder a partition.",
        "encodingFormat": "application/vnd.apache.parquet",
        "includes": pattern,
    }


def _records(table: Table, known: set[str]) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": f"One record is {table.grain}." + (f" {table.beware}" if table.beware else ""),
        "key": [{"@id": f"{table.name}/{name}"} for name in table.key],
        "field": [_field(table, column, known) for column in table.columns],
    }


def _field(table: Table, column: Column, known: set[str]) -> dict[str, Any]:
    field: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{table.name}/{column.name}",
        "name": column.name,
        "description": column.meaning + (f" (unit: {column.unit})" if column.unit else ""),
        "dataType": _type(column.type),
        "source": {"fileSet": {"@id": f"{table.name}-files"}, "extract": {"column": column.name}},
    }
    other = REFERENCES.get((table.name, column.name))
    if other in known:
        (theirs,) = next(one.key for one in TABLES if one.name == other)
        field["references"] = {"field": {"@id": f"{other}/{theirs}"}}
    return field


def _type(arrow: pa.DataType) -> str:
    if pa.types.is_floating(arrow) or pa.types.is_decimal(arrow):
        return "sc:Float"
    if pa.types.is_timestamp(arrow):
        return "sc:DateTime"
    return {"bool": "sc:Boolean", "int32": "sc:Integer", "int64": "sc:Integer"}.get(str(arrow), "sc:Text")
