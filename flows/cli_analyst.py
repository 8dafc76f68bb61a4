"""The commands for whoever asks a lake: its figures, its articles with their evidence, and its tables as files."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from flows import inform
from flows.cli_lake import JsonOption, LakeOption, opened
from schemas.errors import BadInput

asking = typer.Typer()


@asking.command()
def export(
    table: str,
    format: Annotated[
        Literal["csv", "xlsx", "jsonl", "parquet", "ftm"], typer.Option(help="ftm: FollowTheMoney, for Aleph.")
    ] = "csv",
    out: Annotated[
        str | None, typer.Option(help="File to write, or - for standard output (TABLE with the format's suffix).")
    ] = None,
    since: Annotated[str | None, typer.Option(help="Only rows dated in or after this year, month or day.")] = None,
    until: Annotated[str | None, typer.Option(help="Only rows dated in or before this year, month or day.")] = None,
    addable: Annotated[bool, typer.Option("--addable", help="Only rows that may be summed.")] = False,
    lake: LakeOption = None,
    json: JsonOption = False,
) -> None:
    """Write a table into a file for another program, and beside it what its columns mean."""
    from flows.export.export import export as do

    told = do(opened(lake), table, format, out, since=since, until=until, addable=addable)
    if told:
        inform.mapping(told, as_json=json)


@asking.command()
def show(
    article_id: str,
    html: Annotated[bool, typer.Option("--html", help="As a page: each figure's reading under the pointer.")] = False,
    out: Annotated[Path | None, typer.Option(help="With --html: file to write (standard output).")] = None,
    lake: LakeOption = None,
    json: JsonOption = False,
) -> None:
    """An article with its entities and money marked."""
    from flows.look import article_with_marks
    from flows.marked import page

    if out is not None and not html:
        raise BadInput("--out is for a page: add --html.")
    article = article_with_marks(opened(lake), article_id)
    if not html:
        inform.article(article, as_json=json)
    elif out is None:
        inform.text(page(article))
    else:
        out.write_text(page(article), encoding="utf-8")
        inform.mapping({"file": str(out)}, as_json=json)


@asking.command()
def explore(
    lake: LakeOption = None,
    port: Annotated[int, typer.Option(help="Port on this machine, 0 for any.", min=0, max=65535)] = 8642,
) -> None:
    """Filter the figures in the browser and open their evidence, on this machine alone, until stopped."""
    from flows.explore.serve import serve

    serve(opened(lake), port)
