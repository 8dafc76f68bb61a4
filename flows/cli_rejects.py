"""The commands about what was refused."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from flows import inform
from flows.cli_lake import JsonOption, LakeOption, opened

refused = typer.Typer()

ReasonOption = Annotated[str | None, typer.Option(help="Only those refused for this reason.")]
StageOption = Annotated[str | None, typer.Option(help="Only those refused by this stage.")]
SourceOption = Annotated[str | None, typer.Option(help="Only those of this outlet.")]
RunOption = Annotated[str | None, typer.Option(help="Only those of this run.")]
SinceOption = Annotated[str | None, typer.Option(help="Only since a date, or a time back from now: 90m, 12h, 2d.")]


@refused.command()
def rejects(
    reason: ReasonOption = None,
    stage: StageOption = None,
    source: SourceOption = None,
    run: RunOption = None,
    since: SinceOption = None,
    lake: LakeOption = None,
    json: JsonOption = False,
) -> None:
    """The documents that were refused, and why."""
    from flows.selection import Selection

    chosen = Selection(reason, stage, source, run, since)
    inform.table(chosen.told(opened(lake), datetime.now(UTC)), as_json=json, empty="Nothing was refused.")


@refused.command()
def retry(
    reason: ReasonOption = None,
    stage: StageOption = None,
    source: SourceOption = None,
    run: RunOption = None,
    since: SinceOption = None,
    lake: LakeOption = None,
    workers: Annotated[int | None, typer.Option(help="Worker processes (one a core).")] = None,
    server: Annotated[
        bool | None,
        typer.Option("--server/--no-server", help="Orchestrate with Prefect, or run in place.", show_default=False),
    ] = None,
    allow_private: Annotated[
        bool | None, typer.Option("--allow-private", help="Fetch from private networks too.", show_default=False)
    ] = None,
    json: JsonOption = False,
) -> None:
    """Read again what was refused, from raw, from its file or its address; what works becomes an article."""
    from flows.retry import retry as do
    from flows.selection import Selection
    from flows.settings import load

    settings = load(lake=lake, workers=workers, server=server, allow_private=allow_private)
    do(settings, Selection(reason, stage, source, run, since), as_json=json)
