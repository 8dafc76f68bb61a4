"""What the command line reads and prints: records in, lines, tables and JSON out."""

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TextIO

import typer

from schemas.errors import BadInput, LedgerError

# C0 and C1 controls, by which terminals are told what to do, marks of direction, and halves of letters.
WHOLE = re.compile(r"\S*|[\d,.:+ to-]*")  # a word, a number, a date or two of them
WIDE = 4_096  # letters in a line that no screen shows
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def version(asked: bool) -> None:
    """Print the version and end the command, if that is asked for."""
    if asked:
        from importlib.metadata import version as installed

        print(f"newsledger {installed('newsledger')}")
        raise typer.Exit


def records(text: str | None, jsonl: str | None) -> Iterator[dict[str, Any]]:
    """The records to work on: one made of TEXT, or each line of a JSON Lines file.

    A line that is no JSON object yields a record with its line number as id and nothing in it, so that every line of
    input has its line of output.
    """
    if (text is None) == (jsonl is None):
        raise BadInput("Give one input: a text or file, or --jsonl FILE (- for standard input).")
    if text is not None:
        yield {"id": "0", "text": text}
        return
    with ExitStack() as stack:
        for number, line in enumerate(_lines(str(jsonl), stack), 1):
            if line.strip():
                yield _record(line, number)


def _lines(jsonl: str, stack: ExitStack) -> TextIO:
    if jsonl == "-":
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]  # a real stream has it
        return sys.stdin
    if not Path(jsonl).is_file():
        raise BadInput(f"{jsonl} is no file: give a file of JSON Lines, or - for standard input.")
    return stack.enter_context(Path(jsonl).open(encoding="utf-8", errors="replace"))


def _record(line: str, number: int) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        record = None
    return record if isinstance(record, dict) else {"id": str(number), "error": "bad_json"}


def line(value: Mapping[str, Any]) -> None:
    """Print one JSON line."""
    sys.stdout.write(_json(value) + "\n")


def _json(value: Any, indent: int | None = None) -> str:
    """The value as JSON that no terminal takes for an order, and every encoding can hold; no number for null."""
    try:
        told = json.dumps(value, ensure_ascii=False, default=str, indent=indent, allow_nan=False)
    except ValueError:
        return _json(json.loads(json.dumps(value, default=str), parse_constant=lambda name: None), indent)
    return CONTROL.sub(lambda char: char[0] if char[0] == "\n" else f"\\u{ord(char[0]):04x}", told)


def harmless(text: str) -> str:
    r"""The text as a terminal may show it: orders to it, and marks that turn what is read around, are written out.

    >>> harmless("\x1b[31mMill\u202e"), harmless("Oban\u2019s mill")
    ('\\x1b[31mMill\\u202e', 'Oban’s mill')
    """
    return CONTROL.sub(lambda char: char[0] if char[0] in "\n\t" else ascii(char[0])[1:-1], text)


def text(value: str) -> None:
    """Print a text as it is, in UTF-8."""
    sys.stdout.buffer.write(value.encode("utf-8", "replace"))


def table(rows: Sequence[Mapping[str, Any]], *, as_json: bool, empty: str = "none") -> None:
    """Print rows, as a table or as a JSON array; `empty` where there are none."""
    if as_json:
        sys.stdout.write(_json(list(rows), indent=1) + "\n")
        return
    from rich.console import Console
    from rich.table import Table

    drawn = Table(box=None, pad_edge=False, header_style="bold")
    shown = [["" if value is None else _plain(value) for value in row.values()] for row in rows]
    for at, name in enumerate(rows[0] if rows else ()):
        whole = all(WHOLE.fullmatch(told[at]) for told in shown)  # half a number would be another
        drawn.add_column(name, no_wrap=whole, overflow="ellipsis" if whole else "fold")
    for told in shown:
        drawn.add_row(*told)
    Console(width=None if sys.stdout.isatty() else WIDE).print(drawn if rows else empty)


def mapping(values: Mapping[str, Any], *, as_json: bool) -> None:
    """Print names and values, as lines or as a JSON object."""
    if as_json:
        sys.stdout.write(_json(values, indent=1) + "\n")
        return
    from rich.console import Console
    from rich.table import Table

    drawn = Table.grid(padding=(0, 2))
    for name, value in values.items():
        drawn.add_row(f"[bold]{name}[/bold]", _plain(value))
    Console().print(drawn)


def status(told: Mapping[str, Any], *, as_json: bool) -> None:
    """Print how a lake stands, its last runs as a table below."""
    if as_json:
        mapping(told, as_json=True)
        return
    reasons = ", ".join(f"{reason} {count}" for reason, count in told["rejects by reason"].items())
    mapping({k: v for k, v in told.items() if k != "last runs"} | {"rejects by reason": reasons}, as_json=False)
    sys.stdout.write("\n")
    sys.stdout.flush()
    runs = [{k: f"{v:%Y-%m-%d %H:%M}" if k == "started_at" else v for k, v in row.items()} for row in told["last runs"]]
    table(runs, as_json=False, empty="no run yet")


def article(marked: Mapping[str, Any], *, as_json: bool) -> None:
    """Print an article with its marks: entities in colour, money underlined, and below it what was read in each."""
    if as_json:
        line(marked)
        return
    from rich.console import Console
    from rich.text import Text

    from flows.marked import reading

    console = Console()
    console.print(Text(harmless(marked["title"] or ""), style="bold"))
    about = f"{marked['source'] or ''}  {marked['published_at']:%Y-%m-%d}  {marked['article_id']}"
    console.print(Text(harmless(about), style="dim"))
    body = Text(marked["body"])
    for entity in marked["entities"]:
        body.stylize("cyan", entity["start"], entity["end"])
    for money in marked["money"]:
        body.stylize("bold green underline", money["start"], money["end"])
    console.print()
    console.print(body)
    for money in marked["money"]:
        console.print()
        console.print(Text(harmless(" ".join(money["surface"].split())), style="bold green"))
        for told in reading(money):
            console.print(Text(f"  {harmless(told)}"))


def failure(error: LedgerError, code: int) -> int:
    """Tell an error on standard error, without the secrets of addresses in it; the exit code."""
    from tasks.ingest.fetch.address import told_in

    sys.stderr.write(f"newsledger: {harmless(told_in(str(error)))}\n".encode("utf-8", "replace").decode())
    return code


def _plain(value: Any) -> str:
    from rich.markup import escape

    told = f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
    return escape(harmless(told))
