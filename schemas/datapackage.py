"""The lake described as a Frictionless Data Package (https://datapackage.org, version 2) for programs to read."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pyarrow as pa

from schemas.catalog import TABLES
from schemas.column import Column
from schemas.table import Table

PROFILES: Final = "https://datapackage.org/profiles/2.0"

# Which column points at which table's key. Columns left out may name a row that is not there: an article_id in `raw`
# or `rejects` belongs to a document that perhaps never became an article.
REFERENCES: Final = {
    ("articles", "document_id"): "raw",
    ("articles", "duplicate_of"): "articles",
    ("entities", "article_id"): "articles",
    ("money", "article_id"): "articles",
    ("money", "figure_id"): "figures",
    ("money", "conversion_of"): "money",
    ("money", "part_of"): "money",
    ("money", "revision_of"): "money",
    ("figures", "part_of"): "figures",
    ("figures", "superseded_by"): "figures",
    ("rejects", "document_id"): "raw",
}


def describe(tables: Sequence[Table] = TABLES, files: Mapping[str, Sequence[str]] | None = None) -> dict[str, Any]:
    """The package as a JSON-ready dict; `files` names each table's Parquet files, relative to the lake.

    >>> [resource["name"] for resource in describe()["resources"]][:2]
    ['raw', 'articles']
    """
    known = {table.name: table for table in tables}
    return {
        "$schema": f"{PROFILES}/datapackage.json",
        "name": "newsledger",
        "title": "Money in the news: articles, entities and monetary figures",
        "resources": [_resource(table, known, (files or {}).get(table.name)) for table in tables],
    }


def _resource(table: Table, known: Mapping[str, Table], files: Sequence[str] | None) -> dict[str, Any]:
    return {
        "name": table.name,
        "description": f"One row is {table.grain}." + (f" {table.beware}" if table.beware else ""),
        "path": list(files) if files else table.name,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "schema": {
            "$schema": f"{PROFILES}/tableschema.json",
            "fields": [_field(column) for column in table.columns],
            "primaryKey": list(table.key),
            "foreignKeys": _foreign_keys(table, known),
            "missingValues": [],
        },
    }


def _field(column: Column) -> dict[str, Any]:
    meaning, missing = column.parts
    told = {"description": meaning, "missing": missing}
    told |= {"example": column.example, "unit": column.unit, "made": column.made}
    kept = {key: text for key, text in told.items() if text}
    return {"name": column.name, **_type(column.type), **kept, "constraints": {"required": not column.nullable}}


def _type(arrow: pa.DataType) -> dict[str, str]:
    if pa.types.is_binary(arrow):
        return {"type": "string", "format": "binary"}
    if pa.types.is_floating(arrow) or pa.types.is_decimal(arrow):
        return {"type": "number"}
    if pa.types.is_timestamp(arrow):
        return {"type": "datetime"}
    return {"type": {"bool": "boolean", "int32": "integer", "int64": "integer"}.get(str(arrow), "string")}


def _foreign_keys(table: Table, known: Mapping[str, Table]) -> list[dict[str, Any]]:
    """The table's references; one to itself names no resource, as version 2 asks."""
    pointing = [(name, REFERENCES.get((table.name, name), "")) for name in table.schema.names]
    return [
        {
            "fields": [name],
            "reference": {"fields": list(known[other].key)} | ({"resource": other} if other != table.name else {}),
        }
        for name, other in pointing
        if other in known
    ]
