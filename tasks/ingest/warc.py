"""WARC archives (ISO 28500), of any version, as crawlers publish them."""

import re

from tasks.ingest import http
from tasks.ingest.archive import LINE, Dialect, Head, reader
from tasks.ingest.forward import Forward

START = re.compile(rb"WARC/\d+\.\d+[ \t]*\r?\n")
LINES = 200  # of a head


def head(ahead: Forward) -> Head:
    """The head that begins here, up to the empty line behind it."""
    ahead.line(LINE)
    lines = b""
    for _ in range(LINES):
        if ahead.stopped or not (line := ahead.line(LINE)).strip():
            break
        if START.fullmatch(line):  # another record: this one had a head and nothing else
            ahead.give_back(line)
            break
        lines += line
    said = http.headers(lines)
    url = said.get("warc-target-uri", "").strip("<>") or None
    length = said.get("content-length", "")
    return Head(
        type=said.get("warc-type", "untyped").lower(),
        url=url,
        content_type=said.get("content-type", ""),
        length=int(length) if re.fullmatch(r"\d{1,18}", length) else None,
        missing=f"truncated when crawled: {said['warc-truncated']}" if "warc-truncated" in said else None,
    )


read = reader(Dialect(START, head))
