"""Who a document is: the canonical URL, the article it belongs to, and the ids hashed from them."""

import csv
import re
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

PORTS = {80, 443}


def article_id(url: str | None, name: str, content: bytes) -> str:
    """The article's id: hash of the canonical URL, or of name and content where there is no URL.

    >>> here = article_id("http://example.com/a/?utm_source=x#top", "n", b"")
    >>> here == article_id("https://example.com/a", "m", b"x")
    True
    """
    canonical = None if url is None else canonical_url(url)
    return _hash(name.encode("utf-8", "surrogatepass"), content) if canonical is None else _hash(canonical.encode())


def document_id(article: str, content: bytes) -> str:
    """The id of these bytes as a version of that article."""
    return _hash(article.encode(), content)


def canonical_url(url: str) -> str | None:
    """One form for all addresses of an article; None for what is no absolute http or https address.

    Scheme, case of the host, default ports, fragment, tracking parameters, order of parameters and a trailing slash
    make no difference.

    >>> canonical_url("HTTP://News.Example.com:80/a/b/?utm_medium=rss&id=7#comments")
    'https://news.example.com/a/b?id=7'
    >>> canonical_url("/news/a") is None
    True
    """
    try:
        parts = urlsplit(re.sub(r"\s+", "", url))
        host, port = parts.hostname, parts.port
    except ValueError:  # brackets or a port that no address can have
        return None
    if parts.scheme.lower() not in {"http", "https"} or not host:
        return None
    kept = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if not is_tracking(key)]
    query = "?" + urlencode(sorted(kept), errors="replace") if kept else ""
    place = host if port is None or port in PORTS else f"{host}:{port}"
    path = quote(parts.path.rstrip("/"), safe="/%:@!$&'()*+,;=~-._", errors="replace")
    return f"https://{place.encode('utf-8', 'replace').decode()}{path}{query}"


def host(url: str) -> str | None:
    """The host of an address without 'www.', as the name of an outlet.

    >>> host("https://www.example.co.uk/a")
    'example.co.uk'
    """
    canonical = canonical_url(url)
    return None if canonical is None else urlsplit(canonical).netloc.removeprefix("www.") or None


def is_tracking(parameter: str) -> bool:
    """Whether a URL's parameter only tells how the reader came."""
    return _tracking().fullmatch(parameter.lower()) is not None


@cache
def _tracking() -> re.Pattern[str]:
    text = (files("tasks.ingest") / "lexicon" / "tracking_parameters.csv").read_text(encoding="utf-8")
    patterns = [re.escape(row["pattern"]).replace(r"\*", ".*") for row in csv.DictReader(text.splitlines())]
    return re.compile("|".join(patterns))


def _hash(*parts: bytes) -> str:
    digest = blake2b(digest_size=8)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()
