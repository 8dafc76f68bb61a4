"""The commands for a shell: a line for each line, whatever is in it, in the same order, and never a traceback."""

import json
import subprocess
from collections.abc import Callable

import pytest

Command = Callable[..., "subprocess.CompletedProcess[str]"]

LINES = {  # what is sent, and the id that comes back
    "first": (
        '{"id": "first", "text": "It paid $5m.", "html": "<p>It paid $5m to Oban, the mill said on Monday."}',
        "first",
    ),
    "no JSON": ("Mill", "2"),
    "a list": ("[1, 2]", "3"),
    "deep": ("[" * 100_000, "4"),
    "long number": ('{"id": %s}' % ("9" * 5_000), "5"),
    "no number": ('{"id": NaN, "text": "It paid $6m."}', None),
    "infinite": ('{"id": 1e999, "text": "It paid $6m."}', None),
    "twice": ('{"id": "never", "id": "twice", "text": "It paid $7m."}', "twice"),
    "types": ('{"id": "types", "text": {"a": 1}, "html": 7, "title": [], "published": true}', "types"),
    "surrogate": (
        '{"id": "s\\ud800", "text": "It paid \\ud800 $8m to Ana Brandt \\udfff.", "html": "<p>\\ud800"}',
        "s\ud800",
    ),
    "NUL": ('{"id": "nul", "text": "It\\u0000 paid $9m.", "html": "\\u0000"}', "nul"),
    "terminal": ('{"id": "\\u001b[31m\\u009b5m", "text": "\\u001b[5m$5m\\u202e"}', "\x1b[31m\x9b5m"),
    "one word": ('{"id": "word", "text": "%s"}' % ("$" * 20_000), "word"),
    "names": ('{"id": "names", "text": "%s"}' % ("Ana Brandt, " * 500), "names"),
    "rows": ('{"id": "rows", "text": "Oban%s x"}' % (" 11" * 60), "rows"),
    "last": ('{"id": "last", "text": "It paid €5m.", "html": "<p>It paid."}', "last"),
}


@pytest.mark.parametrize("command", ["parse", "clean", "entities"])
def test_a_line_for_each_line(newsledger_command: Command, command: str) -> None:
    sent = "\n".join(line for line, _ in LINES.values()) + "\n"
    done = newsledger_command(command, "--jsonl", "-", stdin=sent)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert not {char for char in done.stdout if char != "\n" and (char < " " or "\x7f" <= char < "\xa0")}
    answers = [
        json.loads(line, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
        for line in done.stdout.splitlines()
    ]
    assert [answer["id"] for answer in answers] == [identity for _, identity in LINES.values()]
