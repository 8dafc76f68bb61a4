"""The sources file: outlets by their domain, with name, feed, country, language and home currency."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schemas.errors import BadInput
from tasks.ingest.identity import host

FORMS = {  # what each key of an outlet must look like
    "name": re.compile(r"\S.*"),
    "feed": re.compile(r"\S+"),
    "country": re.compile(r"[A-Z]{2}"),
    "language": re.compile(r"[a-z]{2}"),
    "currency": re.compile(r"[A-Z]{3}"),
}
MEANT = {
    "name": "a name",
    "feed": "the address or file of a feed",
    "country": "two capital letters, as in GB (ISO 3166)",
    "language": "two letters, as in en (ISO 639-1)",
    "currency": "three capital letters, as in GBP (ISO 4217)",
}
DOMAIN = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")


@dataclass(frozen=True, slots=True)
class Outlet:
    """What the sources file says of one outlet."""

    name: str | None = None
    feed: str | None = None
    country: str | None = None
    language: str | None = None
    currency: str | None = None


def load(path: Path) -> dict[str, Outlet]:
    """The outlets of the file by their domain; BadInput tells file, line and remedy of what is wrong in it.

    The file has a table for each: `[outlets."harbourpost.example"]`, with keys of FORMS.
    """
    try:
        text = path.read_text(encoding="utf-8")
        told = tomllib.loads(text).get("outlets", {})
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read: {error}.") from error
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{path} is no TOML: {error}.") from error
    if not isinstance(told, dict):
        raise BadInput(f'{path}:{_line(text, "outlets")}: outlets is no table. Write [outlets."example.com"].')
    return {domain: _outlet(domain, keys, path, text) for domain, keys in told.items()}


def of(url: str | None, outlets: Mapping[str, Outlet]) -> Outlet | None:
    """The outlet of an address: by its host, or a domain above it.

    >>> of("https://www.money.harbourpost.example/a", {"harbourpost.example": Outlet("Harbour Post")}).name
    'Harbour Post'
    """
    labels = ((host(url) if url is not None else None) or "").split(".")
    return next((outlets[one] for at in range(len(labels)) if (one := ".".join(labels[at:])) in outlets), None)


def _outlet(domain: str, keys: Any, path: Path, text: str) -> Outlet:
    here = f"{path}:{_line(text, domain)}"
    if DOMAIN.fullmatch(domain) is None or not isinstance(keys, dict):
        raise BadInput(f'{here}: no outlet {domain!r}. Write its domain in small letters: [outlets."example.com"].')
    for key, value in keys.items():
        here = f"{path}:{_line(text, domain, key)}"
        if key not in FORMS:
            raise BadInput(f"{here}: no key '{key}' of an outlet. Known: {', '.join(FORMS)}.")
        if not isinstance(value, str) or FORMS[key].fullmatch(value) is None:
            raise BadInput(f"{here}: {key} = {value!r} of {domain}. Write {MEANT[key]}.")
    return Outlet(**keys)


def _line(text: str, domain: str, key: str | None = None) -> int:
    """The number of the line with the outlet's head, or with its key behind the head."""
    lines = text.splitlines()
    head = next((n for n, line in enumerate(lines, 1) if domain in line), 1)
    if key is None:
        return head
    return next((n for n, line in enumerate(lines[head:], head + 1) if re.match(rf"\s*\"?{key}\b", line)), head)
