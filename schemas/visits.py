"""visits: one row is one address that was fetched and read to its end; the lake's own memory, no table of analysts."""

from schemas.column import MOMENT, STRING, Column
from schemas.table import Table

VISITS = Table(
    name="visits",
    grain="one address as last fetched, in a publish that holds all that was found there, or after those",
    columns=(
        Column("key", STRING, "the address", "hash of it, for it may hold secrets", nullable=False),
        Column("place", STRING, "the address as it may be shown", nullable=False),
        Column("etag", STRING, "the version that the server named", "header ETag"),
        Column("last_modified", STRING, "when the server last changed it", "header Last-Modified, as it stood"),
        Column("entry", STRING, "the feed's entry that led there", "hash of it"),
        Column("link", STRING, "the link or entry that led there", "its document_id"),
        Column("visited_at", MOMENT, "when the run that fetched it began", unit="UTC", nullable=False),
    ),
    key=("key",),
    owner="key",
    dated_by="visited_at",
    order=("key",),
)
