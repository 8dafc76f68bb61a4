"""Addresses: which may be reached, and what of them may be shown."""

import csv
from importlib.resources import files
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.ingest.fetch.address import HIDDEN, has_secret, is_public, is_secret, key, told

PARAMETERS = list(
    csv.DictReader((files("tasks.ingest") / "lexicon" / "secret_parameters.csv").read_text("utf-8").splitlines())
)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
        *(
            "224.0.0.1",
            "255.255.255.255",
            "192.0.2.1",
            "168.63.129.16",
            "198.18.0.1",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
        ),
        *("fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "2002:7f00:1::", "64:ff9b::a00:1", "2001:db8::1"),
    ],
)
def test_private_addresses(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.215.14", "2606:2800:220:1:248:1893:25c8:1946"])
def test_public_addresses(address: str) -> None:
    assert is_public(ip_address(address))


@given(st.ip_addresses(v=4))
def test_no_wrapping_makes_a_private_address_public(address: object) -> None:
    here = ip_address(str(address))
    assert not is_public(ip_address(f"::ffff:{here}")) or is_public(here)
    assert not is_public(ip_address(int(ip_address("64:ff9b::")) + int(here))) or is_public(here)


@pytest.mark.parametrize("row", PARAMETERS, ids=lambda row: row["pattern"])
def test_a_secret_parameter_is_blotted_out(row: dict[str, str]) -> None:
    name, _, value = row["example"].partition("=")
    assert is_secret(name)
    shown = told(f"https://example.com/feed?page=2&{row['example']}&q=harbour")
    assert shown == f"https://example.com/feed?page=2&{name}={HIDDEN}&q=harbour"
    assert value not in shown
    assert has_secret(shown)


@pytest.mark.parametrize("name", ["author", "page", "id", "q", "keyword", "keys", "passage", "designer", "story"])
def test_an_ordinary_parameter_is_shown(name: str) -> None:
    assert told(f"https://example.com/?{name}=harbour") == f"https://example.com/?{name}=harbour"


@given(st.text("abz09-", min_size=6), st.text("xy%@:/", min_size=0, max_size=4))
def test_a_login_is_never_shown(word: str, odd: str) -> None:
    assert f"{word}Q" not in told(f"https://ann:{word}Q@example.com/{odd}")


@given(st.text())
def test_anything_can_be_told(text: str) -> None:
    told(text)
    assert len(key(text)) == 24
