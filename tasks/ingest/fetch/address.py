"""Addresses: which of them may be reached, and how they are told without the secrets in them."""

import csv
import queue
import re
import socket
import threading
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit, urlunsplit

from tasks.ingest.fetch.manners import Failed

HIDDEN = "***"
ADDRESS = re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s'\"<>)\]}]+", re.IGNORECASE)
WEB = ("http://", "https://")
# Where clouds tell their machines secrets: Azure, Alibaba, Amazon over IPv6. No news is there, whatever is allowed.
INSIDE_CLOUDS = {ip_address(one) for one in ("168.63.129.16", "100.100.100.200", "fd00:ec2::254")}
NAT64 = ip_network("64:ff9b::/96")  # RFC 6052: an IPv4 address in its last 32 bits


def is_web(place: str) -> bool:
    """Whether it is an address on the web rather than a path."""
    return place.lower().startswith(WEB)


def told(url: str) -> str:
    """The address as it may be shown and kept: without user and password, secret parameters and fragments blotted out.

    >>> told("https://ann:pw@feeds.example.com/rss?api_key=77&page=2#top")
    'https://feeds.example.com/rss?api_key=***&page=2'
    """
    scheme, rest = url.split("://", 1) if "://" in url else ("", url)
    place, mark, query = rest.partition("#")[0].partition("?")
    netloc, slash, path = place.partition("/")
    parameters = re.split(r"([&;])", query)
    shown = "".join(_blotted(parameter) for parameter in parameters)
    return (f"{scheme}://" if scheme else "") + netloc.rpartition("@")[2] + slash + path + mark + shown


def told_in(text: str) -> str:
    """The text, with the addresses in it as they may be shown.

    >>> told_in("No API answers at http://ann:pw@example.com/api?token=77. Start it.")
    'No API answers at http://example.com/api?token=***. Start it.'
    """
    return ADDRESS.sub(
        lambda address: told(address[0].rstrip(".,;")) + address[0][len(address[0].rstrip(".,;")) :], text
    )


def has_secret(place: str) -> bool:
    """Whether something was blotted out of an address that was kept, so that it cannot be fetched again."""
    return is_web(place) and f"={HIDDEN}" in place


def key(url: str) -> str:
    """By what a visit to the address is remembered: a hash, for the address may hold secrets."""
    return blake2b(url.partition("#")[0].encode("utf-8", "replace"), digest_size=12).hexdigest()


def without_fragment(url: str) -> str:
    """The address without what stands behind '#'."""
    return url.partition("#")[0]


def without_login(url: str) -> str:
    """The address without user and password."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def is_secret(parameter: str) -> bool:
    """Whether a URL's parameter lets in whoever has it."""
    return _secret().fullmatch(parameter.lower()) is not None


def _blotted(parameter: str) -> str:
    name, equals, value = parameter.partition("=")
    return f"{name}={HIDDEN}" if equals and value and is_secret(name) else parameter


@cache
def _secret() -> re.Pattern[str]:
    text = (files("tasks.ingest") / "lexicon" / "secret_parameters.csv").read_text(encoding="utf-8")
    patterns = [re.escape(row["pattern"]).replace(r"\*", ".*") for row in csv.DictReader(text.splitlines())]
    return re.compile("|".join(patterns))


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether the address, and any IPv4 address wrapped up in it, belongs to the public internet.

    >>> [is_public(ip_address(text)) for text in ("93.184.215.14", "169.254.169.254", "::ffff:10.0.0.1", "100.64.0.1")]
    [True, False, False, False]
    """
    if not address.is_global or address.is_multicast or address in INSIDE_CLOUDS:
        return False
    return all(is_public(inner) for inner in _wrapped(address))


def is_news_worthy(address: IPv4Address | IPv6Address) -> bool:
    """Whether the address may be reached where private networks are allowed: all but link-local ones and a cloud's own.

    >>> [is_news_worthy(ip_address(text)) for text in ("127.0.0.1", "10.2.3.4", "169.254.169.254", "fe80::1")]
    [True, True, False, False]
    """
    if address.is_link_local or address.is_multicast or address.is_unspecified or address in INSIDE_CLOUDS:
        return False
    return all(is_news_worthy(inner) for inner in _wrapped(address))


def _wrapped(address: IPv4Address | IPv6Address) -> list[IPv4Address]:
    if isinstance(address, IPv4Address):
        return []
    teredo = address.teredo or (None, None)
    nat64 = IPv4Address(int(address) & 0xFFFFFFFF) if address in NAT64 else None
    return [inner for inner in (address.ipv4_mapped, address.sixtofour, teredo[1], nat64) if inner is not None]


def resolved(host: str, port: int, *, seconds: float, allow_private: bool) -> list[str]:
    """The IP addresses of the host that may be reached. Failed where there is none."""
    found = [ip_address(text.partition("%")[0]) for text in _looked_up(host, port, seconds)]
    may = is_news_worthy if allow_private else is_public
    open_to_us = [str(address) for address in found if may(address)]
    if not open_to_us:
        raise Failed("private_address", f"{host} is {found[0]}, which may not be reached")
    return open_to_us


def _looked_up(host: str, port: int, seconds: float) -> list[str]:
    """The host's addresses. The system's look-up knows no time limit, so it is left behind where it takes too long."""
    answers: queue.SimpleQueue[list[str] | OSError | UnicodeError] = queue.SimpleQueue()

    def look() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.put(list(dict.fromkeys(str(one[4][0]) for one in found)))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=look, daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise Failed("timeout", f"no answer about the name {host} within {seconds:g} s", again=True) from None
    if isinstance(answer, OSError | UnicodeError) or not answer:
        raise Failed("unreachable", f"the name {host} has no address: {answer}", again=True)
    return answer
