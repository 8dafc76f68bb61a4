"""The Croissant description has the shape that the standard asks for, and names what is there."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from schemas.catalog import TABLES, table_named
from schemas.croissant import describe

TOLD = json.loads(json.dumps(describe({table.name: f"{table.name}/month=*/*.parquet" for table in TABLES})))
# What the standard asks of each kind of node.
NEEDED = {
    "sc:Dataset": {"@context", "conformsTo", "name", "description", "url", "creator", "distribution", "recordSet"},
    "cr:FileSet": {"@id", "name", "encodingFormat", "includes"},
    "cr:RecordSet": {"@id", "name", "field", "key"},
    "cr:Field": {"@id", "name", "dataType", "source"},
}
TYPES = {"sc:Text", "sc:Float", "sc:Integer", "sc:Boolean", "sc:DateTime"}


def nodes(told: Any) -> Iterator[dict[str, Any]]:
    """Every JSON object within, the outermost first."""
    if isinstance(told, dict):
        yield told
        for value in told.values():
            yield from nodes(value)
    elif isinstance(told, list):
        for value in told:
            yield from nodes(value)


TYPED = [node for node in nodes({**TOLD, "@context": "left out"}) if node.get("@type") in NEEDED]


@pytest.mark.parametrize("node", TYPED, ids=lambda node: str(node.get("@id", "dataset")).replace("/", "."))
def test_a_node_has_what_the_standard_asks_for(node: dict[str, Any]) -> None:
    assert node.keys() >= NEEDED[node["@type"]]
    assert node.get("dataType", "sc:Text") in TYPES


def test_every_kind_of_node_is_there_and_ids_are_unique() -> None:
    assert {node["@type"] for node in TYPED} == set(NEEDED)
    ids = [node["@id"] for node in TYPED if "@id" in node]
    assert len(ids) == len(set(ids))


def test_every_pointer_leads_to_a_node() -> None:
    ids = {node["@id"] for node in TYPED if "@id" in node}
    pointers = [node["@id"] for node in nodes({**TOLD, "@context": "left out"}) if set(node) == {"@id"}]
    assert pointers
    assert set(pointers) <= ids


def test_every_property_has_a_meaning_in_the_context() -> None:
    used = {name for node in nodes({**TOLD, "@context": "left out"}) for name in node if not name.startswith("@")}
    plain = {"name", "description", "url", "creator", "distribution", "encodingFormat"}  # schema.org's, by @vocab
    assert used - plain <= set(TOLD["@context"])


@pytest.mark.parametrize("records", TOLD["recordSet"], ids=lambda records: records["name"])
def test_fields_are_the_declared_columns(records: dict[str, Any]) -> None:
    table = table_named(records["name"])
    assert [field["name"] for field in records["field"]] == table.schema.names
    assert [key["@id"] for key in records["key"]] == [f"{table.name}/{name}" for name in table.key]
