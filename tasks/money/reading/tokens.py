"""A stretch of text as tokens: numbers, words, symbols, dashes and the rest, with their places in the whole text."""

import re
from dataclasses import dataclass, field

# n: digits with their separators; w: a word or U.S.; e: an HTML entity or mojibake; o: any other character but space
_TOKEN = re.compile(
    r"(?P<n>[0-9]{1,3}(?:[ \u00a0\u2009\u202f][0-9]{3})+(?![0-9])(?:[.,][0-9]{1,2}(?![0-9]))?"
    r"|[0-9]{1,3}(?:['’][0-9]{3})+(?![0-9])(?:[.,][0-9]{1,2}(?![0-9]))?"
    r"|[0-9]+(?:[.,][0-9]+)*|(?<![\w.])\.[0-9]+)"
    r"|(?P<e>&\#?[A-Za-z0-9]{1,8};|Ã‚Â£|Ã¢â€šÂ¬|Â[£¥€Ł]|â[\u0080-\u009f‚]?¬)"
    r"|(?P<w>[Uu]\.\s?[Ss]\.?(?![^\W\d_])|[^\W\d_]+)"
    r"|(?P<o>\S)"
)
_US = dict.fromkeys(("U.S.", "U.S", "u.s.", "u.s", "U. S.", "U. S", "U.s.", "u. s."), "us")
DASHES = frozenset("-‐‑‒–—−")
_SPACES = frozenset(("&nbsp;", "&#160;", "&thinsp;", "&ensp;"))


@dataclass(slots=True)
class Tokens:
    """Parallel lists, one entry a token; `low` is the lower-cased word (`us` for U.S.), `end[i]` is exclusive."""

    text: str
    kind: list[str] = field(default_factory=list)
    word: list[str] = field(default_factory=list)
    low: list[str] = field(default_factory=list)
    start: list[int] = field(default_factory=list)
    end: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.kind)

    def gap(self, i: int) -> int:
        """Characters between token i-1 and token i."""
        return self.start[i] - self.end[i - 1]

    def glued(self, i: int) -> bool:
        """Whether token i stands right behind token i-1."""
        return 0 < i < len(self.kind) and self.start[i] == self.end[i - 1]

    def near(self, i: int) -> bool:
        """Whether token i follows token i-1 in the same paragraph (one line break at most, as on a wire)."""
        if not 0 < i < len(self.kind):
            return False
        gap = self.start[i] - self.end[i - 1]
        return gap < 2 or (gap < 12 and self.text.count("\n", self.end[i - 1], self.start[i]) < 2)

    def lower(self, i: int) -> str:
        """The lower-cased token at i, empty outside the stretch."""
        return self.low[i] if 0 <= i < len(self.kind) else ""


def tokenise(text: str, start: int = 0, end: int | None = None) -> Tokens:
    """The tokens of `text[start:end]`, placed in the whole text.

    >>> tokenise("US$5m (U.S.)").word
    ['US', '$', '5', 'm', '(', 'U.S.', ')']
    """
    tokens = Tokens(text)
    matches = list(_TOKEN.finditer(text, start, len(text) if end is None else end))
    words = [match.group() for match in matches]
    if not _SPACES.isdisjoint(words):
        matches = [match for match, word in zip(matches, words, strict=True) if word not in _SPACES]
        words = [match.group() for match in matches]
    tokens.word = words
    tokens.kind = [
        "-" if word in DASHES else match.lastgroup or "o" for match, word in zip(matches, words, strict=True)
    ]
    tokens.low = [_US.get(word) or word.lower() for word in words]
    tokens.start = [match.start() for match in matches]
    tokens.end = [match.end() for match in matches]
    return tokens
