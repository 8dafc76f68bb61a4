"""The table of formats: how each begins, and what reads it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tasks.ingest import arc, feed, links, mail, newsml, nitf, packing, records, single, sitemap, sniff, tables, warc
from tasks.ingest.file import File, Reader

Begins = Callable[[bytes, Mapping[str, str]], bool]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name, whether a file that begins so is one (given the columns that are renamed), its reader."""

    name: str
    begins: Begins
    read: Reader


def of(file: File) -> Format:
    """The first of FORMATS that the file's beginning fits; the last fits all."""
    return next(format for format in FORMATS if format.begins(file.head, file.arrival.columns))


def magic(*starts: bytes) -> Begins:
    """Files that begin with one of these bytes."""
    return lambda head, columns: head.startswith(starts)


def rooted(*roots: str) -> Begins:
    """XML whose first element has one of these names, in lower case."""
    return lambda head, columns: (
        head.lstrip(b"\xef\xbb\xbf \r\n\t\xff\xfe").startswith(b"<") and (sniff.xml_root(head) in roots)
    )


def typed(media_type: str, fits: Callable[[bytes], bool] = lambda head: True) -> Begins:
    """Files of a media type, as their beginning tells it, whose beginning also `fits`."""
    return lambda head, columns: sniff.media_type(head) == media_type and fits(head)


FORMATS = (
    Format("empty", lambda head, columns: not head.strip(), single.nothing),
    # Packings, which are opened and their files read as any other.
    Format("gzip", magic(b"\x1f\x8b"), packing.gzip),
    Format("bzip2", magic(b"BZh"), packing.bzip2),
    Format("xz", magic(b"\xfd7zXZ"), packing.xz),
    Format("zstd", magic(b"\x28\xb5\x2f\xfd"), packing.zst),
    Format("zip", magic(b"PK\x03\x04", b"PK\x05\x06"), packing.zipped),
    Format("tar", lambda head, columns: head[257:262] == b"ustar", packing.tarred),
    # Many documents in one file.
    Format("parquet", magic(tables.PARQUET), tables.parquet_rows),
    Format("warc", magic(b"WARC/"), warc.read),
    Format("arc", magic(b"filedesc:"), arc.read),
    Format("feed", rooted("rss", "feed", "rdf"), feed.read),
    Format("newsml", rooted("newsitem", "newsmessage", "packageitem", "newsml"), newsml.read),
    Format("nitf", rooted("nitf"), nitf.read),
    Format("sitemap", rooted("urlset", "sitemapindex"), sitemap.read),
    Format("mbox", lambda head, columns: mail.is_mailbox(head), mail.mailbox),
    Format("email", lambda head, columns: mail.is_message(head), mail.message),
    Format("jsonl", typed(sniff.JSON, records.is_lines), records.lines),
    Format("json", typed(sniff.JSON), records.listed),
    Format("urls", typed(sniff.TEXT, links.is_list), links.read),
    Format(
        "csv",
        lambda head, columns: sniff.media_type(head) == sniff.TEXT and tables.delimiter(head, columns) is not None,
        tables.csv_rows,
    ),
    # One document in one file.
    Format("html", typed(sniff.HTML), single.page),
    Format("text", typed(sniff.TEXT), single.text),
    Format("other", lambda head, columns: True, single.stranger),
)
