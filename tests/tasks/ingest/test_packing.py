"""Packed files: read as what they hold, within bounds, and harmless whatever their members are called."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from tasks.ingest.document import Document
from tasks.limits import Limits

Found = Callable[..., list[Document]]
LINES = b'{"id": "1", "text": "One."}\n{"id": "2", "text": "Two."}\n'


def zipped(members: dict[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return whole.getvalue()


def tarred(members: dict[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w") as archive:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return whole.getvalue()


PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstandard.compress,
    "zip": lambda content: zipped({"a.jsonl": content}),
    "tar": lambda content: tarred({"a.jsonl": content}),
    "tar.gz": lambda content: gzip.compress(tarred({"a.jsonl": content})),
    "zip in a zip": lambda content: zipped({"b.zip": zipped({"a.jsonl": content})}),
}


@pytest.mark.parametrize("pack", PACKINGS.values(), ids=PACKINGS)
def test_what_is_packed_is_read(found: Found, pack: Callable[[bytes], bytes]) -> None:
    assert [one.content for one in found(pack(LINES))] == LINES.splitlines()


@pytest.mark.parametrize("name", ["gz", "bz2", "xz", "zst"])
def test_streams_one_behind_the_other_are_read(found: Found, name: str) -> None:
    first, second = LINES.splitlines(keepends=True)
    assert len(found(PACKINGS[name](first) + PACKINGS[name](second))) == 2


def test_a_member_is_a_place(found: Found, tmp_path: Path) -> None:
    page, first, second = found(zipped({"b/c.html": b"<html><p>Mill.", "d.jsonl": LINES}), "a.zip")
    assert page.locator == f"{tmp_path}/a.zip!b/c.html"
    assert [first.locator, second.locator] == [f"{tmp_path}/a.zip!d.jsonl#{n}" for n in (1, 2)]


def test_names_lead_nowhere(found: Found, tmp_path: Path) -> None:
    (document,) = found(zipped({"../../escaped.txt": b"The mill reopened."}))
    assert document.content == b"The mill reopened."
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["arrived"]
    assert not (tmp_path.parent / "escaped.txt").exists()


@pytest.mark.parametrize("name", ["gz", "bz2", "xz", "zst", "zip"])
def test_a_bomb_is_refused_before_it_goes_off(found: Found, name: str) -> None:
    (document,) = found(PACKINGS[name](b'{"id": 1}'.ljust(2**25)), limits=Limits(document=2**26))
    assert document.refusal is not None
    assert document.refusal.reason == "too_large"
    assert "250 times" in document.refusal.detail


def test_nesting_is_bounded(found: Found) -> None:
    content = LINES
    for _ in range(5):
        content = zipped({"deeper.zip": content})
    (document,) = found(content)
    assert document.refusal is not None
    assert document.refusal.reason == "too_large"


def test_a_zip_of_a_later_version_is_refused(found: Found) -> None:
    whole = bytearray(zipped({"a.txt": b"The mill reopened."}))
    whole[whole.index(b"PK\x01\x02") + 6] = 236  # the version needed to extract, 23.6
    (document,) = found(bytes(whole))
    assert document.refusal is not None
    assert (document.refusal.reason, document.refusal.detail) == ("unreadable", "BadZipFile: zip file version 23.6")


def test_a_member_without_a_name_is_read(found: Found) -> None:
    whole = bytearray(zipped({"a": b"The mill reopened."}))
    central = whole.index(b"PK\x01\x02")
    for length, name in ((central + 28, central + 46), (26, 30)):  # in the directory, and before the member
        whole[length] = 0
        del whole[name]
    end = whole.index(b"PK\x05\x06")
    whole[end + 12] -= 1  # the directory's size
    whole[end + 16] -= 1  # and its place
    (document,) = found(bytes(whole))
    assert document.content == b"The mill reopened."


def test_a_damaged_member_does_not_cost_the_others(found: Found) -> None:
    whole = bytearray(zipped({"a.txt": b"The mill reopened. " * 40, "b.txt": b"The looms run."}))
    whole[45] ^= 0xFF
    bad, good = found(bytes(whole))
    assert bad.refusal is not None
    assert (bad.refusal.reason, bad.locator.rpartition("!")[2]) == ("unreadable", "a.txt")
    assert good.content == b"The looms run."


def test_a_truncated_stream_gives_what_is_before_its_end(found: Found) -> None:
    lines = b"".join(b'{"id": %d, "text": "%d"}\n' % (n, n * 7919) for n in range(20_000))
    for name in ("gz", "xz", "zst"):
        *whole, last = found(PACKINGS[name](lines)[:-5000], name)
        assert len(whole) > 100, name
        assert last.refusal is not None
