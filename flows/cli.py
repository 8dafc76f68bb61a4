"""The `newsledger` command. Each command imports what it needs when it is called, so that all of them start at once."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from flows import inform
from flows.cli_analyst import asking
from flows.cli_lake import JsonOption, LakeOption, keeping
from flows.cli_lake import opened as _lake
from flows.cli_rejects import refused
from flows.garbage import seldom
from flows.leave import leave
from flows.threads import one_thread
from schemas.errors import BadInput, LedgerError

app = typer.Typer(
    name="newsledger",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="News into a ledger of money: every figure read, its parties named, in Parquet that opens in pandas.",
)


@app.callback()
def shared(
    version: Annotated[
        bool, typer.Option("--version", callback=inform.version, is_eager=True, help="Tell the version and exit.")
    ] = False,
) -> None:
    """What all commands share."""


JsonlOption = Annotated[str | None, typer.Option("--jsonl", help="File of JSON Lines, or - for standard input.")]


@app.command()
def run(
    inputs: Annotated[
        list[str] | None, typer.Argument(help="Files, folders, globs, web addresses or - ; without any, the samples.")
    ] = None,
    lake: LakeOption = None,
    published: Annotated[
        str | None, typer.Option(help="Publication date of the documents, instead of any they carry.")
    ] = None,
    source: Annotated[str | None, typer.Option(help="Outlet of documents that name none.")] = None,
    map: Annotated[
        str | None, typer.Option(help="Columns of records under our names: text=body,title=headline.", metavar="PAIRS")
    ] = None,
    sources: Annotated[
        Path | None, typer.Option(help="File that names outlets (newsledger.toml).", show_default=False)
    ] = None,
    limit: Annotated[int | None, typer.Option(help="Read at most so many documents.")] = None,
    workers: Annotated[int | None, typer.Option(help="Worker processes (one a core).")] = None,
    engine: Annotated[Literal["process", "dask"] | None, typer.Option(help="What the workers are.")] = None,
    dask_address: Annotated[str | None, typer.Option(help="Address of a running Dask scheduler.")] = None,
    partition: Annotated[
        Literal["month", "day", "hour"] | None, typer.Option(help="Partition of a new lake (month).")
    ] = None,
    server: Annotated[
        bool | None,
        typer.Option("--server/--no-server", help="Orchestrate with Prefect, or run in place.", show_default=False),
    ] = None,
    model: Annotated[str | None, typer.Option(help="spaCy model that finds the entities.")] = None,
    repair: Annotated[
        bool | None,
        typer.Option("--repair/--no-repair", help="Correct the model's labels, or leave them.", show_default=False),
    ] = None,
    allow: Annotated[
        bool | None, typer.Option("--allow", help="Exit 0 where volumes are out of bounds.", show_default=False)
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Make the lake's own rows again, from raw on.")] = False,
    since: Annotated[str | None, typer.Option(help="With --again: only what arrived since that day.")] = None,
    stage: Annotated[
        Literal["clean", "entities", "money", "figures"] | None, typer.Option(help="With --again: from this stage on.")
    ] = None,
    follow: Annotated[
        bool | None,
        typer.Option(
            "--follow/--no-follow", help="Fetch the pages that links lead to, in files too.", show_default=False
        ),
    ] = None,
    allow_private: Annotated[
        bool | None, typer.Option("--allow-private", help="Fetch from private networks too.", show_default=False)
    ] = None,
    json: JsonOption = False,
) -> None:
    """Read news into the lake, or make its rows again by the grammar and model of now."""
    from flows.again import asked
    from flows.run import run as do
    from flows.settings import load

    settings = load(
        lake=lake,
        published=published,
        source=source,
        map=map,
        sources=sources,
        limit=limit,
        workers=workers,
        engine=engine,
        dask_address=dask_address,
        partition=partition,
        server=server,
        model=model,
        repair=repair,
        allow=allow,
        follow=follow,
        allow_private=allow_private,
    )
    do(inputs, settings, as_json=json, again=asked(inputs, again=again, since=since, stage=stage))


@app.command()
def serve(
    inputs: Annotated[list[str] | None, typer.Argument(help="As for run.")] = None,
    every: Annotated[str | None, typer.Option(help="How often: 90s, 15m, 2h, 1d.")] = None,
    cron: Annotated[str | None, typer.Option(help="When, as cron says it: '0 6 * * *'.")] = None,
    overlap: Annotated[
        Literal["wait", "skip"], typer.Option(help="What a run does that comes due while another is under way.")
    ] = "wait",
    port: Annotated[int | None, typer.Option(help="Port of Prefect's pages, where no server runs yet (any).")] = None,
    name: Annotated[str, typer.Option(help="Name of the schedule.")] = "news",
    lake: LakeOption = None,
    source: Annotated[str | None, typer.Option(help="Outlet of documents that name none.")] = None,
    workers: Annotated[int | None, typer.Option(help="Worker processes (one a core).")] = None,
) -> None:
    """Read what is new, at once and then on a schedule, until stopped."""
    from flows.serve import serve as do

    flags = {"lake": lake, "source": source, "workers": workers}
    do(inputs or [], flags, every=every, cron=cron, overlap=overlap, port=port, name=name)


@app.command()
def parse(
    text: Annotated[str | None, typer.Argument(help="A text to read.")] = None,
    jsonl: JsonlOption = None,
    fields: Annotated[
        Literal["money", "all"] | None,
        typer.Option(help="money: amounts alone, at once (for TEXT); all: roles and types too (for --jsonl)."),
    ] = None,
    explain: Annotated[bool, typer.Option(help="Tell which rule read each part.")] = False,
) -> None:
    """Read the money in a text, or in each record of a file ({"id", "text", "title"?, "before"?, ...})."""
    from tasks.money.parse import parse_record

    asked = fields or ("money" if jsonl is None and not explain else "all")
    _each_record(text, jsonl, lambda record: parse_record(record, fields=asked, explain=explain))


@app.command()
def clean(
    html: Annotated[str | None, typer.Option(help="An HTML file.")] = None,
    jsonl: JsonlOption = None,
) -> None:
    """Make clean articles of pages, from a file or from records ({"id", "html", "url"?})."""
    from tasks.clean.record import clean_record
    from tasks.ingest.file import HEAD
    from tasks.ingest.sniff import stranger

    if html is not None:
        page = _readable(html).read_bytes()
        if (kind := stranger(page[:HEAD]) if page.strip() else "empty") is not None:
            raise BadInput(f"{html} is no web page but {kind}. Give an HTML file.")
        cleaned = clean_record({"id": Path(html).name, "html": page})
        inform.line(cleaned)
        if "error" in cleaned:
            raise LedgerError(f"{html} holds no article: {cleaned['detail']}.")
    else:
        _each_record(None, jsonl, clean_record)


@app.command()
def entities(
    text: Annotated[str | None, typer.Argument(help="A text to read.")] = None,
    jsonl: JsonlOption = None,
    model: Annotated[str | None, typer.Option(help="spaCy model that finds the entities.")] = None,
    repair: Annotated[bool, typer.Option("--repair/--no-repair", help="Correct the model's labels.")] = True,
) -> None:
    """Name the people, organisations and places in a text, or in each record of a file ({"id", "text"})."""
    from flows.settings import load
    from tasks.entities.steps import entities_records

    records = inform.records(text, jsonl)
    for found in entities_records(records, model=model or load().model, repair=repair):
        inform.line(found)


@app.command()
def tables(lake: LakeOption = None, json: JsonOption = False) -> None:
    """The lake's tables, their rows, and what one row is."""
    from schemas.catalog import TABLES

    counts = _lake(lake).counts()
    inform.table([{"table": t.name, "rows": counts[t.name], "one row is": t.grain} for t in TABLES], as_json=json)


