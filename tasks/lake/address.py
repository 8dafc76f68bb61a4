"""Where a lake is to be, as people write it: a folder, or `s3://bucket/prefix`."""

from os import PathLike
from pathlib import Path
from urllib.parse import urlsplit

from schemas.errors import BadInput

SCHEME = "s3://"


def address(given: str | PathLike[str]) -> str | Path:
    """The folder, or the address of an object store as it was given. BadInput where it is neither.

    >>> address("data/lake"), address("s3://news/lake/")
    (PosixPath('data/lake'), 's3://news/lake')
    >>> address("ftp://news/lake")
    Traceback (most recent call last):
    schemas.errors.BadInput: A lake stands in a folder or at s3://bucket/prefix, not at ftp://.
    """
    text = str(given)
    if "://" not in text:
        return Path(given)
    parts = urlsplit(text)
    if "@" in text or parts.query or parts.fragment:  # not to be repeated: a secret may be part of it
        raise BadInput(
            "The lake's address holds more than s3://bucket/prefix: credentials and endpoints belong in the "
            "environment (AWS_ACCESS_KEY_ID, AWS_PROFILE, AWS_ENDPOINT_URL...) or in ~/.aws."
        )
    if not text.startswith(SCHEME):
        raise BadInput(f"A lake stands in a folder or at s3://bucket/prefix, not at {parts.scheme}://.")
    if not parts.netloc:
        raise BadInput(f"{text} names no bucket: write s3://bucket/prefix.")
    return f"{SCHEME}{parts.netloc}/{parts.path.strip('/')}".rstrip("/")
