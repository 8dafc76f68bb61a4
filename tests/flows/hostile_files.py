"""Files that mean harm, or are made by machines that failed, each with what a run must make of it."""

import bz2
import gzip
import io
import lzma
import os
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import zstandard

READ = "article"  # beside the reasons of schemas.rejects
PARAGRAPH = "The mill at Oban reopened on Monday after Velmont bought it for $5m, its owner said. "


@dataclass(frozen=True, slots=True)
class Hostile:
    """A file, and how many of its documents end as what: articles (READ), or rejects with that reason."""

    content: bytes | Callable[[Path], None]
    become: dict[str, int]


def page(inside: str, head: str = "") -> bytes:
    return f"<html><head>{head}</head><body><article><h1>Mill</h1>{inside}</article></body></html>".encode()


def zipped(*members: tuple[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return whole.getvalue()


def tarred(*members: tarfile.TarInfo) -> bytes:
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w") as archive:
        for member in members:
            archive.addfile(member, io.BytesIO(TEXT.ljust(member.size)[: member.size]))
    return whole.getvalue()


def member(name: str, **more: object) -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.size = 0 if "linkname" in more else len(TEXT)
    for key, value in more.items():
        setattr(made, key, value)
    return made


def nested(times: int) -> bytes:
    content = TEXT
    for number in range(times):
        content = zipped((f"{number}.zip" if number else "a.txt", content))
    return content


def warc(length: int | str, block: bytes) -> bytes:
    head = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://harbourpost.example/w\r\n"
    said = f"Content-Type: application/http\r\nContent-Length: {length}\r\n\r\n".encode()
    return head + said + b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + block + b"\r\n\r\n"


def feed(*items: str, head: str = "") -> bytes:
    return f'<?xml version="1.0"?>{head}<rss version="2.0"><channel>{"".join(items)}</channel></rss>'.encode()


def item(title: str, **more: str) -> str:
    parts = "".join(f"<{name}>{value}</{name}>" for name, value in more.items())
    return f"<item><title>{title}</title><description>{PARAGRAPH} {title}.</description>{parts}</item>"


def link(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


def outside(path: Path) -> None:
    """Write a feed that would have a file read, and a DTD fetched."""
    there = (path.parent.parent / "secret.txt").as_uri()
    entities = f"<!ENTITY x SYSTEM '{there}'><!ENTITY % y SYSTEM 'http://127.0.0.1:9/y.dtd'> %y;"
    path.write_bytes(feed(item("Outside &x;"), head=f"<!DOCTYPE rss [{entities}]>"))


def laughs() -> bytes:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    head = f'<!DOCTYPE rss [<!ENTITY l0 "laugh">{levels}]>'
    return feed(item("Laughs", guid="&l11;"), head=head)


TEXT = f"Mill reopens\n\n{PARAGRAPH * 3}".encode()
ZEROS = b'{"id": 1}'.ljust(2**25)
SECRET = "what no document may reach"
MEGABYTE = 1_000_000

FILES: dict[str, Hostile] = {
    # Packings
    "bomb.gz": Hostile(gzip.compress(ZEROS), {"too_large": 1}),
    "bomb.bz2": Hostile(bz2.compress(ZEROS), {"too_large": 1}),
    "bomb.xz": Hostile(lzma.compress(ZEROS), {"too_large": 1}),
    "bomb.zst": Hostile(zstandard.compress(ZEROS), {"too_large": 1}),
    "bomb.zip": Hostile(zipped(("a.jsonl", ZEROS)), {"too_large": 1}),
    "nested.zip": Hostile(nested(6), {"too_large": 1}),
    "traversal.zip": Hostile(zipped(("../../escaped.txt", TEXT), ("/etc/escaped.txt", TEXT + b" ")), {READ: 2}),
    "names.zip": Hostile(zipped(("-rf *.txt", TEXT + b"1"), ("a\nb\x1b[31m.txt", TEXT + b"2")), {READ: 2}),
    "links.tar": Hostile(
        tarred(member("l.txt", type=tarfile.SYMTYPE, linkname="/etc/passwd"), member("../up.txt")), {READ: 1}
    ),
    "header.tar": Hostile(tarred(member("a.txt", pax_headers={"comment": "x" * 2**21})), {"too_large": 1}),
    "claiming.tar": Hostile(member("a.txt", size=2**60).tobuf(tarfile.GNU_FORMAT) + TEXT.ljust(512), {"unreadable": 2}),
    "header.eml": Hostile(
        b"From: a@b.c\nSubject: Mill\nDate: Wed, 1 May 2024 08:00 +0000\nContent-Type: text/html; charset*\n\n$5m",
        {"unreadable": 1},
    ),
    "cut.gz": Hostile(gzip.compress(TEXT)[:-20], {"unreadable": 1}),
    "false.gz": Hostile(b"\x1f\x8b\x08nothing of the kind", {"unreadable": 1}),
    "false.parquet": Hostile(b"PAR1 nothing of the kind PAR1", {"unreadable": 1}),
    # Archives of pages
    "short.warc": Hostile(warc(10, page(f"<p>{PARAGRAPH}1")), {READ: 1}),
    "long.warc": Hostile(warc(10**12, page(f"<p>{PARAGRAPH}2")), {"too_large": 1}),
    "negative.warc": Hostile(warc("-5", page(f"<p>{PARAGRAPH}3")), {"damaged": 2}),
    # XML
    "laughs.xml": Hostile(laughs(), {READ: 1}),
    "xxe.xml": Hostile(outside, {READ: 1}),
    "future.xml": Hostile(feed(item("Later", pubDate="Wed, 01 May 2193 08:00:00 GMT")), {READ: 1}),
    "deep.xml": Hostile(feed("<a>" * 100_000), {"no_text": 1}),
    "names.xml": Hostile(feed(f"<item><a:b:c>x</a:b:c><description>{PARAGRAPH}names</description></item>"), {READ: 1}),
    # Pages
    "script.html": Hostile(page(f"<p>{PARAGRAPH}<script>document.title='run'</script></p>" * 3), {READ: 1}),
    "deep.html": Hostile(page("<div>" * 20_000 + f"<p>{PARAGRAPH}</p>"), {"no_text": 1}),
    "wide.html": Hostile(page("<b>x</b>" * 60_000), {"too_much": 1}),
    "tags.html": Hostile(b"<html><body>" + b"<" * MEGABYTE, {"too_much": 1}),
    "meta.html": Hostile(page(f"<p>{PARAGRAPH}4</p>" * 3, '<meta "' * 40_000), {READ: 1}),
    "binary.html": Hostile(bytes(range(256)) * 400, {"unknown_format": 1}),
    # Encodings and characters
    "utf16.txt": Hostile(TEXT.decode().encode("utf-16"), {READ: 1}),
    "lying.html": Hostile(page(f"<p>Caf\u00e9 {PARAGRAPH}</p>" * 3, "<meta charset=utf-16>"), {READ: 1}),
    "latin.txt": Hostile(TEXT.replace(b"$", b"\xa3"), {READ: 1}),
    "nul.txt": Hostile(TEXT.replace(b" bought", b"\0 bought"), {READ: 1}),
    "nuls.txt": Hostile(b"\0" * 10_000, {"unknown_format": 1}),
    "rtl.txt": Hostile(TEXT + "\u202e\u200b\u2066 $\u200b6m \ufeff".encode(), {READ: 1}),
    "escape.txt": Hostile(b"\x1b]0;owned\x07" + TEXT + b"\x1b[31m5", {READ: 1}),
    "surrogate.jsonl": Hostile(b'{"id": 1, "text": "%s \\ud800"}' % PARAGRAPH.encode(), {READ: 1}),
    "line.txt": Hostile(b"x" * 10 * MEGABYTE, {"too_much": 1}),
    "dollars.txt": Hostile(b"The price is " + b"$" * (MEGABYTE - 20), {READ: 1}),
    "figures.txt": Hostile(b"It paid $5m. " * 600, {"too_much": 1}),
    "names.txt": Hostile(
        b"\n\n".join(b"Ana Brandt met Lars Halvorsen in Oslo %d." % n for n in range(500)), {"too_much": 1}
    ),
    "scores.txt": Hostile(b"Oban " + b"11 " * 60 + b"x\n\nThe mill reopened.", {READ: 1}),
    "byline.txt": Hostile(b"Mill\n\nBy A " + b"and " * 25 + b"!\n\nThe mill reopened.", {READ: 1}),
    # Records
    "deep.json": Hostile(b"[" * 200_000, {"bad_json": 1}),
    "deep.jsonl": Hostile(
        b'{"a":' * 100_000 + b"\n" + b'{"id": 9, "text": "The mill reopened."}\n', {"bad_json": 1, READ: 1}
    ),
    "twice.jsonl": Hostile(b'{"id": 1, "text": "Never.", "text": "The loom reopened.", "x": NaN}', {READ: 1}),
    "digits.jsonl": Hostile(b'{"id": %s, "text": "x"}' % (b"9" * 10_000), {"bad_json": 1}),
    "types.jsonl": Hostile(
        b'{"id": {"a": []}, "text": ["The shed reopened.", 7], "title": 1e999, "url": 5}', {READ: 1}
    ),
    "rows.csv": Hostile(b'id,title,text\n1,"=cmd|\' /C calc\'!A0","The dock,\nthey say,\nreopened."\n', {READ: 1}),
    "endless.csv": Hostile(b"id,title,text\n1,x," + b'"y' * (9 * MEGABYTE), {"unreadable": 1}),
    # Places
    "loop.txt": Hostile(link("loop.txt"), {"unreadable": 1}),
    "nowhere.txt": Hostile(link("no/such/file"), {"unreadable": 1}),
    "up": Hostile(link("."), {}),
    "-rf": Hostile(TEXT + b"3", {READ: 1}),
    "$(reboot) ; `id` \n 'q\" \x1b[31m": Hostile(TEXT + b"4", {READ: 1}),
    os.fsdecode(b"\xff\xfe.txt"): Hostile(TEXT + b"5", {READ: 1}),
}


def write(folder: Path) -> None:
    """Make the folder with all of the files in it, and beside it the secret that none of them may reach."""
    folder.mkdir()
    (folder.parent / "secret.txt").write_text(SECRET)
    for name, hostile in FILES.items():
        if callable(hostile.content):
            hostile.content(folder / name)
        else:
            (folder / name).write_bytes(hostile.content)
