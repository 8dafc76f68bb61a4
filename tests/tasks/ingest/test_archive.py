"""Web archives: every record becomes a document, a reject or a count, however damaged the file is."""

import gzip
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from schemas.rejects import REASONS
from tasks.ingest.arrival import Tally
from tasks.ingest.document import Document
from tasks.limits import Limits

Found = Callable[..., list[Document]]
CORPUS = Path(__file__).parents[4] / "shared" / "corpus"


def page(number: int) -> bytes:
    return b"<html><body><p>Mill %d reopened for $%dm.</p></body></html>" % (number, number)


def http(body: bytes, status: str = "200 OK", type: str = "text/html", **headers: str) -> bytes:
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status}\r\nContent-Type: {type}\r\n{more}\r\n".encode() + body


def warc(block: bytes, number: int = 1, type: str = "response", length: int | None = None, **headers: str) -> bytes:
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    head = (
        f"WARC/1.0\r\nWARC-Type: {type}\r\nWARC-Target-URI: https://news.example.com/{number}\r\n{more}"
        f"Content-Type: {'application/http' if type == 'response' else 'text/html'}\r\n"
        f"Content-Length: {len(block) if length is None else length}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def arc(block: bytes, number: int = 1, length: int | None = None) -> bytes:
    size = len(block) if length is None else length
    return f"https://news.example.com/{number} 192.0.2.7 20240501080000 text/html {size}\n".encode() + block + b"\n"


ARC_HEAD = b"filedesc://mill.arc 0.0.0.0 20240501080000 text/plain 22\n1 0 Harbour Post\nURL x\n\n"
CHUNKED = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (page(1)[:9], page(1)[9:], b""))


def told(arrived: list[Document]) -> list[str]:
    return [one.refusal.reason if one.refusal else one.media_type for one in arrived]


BODIES = {
    "plain": http(page(1)),
    "chunked": http(CHUNKED, Transfer_Encoding="chunked"),
    "said to be chunked": http(page(1), Transfer_Encoding="chunked"),
    "gzip": http(gzip.compress(page(1)), Content_Encoding="gzip"),
    "said to be gzip": http(page(1), Content_Encoding="gzip"),
    "deflate": http(zlib.compress(page(1)), Content_Encoding="deflate"),
    "bare deflate": http(zlib.compress(page(1), wbits=-15), Content_Encoding="deflate"),
    "zstd": http(zstandard.compress(page(1)), Content_Encoding="zstd"),
    "chunked gzip": http(
        b"%x\r\n%s\r\n0\r\n\r\n" % (len(gzip.compress(page(1))), gzip.compress(page(1))),
        Content_Encoding="gzip",
        Transfer_Encoding="chunked",
    ),
}


@pytest.mark.parametrize("block", BODIES.values(), ids=BODIES)
def test_a_page_comes_as_its_server_meant_it(found: Found, block: bytes) -> None:
    (document,) = found(warc(block))
    assert document.content == page(1)
    assert (document.url, document.format, document.refusal) == ("https://news.example.com/1", "warc", None)
    assert document.locator.endswith("#1")


PACKED: dict[str, Callable[[bytes], bytes]] = {
    "plain": bytes,
    "gz, a member a record": gzip.compress,
    "zst, a frame a record": zstandard.compress,
}


@pytest.mark.parametrize("pack", PACKED.values(), ids=PACKED)
def test_other_records_are_passed_over_and_counted(found: Found, tally: Tally, pack: Callable[[bytes], bytes]) -> None:
    records = [
        warc(b"software: crawler", 0, "warcinfo"),
        warc(b"GET / HTTP/1.1", 1, "request"),
        warc(http(page(1)), 1),
        warc(b"", 1, "revisit"),
        warc(http(b"gone", "404 Not Found"), 2),
        warc(http(b"\x89PNG", type="image/png"), 3),
        warc(page(4), 4, "resource"),
    ]
    assert [one.url for one in found(b"".join(map(pack, records)))] == [f"https://news.example.com/{n}" for n in (1, 4)]
    assert tally.formats == {"warc": 2}
    assert sum(tally.passed_over.values()) == 5
    assert set(tally.passed_over) >= {"request record", "revisit record", "status 404", "image/png"}


