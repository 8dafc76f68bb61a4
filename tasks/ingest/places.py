"""Where documents are: the files that paths, folders and globs stand for."""

import glob
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from schemas.errors import BadInput
from tasks.ingest import remote
from tasks.ingest.fetch.address import is_web, told

STDIN = "-"


def places(inputs: Sequence[str]) -> Iterator[str]:
    """Each file once, in the order of the inputs and by name within a folder; '-' for standard input.

    Hidden files and folders are left out of folders, and so are links that lead back to a folder above.
    Raises BadInput for an input that stands for no file, before anything is read.
    """
    return _unrepeated(place for found in [_expanded(given) for given in inputs] for place in found)


def _expanded(given: str) -> list[str] | Iterator[str]:
    if given == STDIN:
        return [STDIN]
    if remote.is_page(given):
        raise BadInput(f"'{printable(given)}' is the address of a page. Save the page and give its file.")
    if remote.is_remote(given):
        return remote.expanded(given)
    try:
        found = [given] if Path(given).exists() else sorted(glob.glob(given, recursive=True))  # noqa: PTH207  # Path.glob refuses absolute patterns
    except (OSError, ValueError) as error:  # a name too long, or with a NUL
        raise BadInput(f"'{given}' is no path: {error}.") from error
    if not found:
        raise BadInput(f"No file or folder '{given}'. Give an existing path, a glob or '-' for standard input.")
    return (place for one in found for place in (_files(Path(one)) if Path(one).is_dir() else [one]))


def _files(folder: Path) -> Iterator[str]:
    entered: set[str] = set()
    for here, folders, names in os.walk(folder, followlinks=True):
        real = os.path.realpath(here)
        if real in entered:
            folders.clear()
            continue
        entered.add(real)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (str(Path(here) / name) for name in sorted(names) if _wanted(here, name))


def _wanted(here: str, name: str) -> bool:
    """Whether it is a file to read: not hidden, no socket or pipe; a link that leads nowhere is kept, to be refused."""
    path = Path(here) / name
    return not name.startswith(".") and (path.is_file() or path.is_symlink())


def _unrepeated(found: Iterator[str]) -> Iterator[str]:
    seen: set[str] = set()
    for place in found:
        real = place if place == STDIN or remote.is_remote(place) else os.path.realpath(place)
        if real not in seen:
            seen.add(real)
            yield place


def printable(place: str) -> str:
    """The place as text that every encoding has, and without the secrets of an address.

    >>> printable("https://ann:word@example.com/crawl.warc.gz?token=4a1")
    'https://example.com/crawl.warc.gz?token=***'
    """
    return told(place) if is_web(place) else os.fsencode(place).decode("utf-8", "replace")
