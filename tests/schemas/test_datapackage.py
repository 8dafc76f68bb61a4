"""The data package names real columns, and its references lead to keys of the same type."""

import json

import pytest

from schemas.catalog import TABLES, table_named
from schemas.datapackage import REFERENCES, describe


def test_it_is_json_and_lists_the_tables_in_order() -> None:
    package = json.loads(json.dumps(describe()))
    assert [resource["name"] for resource in package["resources"]] == [table.name for table in TABLES]


@pytest.mark.parametrize(("pointer", "target"), REFERENCES.items(), ids=str)
def test_a_reference_leads_to_a_key_of_its_type(pointer: tuple[str, str], target: str) -> None:
    table, name = pointer
    (key,) = table_named(target).key
    assert table_named(table).column(name).type == table_named(target).column(key).type


@pytest.mark.parametrize("resource", describe()["resources"], ids=lambda resource: resource["name"])
def test_fields_keys_and_references_of_a_resource(resource: dict[str, object]) -> None:
    schema = resource["schema"]
    assert isinstance(schema, dict)
    table = table_named(str(resource["name"]))
    fields = {field["name"]: field for field in schema["fields"]}
    assert list(fields) == table.schema.names
    assert schema["primaryKey"] == list(table.key)
    assert all(field["constraints"]["required"] is not table.column(name).nullable for name, field in fields.items())
    assert all(bool(field.get("missing")) is table.column(name).nullable for name, field in fields.items())
    declared = sorted(name for other, name in REFERENCES if other == table.name)
    assert sorted(key["fields"][0] for key in schema["foreignKeys"]) == declared


def test_a_reference_within_a_table_names_no_resource() -> None:
    money = next(resource for resource in describe()["resources"] if resource["name"] == "money")
    references = {key["fields"][0]: key["reference"] for key in money["schema"]["foreignKeys"]}
    assert references["conversion_of"] == {"fields": ["mention_id"]}
    assert references["article_id"] == {"fields": ["article_id"], "resource": "articles"}


def test_a_table_left_out_takes_its_references_along() -> None:
    (resource,) = describe([table_named("entities")])["resources"]
    assert resource["schema"]["foreignKeys"] == []


def test_given_files_become_the_path() -> None:
    (resource,) = describe([table_named("money")], {"money": ["money/month=2022-10/part-0.parquet"]})["resources"]
    assert resource["path"] == ["money/month=2022-10/part-0.parquet"]
