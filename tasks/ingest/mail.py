"""E-mail: newsletters as single messages (.eml) and mailboxes (mbox), a message a document."""

import re
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr
from typing import IO, Any

from tasks.ingest.document import Document
from tasks.ingest.file import File
from tasks.ingest.records import dumped, record

ENVELOPE = re.compile(rb"From \S+ .*\d\d:\d\d.*\d{4}")  # how a message in a mailbox begins
QUOTED = re.compile(rb"^>+From ")
HEADER = re.compile(rb"([A-Za-z][A-Za-z0-9-]*):[ \t]*\S?")
TELLING = {b"from", b"subject", b"date", b"to", b"message-id", b"received", b"return-path", b"mime-version", b"list-id"}
ENOUGH = 3  # such headers make a message
# What email.policy.default raises on malformed headers; the last on comments in comments.
MALFORMED = (ValueError, IndexError, AttributeError, TypeError, RecursionError)


def is_mailbox(head: bytes) -> bool:
    """Whether what begins so is a mailbox.

    >>> is_mailbox(b"From news@example.com Wed May  1 08:00:00 2024\\nSubject: Mill"), is_mailbox(b"From Oban, we hear")
    (True, False)
    """
    first, _, rest = head.partition(b"\n")
    return ENVELOPE.match(first) is not None and is_message(rest, 1)


def is_message(head: bytes, enough: int = ENOUGH) -> bool:
    """Whether what begins so is a message: headers, and among them `enough` that only messages have.

    >>> is_message(b"Subject: Mill reopens\\nFrom: a@example.com\\nDate: Wed, 1 May 2024\\n\\nIt did.")
    True
    """
    names = set()
    for line in re.split(rb"\r?\n", head):
        if not line or line[:1] in b" \t":
            if not line:
                break
            continue
        header = HEADER.match(line)
        if header is None:
            return False
        names.add(header[1].lower())
    return len(names & TELLING) >= enough


def message(file: File) -> Iterator[Document]:
    """The one message."""
    content = file.whole()
    yield file.too_large() if content is None else _document(content, file, "")


def mailbox(file: File) -> Iterator[Document]:
    """Each message of the mailbox, streamed."""
    for number, content in enumerate(_messages(file.stream, file.arrival.limits.document), 1):
        yield file.too_large(at=f"#{number}") if content is None else _document(content, file, f"#{number}")


def _messages(stream: IO[bytes], most: int) -> Iterator[bytes | None]:
    """The messages one by one; None for one that is too large."""
    held = bytearray()
    begun = blank = large = False
    while line := stream.readline(most):
        if ENVELOPE.match(line) and (blank or not begun):
            if begun:
                yield None if large else bytes(held)
            held, begun, large = bytearray(), True, False
            continue
        blank = not line.strip()
        large = large or len(held) + len(line) > most
        if not large:
            held += line[1:] if QUOTED.match(line) else line
    if begun:
        yield None if large else bytes(held)


def _document(content: bytes, file: File, at: str) -> Document:
    try:
        parsed = BytesParser(policy=policy.default).parsebytes(content)
        held = fields(parsed) if isinstance(parsed, EmailMessage) else {}
    except MALFORMED as error:
        return file.refused("unreadable", f"{type(error).__name__}: {error}", content, at=at)
    if "html" not in held and "text" not in held:
        return file.refused("no_text", "a message without text", content, at=at)
    return record(dumped(held), file, at)


def fields(sent: EmailMessage) -> dict[str, Any]:
    """The message as a record: its HTML part goes before its plain one, its list before its sender as the outlet."""
    name, address = parseaddr(_header(sent, "From"))
    html, plain = _part(sent, "html"), _part(sent, "plain")
    record = {
        "id": _header(sent, "Message-ID").strip("<>"),
        "title": _header(sent, "Subject"),
        "published": _header(sent, "Date"),
        "source": _list(_header(sent, "List-Id")) or name or address.rpartition("@")[2],
        "language": _header(sent, "Content-Language"),
        "html": html,
        "text": "" if html else plain,
    }
    return {field: value for field, value in record.items() if value}


def _list(header: str) -> str:
    """The list's name: what stands before its address in brackets, else the address itself."""
    name, _, address = header.partition("<")
    return name.strip(' "') or address.rstrip("> ")


def _part(sent: EmailMessage, kind: str) -> str:
    part = sent.get_body(preferencelist=(kind,))
    if part is None:
        return ""
    try:
        text = part.get_content()
    except (LookupError, ValueError, AssertionError):  # a charset that nobody knows, or base64 that is none
        payload = part.get_payload(decode=True)
        text = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    return str(text).strip()


def _header(sent: EmailMessage, name: str) -> str:
    """The header in one line; "" where there is none, or where it breaks the parser."""
    try:
        return " ".join(str(sent.get(name, "")).split())
    except MALFORMED:
        return ""
