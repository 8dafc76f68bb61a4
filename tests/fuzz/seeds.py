"""Small whole documents of every kind that is read, for fuzzing to set out from."""

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

TEXTS = (
    "Velmont paid Brisa $725m on Monday, which brings the total to $18.3bn.",
    "Aid of between £4m and £5.5 million (€6m) over five years; a third of it, some US$2m a year, is a loan.",
    "OBAN, March 3 (Reuters) - Shares fell 3.5 cents to $1,234.50 apiece, from hundreds of millions of rupees.",
    "Mr. Brandt of Leeds, Ana Halvorsen (Norway) and the Bank of Oban said: “C$60m – or 1.2 lakh crore – is owed.”",
)
PAGE = (
    b"<!doctype html><html lang=en><head><title>Mill reopens | Harbour Post</title>"
    b'<meta property="og:title" content="Mill reopens"><link rel="canonical" href="https://harbourpost.example/a">'
    b'<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Mill reopens",'
    b' "datePublished": "2024-05-01", "author": [{"name": "Nia Pryce"}]}</script></head><body><article>'
    b"<h1>Mill reopens</h1><figure><img src=a.jpg><figcaption>A loom (Photo: Joan Lind)</figcaption></figure>"
    b"<p>OBAN - The mill, which Velmont bought for \xc2\xa35m, reopened on Monday after nine years.</p>"
    b"<p>It was closed in 2015, and the whole valley came to see it run again, the owner said.</p>"
    b'<ul><li><a href=/b>Read more: looms</a></li></ul><div class="related">More</div></article></body></html>'
)
RECORD = b'{"id": "7", "title": "Mill reopens", "text": "The mill cost $5m.", "url": "https://harbourpost.example/a"}'
FEED = (
    b'<?xml version="1.0"?><rss version="2.0"><channel><title>Post</title><item><title>Mill reopens</title>'
    b"<link>https://harbourpost.example/a</link><guid>a</guid><pubDate>Wed, 01 May 2024 08:00:00 GMT</pubDate>"
    b"<description><![CDATA[<p>The mill cost $5m.</p>]]></description></item></channel></rss>"
)
NEWSML = (
    b'<newsItem guid="u:1" xmlns="http://iptc.org/std/nar/2006-10-01/"><itemMeta><provider qcode="p:harbour"/>'
    b"</itemMeta>"
    b"<contentMeta><headline>Mill</headline></contentMeta><contentSet><inlineXML><html><body><p>It cost $5m.</p></body>"
    b"</html></inlineXML></contentSet></newsItem>"
)
NITF = (
    b'<nitf><head><docdata><doc-id id-string="h-7"/></docdata></head><body><body.head><hedline><hl1>Mill</hl1>'
    b"</hedline>"
    b"<dateline>OBAN</dateline></body.head><body.content><p>It cost $5m.</p></body.content></body></nitf>"
)
SITEMAP = b"<urlset><url><loc>https://harbourpost.example/a</loc><lastmod>2024-05-01</lastmod></url></urlset>"
LETTER = (
    b"From: Post <letters@harbourpost.example>\r\nSubject: =?utf-8?q?Mill_=C2=A35m?=\r\nDate: Wed, 01 May 2024 08:00 Z"
    b'\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="b"\r\n\r\n--b\r\n'
    b"Content-Type: text/html; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    b"<p>The mill cost =A35m.</p>\r\n--b--\r\n"
)
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n<p>Oban\r\n0\r\n\r\n"
PACKED = gzip.compress(b"<p>Oban", mtime=0)
GZIPPED = b"HTTP/1.0 200\r\nContent-Encoding: gzip\r\nContent-Type: text/html\r\n\r\n" + PACKED


def warc(block: bytes) -> bytes:
    """A WARC record of an answer."""
    head = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://harbourpost.example/a\r\n"
    said = b"Content-Type: application/http\r\nContent-Length: %d\r\n\r\n" % len(block)
    return head + said + block + b"\r\n\r\n"


def arc(block: bytes) -> bytes:
    """An ARC archive with one page."""
    head = b"filedesc://a.arc 0.0.0.0 20240501080000 text/plain 3\n1 0\n"
    return head + b"https://harbourpost.example/a 192.0.2.7 20240501080000 text/html %d\n%s\n" % (len(block), block)


def zipped(name: str, content: bytes) -> bytes:
    """A zip archive with that one member."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name), content)
    return whole.getvalue()


def tarred(name: str, content: bytes) -> bytes:
    """A tar archive with that one member."""
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w") as archive:
        member = tarfile.TarInfo(name)
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    return whole.getvalue()


def parquet() -> bytes:
    """A Parquet file of one row."""
    whole = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([json.loads(RECORD)]), whole)
    return whole.getvalue()


TABLE = b'id,title,text\n7,Mill,It cost $5m.\n8,Loom,"It cost,\nthey said, $6m."\n'
LINES = RECORD + b"\n" + RECORD.replace(b'"7"', b'"8"') + b"\n"

# For each format that is read, files of it. Every name is one of tasks.ingest.formats.
FILES: dict[str, tuple[bytes, ...]] = {
    "empty": (b"", b"\n\n"),
    "gzip": (gzip.compress(LINES, mtime=0), gzip.compress(LINES, mtime=0) * 2),
    "bzip2": (bz2.compress(LINES),),
    "xz": (lzma.compress(LINES),),
    "zstd": (zstandard.compress(LINES),),
    "zip": (zipped("a.jsonl", LINES), zipped("../b.zip", zipped("c.html", PAGE))),
    "tar": (tarred("a.jsonl", LINES),),
    "parquet": (parquet(),),
    "warc": (warc(ANSWER) + warc(GZIPPED), warc(ANSWER).replace(b"-Length: ", b"-Length: 9")),
    "arc": (arc(PAGE),),
    "feed": (FEED,),
    "newsml": (NEWSML,),
    "nitf": (NITF,),
    "sitemap": (SITEMAP,),
    "mbox": (b"From a@harbourpost.example Wed May  1 08:00:00 2024\n" + LETTER,),
    "email": (LETTER,),
    "jsonl": (LINES,),
    "json": (b"[" + RECORD + b"]", RECORD),
    "urls": (b"https://harbourpost.example/a\nhttps://harbourpost.example/b\n",),
    "csv": (TABLE, TABLE.replace(b",", b"\t")),
    "html": (PAGE,),
    "text": tuple(text.encode() for text in TEXTS),
    "other": (b"%PDF-1.7 \0\1\2",),
}
