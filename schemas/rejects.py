"""rejects: one row is one document that was refused, and the closed list of reasons."""

from schemas import fields
from schemas.column import STRING, Column
from schemas.table import Table

REASONS = {
    "unreadable": "the file, or what is left of it, could not be opened or decompressed",
    "unknown_format": "of a format that is not read",
    "damaged": "part of an archive that holds no whole document; detail tells how much",
    "not_fetched": "the address of a page that is not here; it is read once its page is fetched",
    "empty": "no bytes, or nothing but white space",
    "bad_json": "a line that is not a JSON object",
    "no_text": "a record or page that holds no article text",
    "bad_encoding": "bytes that are no text in any likely encoding",
    "too_large": "more bytes, unpacked bytes or packings inside packings than the limits allow",
    "too_much": "more elements, letters, entities or figures than the limits allow",
    "too_slow": "a stage took more processor time for it than the limit allows",
    "robots": "the host's robots.txt does not allow it, or cannot be had",
    "http_status": "the server answered with an error, or with nothing that can be read",
    "timeout": "the server took longer than the limit",
    "unreachable": "no such host, or no connection to it",
    "private_address": "the host, or one that it redirects to, is in a private network",
    "bad_redirect": "redirected in a circle, too often, or to no web address",
    "broken_response": "the answer breaks the rules of HTTP, or ends before its end",
    "failed": "the document broke the program that read it; detail names the fault",
}
# Reasons for which raw holds nothing but the place or the address of what was to be read.
NOT_HERE = frozenset(
    ("not_fetched", "robots", "http_status", "timeout", "unreachable", "private_address", "bad_redirect")
) | {"broken_response", "too_large", "unreadable"}
OPENED = NOT_HERE | {"unknown_format"}  # and those of which it holds a file of a format that was not read

REJECTS = Table(
    name="rejects",
    grain="one document that was refused",
    columns=(
        fields.document_id,
        fields.article_id,
        Column("stage", STRING, "the stage that refused it", nullable=False, example="clean"),
        Column("reason", STRING, f"one of {', '.join(REASONS)}", nullable=False, example="bad_json"),
        Column("detail", STRING, "what exactly was wrong", nullable=False),
        fields.source,
        Column(
            "document",
            STRING,
            "where it came from; raw holds its bytes under document_id",
            "raw.locator",
            nullable=False,
        ),
        fields.first_seen_at,
        fields.run_id,
    ),
    key=("document_id",),
    owner="document_id",
    dated_by="first_seen_at",
    order=("document_id",),
)
