"""The `parse` contract: one JSON record with a text in, one record with its monetary mentions out."""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from io import TextIOWrapper
from pathlib import Path
from typing import Any, Literal

from tasks.money.mention import Context, Mention
from tasks.money.reading import read
from tasks.money.reading.printed_date import printed_date
from tasks.money.reading.reader import plain

Fields = Literal["money", "all"]
_AS_IS = (
    *("start", "end", "surface", "currency", "currency_basis", "qualifier", "per", "conversion_of"),
    *("figure_type", "status", "confidence"),
)
_AMOUNTS = ("amount", "amount_min", "amount_max")
_ROLES = ("payer", "recipient", "holder", "purpose")


def parse_record(record: object, fields: Fields = "all", *, explain: bool = False) -> dict[str, Any]:
    """The mentions of `record["text"]` as JSON values; a record without a text gives no mentions and an `error`.

    >>> parse_record({"id": 1, "text": "It paid €5m."}, "money")["mentions"][0]["amount"]
    '5000000'
    >>> parse_record({"id": 2}, "money")
    {'id': 2, 'mentions': [], 'error': "no string under 'text'"}
    """
    if not isinstance(record, dict):
        return {"id": None, "mentions": [], "error": f"not a JSON object but {type(record).__name__}"}
    text = record.get("text")
    if not isinstance(text, str):
        return {"id": record.get("id"), "mentions": [], "error": "no string under 'text'"}
    context = context_of(record)
    mentions = read(text, context, explain=explain)
    if fields == "all":
        from tasks.money.meaning import interpret  # late: meaning loads a language model, amounts alone need none

        mentions = interpret(text, mentions, context)
    return {"id": record.get("id"), "mentions": list(as_json(mentions, explain=explain))}


def context_of(record: dict[str, Any]) -> Context:
    """What the record says around its text; anything that is not a string counts as unknown."""
    said = {key: value for key in ("title", "before", "source", "url") if isinstance(value := record.get(key), str)}
    return Context(**said, published=printed_date(record.get("published")))


def as_json(mentions: Iterable[Mention], *, explain: bool = False) -> Iterator[dict[str, Any]]:
    """Each mention with the fields of the money guide: amounts as decimal strings, roles as their surface."""
    seen: Counter[str] = Counter()
    for mention in mentions:
        row = {name: getattr(mention, name) for name in _AS_IS} | {"nth": seen[mention.surface]}
        row |= {name: plain(getattr(mention, name)) for name in _AMOUNTS}
        row["horizon_years"] = _number(mention.horizon_years)
        row |= {role: None if (value := getattr(mention, role)) is None else value.surface for role in _ROLES}
        if explain:
            row["why"] = list(mention.why)
        seen[mention.surface] += 1
        yield row


def _number(value: Any) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)


def parse_lines(lines: Iterable[str], fields: Fields = "all", *, explain: bool = False) -> Iterator[str]:
    """One JSON line out for each line in that is not blank, in the same order."""
    for line in lines:
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as wrong:
            yield json.dumps({"id": None, "mentions": [], "error": f"not JSON: {wrong}"})
            continue
        yield json.dumps(parse_record(record, fields, explain=explain), ensure_ascii=False)


def main(arguments: list[str] | None = None) -> int:
    """`python -m tasks.money.parse --jsonl FILE|- [--fields money|all] [--explain]`; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jsonl", required=True, help="a file of JSON lines, or - for standard input")
    parser.add_argument("--fields", choices=("money", "all"), default="all")
    parser.add_argument("--explain", action="store_true", help="add the rules that read each mention")
    asked = parser.parse_args(arguments)
    with nullcontext(sys.stdin) if asked.jsonl == "-" else Path(asked.jsonl).open(encoding="utf-8") as source:
        for line in parse_lines(source, asked.fields, explain=asked.explain):
            sys.stdout.write(f"{line}\n")
    return 0


if __name__ == "__main__":
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="surrogatepass")
    sys.exit(main())
