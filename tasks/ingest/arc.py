"""ARC archives, the form before WARC: a line for each record, of five fields in version 1 and ten in version 2."""

import re

from tasks.ingest.archive import LINE, Dialect, Head, reader
from tasks.ingest.forward import Forward

START = re.compile(
    rb"^(?P<url>[a-z][a-z0-9+.-]*:[^\r\n]{1,8000}?)"  # the address, which may hold blanks
    rb" (?P<ip>[0-9a-fA-F.:]{3,45}|-)"
    rb" (?P<date>\d{8,18})"
    rb" (?P<type>[^\s]+)"
    rb"(?: [^\r\n]*?)?"  # version 2: status, checksum, location, offset, file name
    rb" (?P<length>-?\d{1,18})[ \t]*\r?\n",
    re.MULTILINE,
)


def head(ahead: Forward) -> Head:
    """The head that is the line here."""
    line = START.match(ahead.line(LINE))
    if line is None:
        return Head("untyped", None, "", None)
    url, length = line["url"].decode("utf-8", "replace"), int(line["length"])
    type = "filedesc" if url.startswith("filedesc:") else "response"
    return Head(type, url.replace(" ", "%20"), line["type"].decode("ascii", "replace"), length if length >= 0 else None)


read = reader(Dialect(START, head))
