"""The language that a body is written in."""

import re
from collections.abc import Callable
from functools import cache

SHORTEST = 40  # letters; of fewer no identifier can be sure
SAMPLE = 2000  # characters; more change no verdict
CODE = re.compile(r"([a-z]{2})(?:[-_].*)?$", re.IGNORECASE)


def language(body: str, given: str | None = None) -> str | None:
    """ISO 639-1 code of the body's language; of a body too short to tell, the code given with it, or None.

    >>> language("The mill reopened on Monday after nine years, and the whole valley came to see it.")
    'en'
    """
    if sum(char.isalpha() for char in body[:SAMPLE]) >= SHORTEST:
        code, _ = _classify()(body[:SAMPLE])
        return code if len(code) == 2 else None
    match = CODE.match(given) if given is not None else None
    return None if match is None else match[1].lower()


@cache
def _classify() -> Callable[[str], tuple[str, float]]:
    """py3langid's classifier; its model is loaded when first asked."""
    import py3langid

    return py3langid.classify
