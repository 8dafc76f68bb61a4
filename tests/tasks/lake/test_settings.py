"""What is settled when a lake is made stays so, and what is no lake is not taken for one."""

import json
from pathlib import Path

import pytest

from schemas.errors import LakeError
from tasks.lake.lake import Lake


def test_no_lake_is_made_unless_asked(tmp_path: Path) -> None:
    with pytest.raises(LakeError, match=r"No lake at .*nowhere\. Make one with"):
        Lake.open(tmp_path / "nowhere", create=False)
    assert not (tmp_path / "nowhere").exists()


def test_another_partition_is_refused_with_the_remedy(tmp_path: Path) -> None:
    Lake.open(tmp_path / "lake", partition="day")
    with pytest.raises(LakeError, match=r"by day.* month was asked for\. Leave --partition out, or name a new lake\."):
        Lake.open(tmp_path / "lake", partition="month")


def test_an_unknown_partition_names_the_known(tmp_path: Path) -> None:
    with pytest.raises(LakeError, match=r"No partition 'week'\. Known: month, day, hour\."):
        Lake.open(tmp_path / "lake", partition="week")  # type: ignore[arg-type]  # the mistake under test


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (json.dumps({"format": 2, "partition": "month"}), "has format 2, newer than .* 1: update"),
        (json.dumps({"format": 1, "partition": "week"}), "names no known partition: 'week'"),
        ("{", "is damaged"),
    ],
    ids=["newer", "unknown_partition", "broken"],
)
def test_settings_that_cannot_be_followed_are_refused(tmp_path: Path, content: str, told: str) -> None:
    lake = Lake.open(tmp_path / "lake")
    lake.layout.settings.write_text(content, encoding="utf-8")
    with pytest.raises(LakeError, match=told):
        Lake.open(tmp_path / "lake")


def test_a_folder_of_other_files_is_no_lake(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").touch()
    with pytest.raises(LakeError, match=r"holds other files \(letters\.txt\): name a new or an empty folder"):
        Lake.open(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letters.txt"]


def test_a_file_is_no_lake(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").touch()
    with pytest.raises(LakeError, match="is a file: name a folder for the lake"):
        Lake.open(tmp_path / "letters.txt")


def test_hidden_files_and_a_creation_that_was_killed_do_not_matter(tmp_path: Path) -> None:
    (tmp_path / ".gitkeep").touch()
    (tmp_path / "_ledger" / "work").mkdir(parents=True)
    assert Lake.open(tmp_path).sequence == 0
