"""The commands that look after a lake: its state, its promises, what changed in it, and its schema."""

from typing import Annotated, Any

import typer

from flows import inform

keeping = typer.Typer()

LakeOption = Annotated[
    str | None, typer.Option(help="Folder of the lake, or s3://bucket/prefix (data/lake).", show_default=False)
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@keeping.command()
def status(
    lake: LakeOption = None,
    recover: Annotated[bool, typer.Option("--recover", help="Complete a publish that was interrupted.")] = False,
    backlog: Annotated[
        bool, typer.Option("--backlog", help="Count what the last run's inputs hold that is not in the lake yet.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """The lake's size, its last runs and their age, refusals by reason, and what waits."""
    from flows.status import status_of

    there = opened(lake)
    told = status_of(there, recovered=there.recover() if recover else None, backlog=backlog)
    inform.status(told, as_json=json)


@keeping.command()
def verify(lake: LakeOption = None, json: JsonOption = False) -> None:
    """Check the lake against everything it promises; exit 1 where it breaks a promise."""
    from tasks.lake.verify import verify as check

    problems = check(opened(lake))
    inform.table([{"problem": problem} for problem in problems], as_json=json, empty="The lake is whole.")
    if problems:
        raise typer.Exit(1)


@keeping.command()
def diff(
    first: Annotated[str, typer.Argument(help="The earlier run's id.")],
    second: Annotated[str, typer.Argument(help="The later run's id.")],
    examples: Annotated[int, typer.Option(help="Examples of each kind of change.")] = 3,
    lake: LakeOption = None,
    json: JsonOption = False,
) -> None:
    """What changed between two runs in rows that stood: how many by table and column, with examples."""
    from flows.look import differences

    inform.table(differences(opened(lake), first, second, examples), as_json=json, empty="No row differs.")


@keeping.command()
def migrate(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
    drop: Annotated[bool, typer.Option("--drop", help="Drop columns that are no longer declared.")] = False,
    lake: LakeOption = None,
    json: JsonOption = False,
) -> None:
    """Bring a lake of earlier declarations to those of now: all partitions of a table at once, or none."""
    from tasks.lake.migrate import migrate as do

    steps = do(opened(lake), drop=drop, dry_run=dry_run)
    told = [{"table": s.table, "column": s.column, "change": s.change, "files": s.files} for s in steps]
    inform.table(told, as_json=json, empty="The lake is declared as this newsledger declares it.")


def opened(root: str | None) -> Any:
    """The lake there, or the one of the settings."""
    from flows.settings import load
    from tasks.lake.lake import Lake

    return Lake.open(load(lake=root).lake, create=False)


@keeping.command()
def report(
    lake: LakeOption = None,
    out: Annotated[str, typer.Option(help="Folder for the page.")] = "report",
) -> None:
    """Write one page of HTML, which opens offline: figures with their sentences, over time, by party, by outlet."""
    from pathlib import Path

    from flows.report.page import write_report

    typer.echo(write_report(str(opened(lake).root), Path(out)))