@pytest.mark.parametrize("lie", [-20, 7, 150, 10**6, 10**15])
def test_a_lying_length_costs_no_page(found: Found, lie: int) -> None:
    block = http(page(1))
    arrived = found(warc(block, 1, length=max(0, len(block) + lie)) + warc(http(page(2)), 2), limits=Limits(10**5))
    pages = [one for one in arrived if one.refusal is None]
    assert pages[-1].content == page(2)
    assert len(pages) == 2 or arrived[0].refusal is not None
    if lie < 10**5:
        assert pages[0].content == page(1)


def test_a_record_that_is_cut_off_gives_what_is_whole_of_it(found: Found) -> None:
    cut = warc(http(b"<p>It cost $18.3bn.</p><p>It lost $21"), length=1000).rstrip()
    document, rest = found(cut)
    assert document.content == b"<p>It cost $18.3bn.</p><p>"
    assert rest.refusal is not None
    assert rest.refusal.reason == "damaged"


def test_a_damaged_member_is_told_and_the_next_one_read(found: Found) -> None:
    members = [bytearray(gzip.compress(warc(http(page(n) * 50), n))) for n in range(1, 6)]
    members[2][40:60] = bytes(20)
    arrived = found(b"".join(members))
    assert [one.url for one in arrived if one.refusal is None][-2:] == [f"https://news.example.com/{n}" for n in (4, 5)]
    assert {"unreadable"} <= {one.refusal.reason for one in arrived if one.refusal} <= {"unreadable", "damaged"}


def test_garbage_between_records_is_told_with_its_place(found: Found) -> None:
    gap, document = found(warc(b"GET /", type="request") + b"x" * 50 + b"\n" + warc(http(page(1)), 1))
    assert gap.refusal is not None
    assert (gap.refusal.reason, gap.refusal.detail[:8]) == ("damaged", "50 bytes")
    assert document.content == page(1)


def test_arc_records_are_read(found: Found, tally: Tally) -> None:
    arrived = found(ARC_HEAD + arc(http(page(1)), 1) + arc(http(page(2)), 2, length=-1) + arc(http(page(3)), 3))
    assert [one.content for one in arrived if one.refusal is None] == [page(1), page(3)]
    assert {one.refusal.reason for one in arrived if one.refusal} == {"damaged"}
    assert tally.passed_over == {"filedesc record": 1}


def test_places_tell_rejects_apart(found: Found) -> None:
    arrived = found(b"".join(warc(http(page(n)), n, length=0) for n in range(4)) + warc(http(b""), 9))
    assert len({one.document_id for one in arrived}) == len(arrived)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here")
@pytest.mark.parametrize("name", ["IAH-urls-wget.warc", "example.warc.gz", "warcfile.warc.gz", "cc.warc.gz"])
def test_whole_archives_are_read_as_warcio_reads_them(found: Found, name: str) -> None:
    with (CORPUS / "warc" / name).open("rb") as stream:
        theirs = [
            (record.rec_headers.get_header("WARC-Target-URI"), record.content_stream().read())
            for record in ArchiveIterator(stream)
            if record.rec_type == "response" and record.http_headers.get_statuscode().startswith("2")
            and record.http_headers.get_header("Content-Type", "").startswith("text/html")
        ]  # fmt: skip
    ours = [(one.url, one.content) for one in found((CORPUS / "warc" / name).read_bytes()) if one.url]
    assert ours == theirs


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.data())
def test_no_damage_raises_or_loses_a_whole_record(found: Found, data: st.DataObject) -> None:
    """Bytes overwritten in one record leave every record two behind it as it was, and nothing raises."""
    records = [warc(http(page(n)), n) for n in range(6)]
    whole = bytearray(b"".join(records))
    place = data.draw(st.integers(0, len(b"".join(records[:3])) - 1))
    junk = data.draw(st.binary(min_size=1, max_size=40))[: len(b"".join(records[:3])) - place]
    whole[place : place + len(junk)] = junk
    arrived = found(b"WARC/" + bytes(whole)[5:])
    assert {page(4), page(5)} <= {one.content for one in arrived}
    assert all(one.refusal is None or one.refusal.reason in REASONS for one in arrived)
