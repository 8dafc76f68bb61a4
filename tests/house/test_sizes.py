"""Rooms stay small: a file fits a head, a function fits a screen."""

import ast

FILE_LINES = 300
FUNCTION_LINES = 30  # of the body: a command's options may make its signature long

Function = ast.FunctionDef | ast.AsyncFunctionDef


def test_files_are_short(sources: dict[str, str]) -> None:
    lines = {name: len(text.splitlines()) for name, text in sources.items() if name.endswith(".py")}
    assert lines
    assert {name: count for name, count in lines.items() if count > FILE_LINES} == {}


def test_functions_are_short(sources: dict[str, str]) -> None:
    trees = {name: ast.parse(text) for name, text in sources.items() if name.endswith(".py")}
    lengths = {
        f"{name}:{node.lineno} {node.name}": _length(node)
        for name, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, Function)
    }
    assert lengths
    assert {name: count for name, count in lengths.items() if count > FUNCTION_LINES} == {}


def _length(function: Function) -> int:
    """Lines of the body, without signature and docstring."""
    first = function.body[0]
    told = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    begin = (first.end_lineno or first.lineno) + 1 if told else first.lineno
    return (function.end_lineno or function.lineno) - begin + 1
