"""Paragraphs: what a text's line breaks mean, which differs between wires, files and records."""

import re
from collections.abc import Iterable
from itertools import pairwise

from tasks.clean.unicode import repair, spaced

WIDEST = 100  # characters; a hard-wrapped line is not longer
FULL = 0.6  # of the widest line: a wrapped line is at least so long, unless it ends its paragraph
WRAPPED = 0.6  # of the lines that another follows must run on for the text to count as hard-wrapped
SENTENCE_END = re.compile(r"[.!?:;…]['\"’”)\]]*$")
INDENTED = re.compile(r"(?: {2,}|\t)\S")


def paragraphs(text: str) -> list[str]:
    """The text's paragraphs, each in one line.

    Hard-wrapped text is unwrapped: there a paragraph ends at an empty line or before an indented one. In other text
    every line is a paragraph.

    >>> paragraphs("One.\\nTwo.")
    ['One.', 'Two.']
    """
    lines = repair(text).expandtabs(4).split("\n")
    grouped = _unwrapped(lines) if _is_wrapped(lines) else lines
    return [one for one in spaced("\n".join(grouped)).split("\n") if one]


def blocks(text: str) -> list[list[str]]:
    """The text's blocks, parted by empty lines, each as its paragraphs."""
    mended = repair(text).expandtabs(4)
    lines = mended.split("\n")
    if _is_wrapped(lines):
        return [[one] for one in paragraphs(text)]
    parted = re.split(r"\n(?:[^\S\n]*\n)+", spaced(mended))
    return [found for block in parted if (found := [one for one in block.split("\n") if one])]


def joined(paragraphs: Iterable[str]) -> str:
    """The paragraphs as a body: parted by an empty line."""
    return "\n\n".join(paragraphs)


def _is_wrapped(lines: list[str]) -> bool:
    """Whether line breaks stand wherever the line was full: narrow lines that mostly stop within a sentence."""
    followed = [
        one.rstrip() for one, after in pairwise(lines) if one.strip() and after.strip() and not INDENTED.match(after)
    ]
    if len(followed) < 3 or max(len(one) for one in lines) > WIDEST:
        return False
    widest = max(len(one) for one in followed)
    run_on = [one for one in followed if len(one) >= widest * FULL and not SENTENCE_END.search(one)]
    return widest > 40 and len(run_on) >= len(followed) * WRAPPED


def _unwrapped(lines: list[str]) -> list[str]:
    grouped: list[str] = []
    open_paragraph = False
    for one in lines:
        if open_paragraph and one.strip() and not INDENTED.match(one):
            grouped[-1] = f"{grouped[-1].rstrip()} {one.strip()}"
        elif one.strip():
            grouped.append(one)
        open_paragraph = bool(one.strip())
    return grouped
