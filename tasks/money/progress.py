"""How far a flow has come (proposed, pledged, paid, cancelled), and which one of a series it is."""

import re
from functools import cache

from tasks.money.mention import Mention
from tasks.money.patterns import ordinals, progress_cues

REACH = 160  # characters on either side that may hold a cue
BEHIND = 40  # a cue behind the amount counts as if it stood so much farther off
STOP = re.compile(r"[.!?;]['”’\")]*\s|\n")
SERIES = (
    r"(?:tranches?|instal+ments?|payments?|rounds?|phases?|packages?|batch(?:es)?|disbursements?|slices?|portions?"
    r"|parts?|grants?|loans?|contracts?|deals?|pledges?|stages?|donations?|orders?)"
)
HEDGE = r"(?:(?:about|around|nearly|almost|some|roughly|up to|more than|over|at least) )?"
ONE_MORE = re.compile(rf"\b(?:another|further|additional|extra|separate|different) {HEDGE}$", re.IGNORECASE)


def progress(mention: Mention, text: str) -> str | None:
    """How far the flow has come as the text has it; None for what is no flow.

    Paid and cancelled are said by `status`. What is planned was proposed or pledged, by the nearest cue in its
    sentence; pledged where there is none.
    """
    if mention.figure_type != "flow" or mention.status is None:
        return None
    if mention.status != "planned":
        return "paid" if mention.status == "actual" else "cancelled"
    before, after = around(mention, text)
    near = [(len(before) - cue.end(), str(cue.lastgroup)) for cue in progress_cues().finditer(before)]
    near += [(cue.start() + BEHIND, str(cue.lastgroup)) for cue in progress_cues().finditer(after)]
    return min(near, default=(0, "pledged"))[1]


def around(mention: Mention, text: str) -> tuple[str, str]:
    """The text of the mention's sentence before and after it, as far as it may hold a cue."""
    before = text[max(0, mention.start - REACH) : mention.start]
    after = text[mention.end : mention.end + REACH]
    return STOP.split(before)[-1], STOP.split(after)[0]


def ordinal(mention: Mention, text: str) -> int | None:
    """Which one of a series the amount is said to be: 2 for "a second tranche of"; 0 for "another"; None if not."""
    before, after = around(mention, text)
    leading, apart, behind, noun = series()
    found = leading.search(before) or behind.match(after)
    if found is None and noun.match(after) is not None:
        found = apart.search(before)
    if found is not None:
        return next(number for pattern, number in ordinals() if pattern.fullmatch(found["ordinal"]))
    return 0 if ONE_MORE.search(before) else None


@cache
def series() -> tuple[re.Pattern[str], ...]:
    """Patterns: "second tranche of" before an amount, "second" before it; "as the second tranche", a noun after it."""
    word = rf"\b(?P<ordinal>{'|'.join(pattern.pattern for pattern, _ in ordinals())})"
    return (
        re.compile(
            rf"{word}(?: and (?:final|last))?(?: [\w-]+)? {SERIES},?(?: of| worth| for)? {HEDGE}$", re.IGNORECASE
        ),
        re.compile(rf"{word} {HEDGE}$", re.IGNORECASE),
        re.compile(rf"(?: [\w’'-]+){{0,4}} (?:the|an?|its|their) {word} (?:[\w-]+ )?{SERIES}\b", re.IGNORECASE),
        re.compile(rf"[ -](?:[\w-]+ ){{0,2}}{SERIES}\b", re.IGNORECASE),
    )
