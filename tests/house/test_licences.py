"""Every package is one that a program under the Apache License may use, and the page of licences is fresh."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))

import licences


def test_every_licence_is_permissive_or_was_looked_at() -> None:
    found = {one["Name"]: one["License"] for one in licences.installed()}
    assert len(found) > 100
    strict = {name: told for name, told in found.items() if not licences.permissive(told)}
    known = {name: one["licence"] for name, one in licences.reviewed().items() if name in found}
    assert strict == known, "Look at what is new, and write it into tests/house/licences.csv."


def test_the_page_is_fresh() -> None:
    written = licences.PAGE.read_text(encoding="utf-8").splitlines()
    assert {licences.row(one) for one in licences.installed() if licences.locked()[licences.plain(one["Name"])]} <= set(
        written
    ), "Run `make docs`."
    named = {licences.plain(line.split("|")[1].strip()) for line in written if line.count("|") == 4}
    missing = {name for name, everywhere in licences.locked().items() if everywhere} - named
    assert not missing, "Run `make docs`."