@app.command()
def describe(table: str, json: JsonOption = False) -> None:
    """A table's columns: type, unit, meaning."""
    from schemas.catalog import table_named

    columns = table_named(table).columns
    inform.table(
        [{"column": c.name, "type": str(c.type), "unit": c.unit, "meaning": c.meaning} for c in columns], as_json=json
    )


@app.command()
def dictionary(
    write: Annotated[bool, typer.Option("--write", help="Write docs/data-dictionary.md.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Exit 1 if docs/data-dictionary.md is out of date.")] = False,
) -> None:
    """The data dictionary, from the declared schemas."""
    from schemas.dictionary import render

    _generated(Path("docs/data-dictionary.md"), render(), "newsledger dictionary --write", write=write, check=check)


@app.command()
def reference(
    write: Annotated[bool, typer.Option("--write", help="Write docs/command-line.md.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Exit 1 if docs/command-line.md is out of date.")] = False,
) -> None:
    """The command reference, from the commands' own help."""
    from flows.reference import render

    _generated(Path("docs/command-line.md"), render(app), "newsledger reference --write", write=write, check=check)


@app.command()
def figures(
    payer: Annotated[str | None, typer.Option(help="Who pays: a country's code, an entity_id or a name.")] = None,
    recipient: Annotated[str | None, typer.Option(help="Who receives, likewise.")] = None,
    since: Annotated[str | None, typer.Option(help="First seen in or after this year, month or day.")] = None,
    until: Annotated[str | None, typer.Option(help="First seen in or before this year, month or day.")] = None,
    lake: LakeOption = None,
    json: JsonOption = False,
) -> None:
    """Figures by payer, recipient and date: one row each, however often they were printed."""
    from flows import look

    found = look.figures(_lake(lake), payer=payer, recipient=recipient, since=since, until=until)
    inform.table(found if json else [look.shown(row) for row in found], as_json=json, empty="no such figure")


@app.command()
def doctor(lake: LakeOption = None, json: JsonOption = False) -> None:
    """Settings, versions, and the usual troubles: what is wrong and what helps."""
    from flows.doctor import examine

    findings = examine(lake)
    if json:
        inform.mapping(findings.told, as_json=True)
    else:
        for part in findings.told.values():
            inform.mapping(part, as_json=False)
    if findings.troubles:
        raise typer.Exit(1)


app.add_typer(asking)
app.add_typer(keeping)
app.add_typer(refused)


def _each_record(text: str | None, jsonl: str | None, read: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    for record in inform.records(text, jsonl):
        inform.line(read(record) | ({"error": record["error"]} if record.get("error") == "bad_json" else {}))


def _readable(path: str) -> Path:
    if not Path(path).is_file():
        raise BadInput(f"No file {path}.")
    return Path(path)


def _generated(path: Path, text: str, remedy: str, *, write: bool, check: bool) -> None:
    if check:
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            raise LedgerError(f"{path} is out of date: run `{remedy}`.")
    elif write:
        path.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


def main() -> None:
    """The console script."""
    one_thread()
    seldom()
    leave(app)
