"""What the snippets of docs/analysts.md show on a lake of the samples, and the notebook made of its ten questions.

    python -m docs.refresh    writes both again

The Python snippets of a section (`##`) run in one namespace, as they would in a notebook. The text block after a
snippet is what it shows: what it prints, and the value of its last line. A chart shows nothing in a text.
"""

import ast
import contextlib
import io
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

HERE = Path(__file__).parent
PAGE = HERE / "analysts.md"
NOTEBOOK = HERE / "ten_questions.py"
QUESTIONS = "## Ten questions"
SNIPPET = re.compile(r"```python\n(?P<code>.*?)```\n(?:\n```text\n.*?```\n)?", re.DOTALL)
OPENING = "```{python}\nimport marimo as mo\n```\n\n#"


def sections(page: str) -> Iterator[tuple[int, str]]:
    """The page's sections, each with the number of lines before it; together they are the page."""
    before = 0
    for text in re.split(r"(?m)^(?=## )", page):
        yield before, text
        before += text.count("\n")


def refreshed(section: str, before: int) -> str:
    """The section with what its snippets show in this folder, which holds the lake as `data/lake`."""
    names: dict[str, Any] = {}

    def shown(snippet: re.Match[str]) -> str:
        told = run(snippet["code"], names, before + section[: snippet.start("code")].count("\n"))
        return f"```python\n{snippet['code']}```\n" + (f"\n```text\n{told}\n```\n" if told else "")

    with pd.option_context("display.width", 120, "display.float_format", None):
        return SNIPPET.sub(shown, section)


def run(code: str, names: dict[str, Any], before: int) -> str:
    """What the code shows, run in this namespace, without blanks at the ends of lines.

    A traceback names the page's own line: so many are `before` the code.
    """
    *body, last = ast.increment_lineno(ast.parse(code), before).body
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        if not isinstance(last, ast.Expr):
            body.append(last)
        exec(compile(ast.Module(body, []), str(PAGE), "exec"), names)
        if isinstance(last, ast.Expr):
            told.write(_text(eval(compile(ast.Expression(last.value), str(PAGE), "eval"), names)))
    return "\n".join(line.rstrip() for line in told.getvalue().splitlines()).strip("\n")


def _text(value: Any) -> str:
    if isinstance(value, pd.DataFrame | pd.Series):
        return value.to_string()
    if type(value).__module__.startswith("altair"):
        value.to_dict()  # an invalid chart is an error
        return ""
    return "" if value is None else str(value)


def notebook(page: str) -> str:
    """The marimo notebook of the page's ten questions."""
    (section,) = (text for _, text in sections(page) if text.startswith(QUESTIONS))
    cells = SNIPPET.sub(lambda snippet: f"```{{python}}\n{snippet['code']}```\n", section)
    with tempfile.TemporaryDirectory() as folder:
        source, made = Path(folder) / "questions.md", Path(folder) / "questions.py"
        source.write_text(OPENING + cells.removeprefix("##").replace("\n### ", "\n## "), encoding="utf-8")
        command = [sys.executable, "-m", "marimo", "-q", "-y", "convert", str(source), "-o", str(made)]
        subprocess.run(command, check=True, capture_output=True)
        return f"# Made of docs/analysts.md by `make docs`: change it there.\n\n{made.read_text(encoding='utf-8')}"


def main() -> None:
    """Make a lake of the samples, and write the page and the notebook anew."""
    os.environ.pop("NEWSLEDGER_LAKE", None)
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "flows", "run", "--no-server", "--lake", f"{folder}/data/lake"]
        subprocess.run(command, check=True, cwd=HERE.parent, stdout=subprocess.DEVNULL)
        with contextlib.chdir(folder):
            page = "".join(refreshed(text, before) for before, text in sections(PAGE.read_text(encoding="utf-8")))
    PAGE.write_text(page, encoding="utf-8")
    NOTEBOOK.write_text(notebook(page), encoding="utf-8")


if __name__ == "__main__":
    main()
