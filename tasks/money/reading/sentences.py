"""Where sentences and paragraphs begin, well enough to keep a word's reach inside its own sentence."""

import re
from bisect import bisect_right

_END = re.compile(r"[.!?](?:[\"”’')\]]*\s+(?=[\"“‘(\[]?[^\W\d_a-z])|(?<=[a-z][.!?])(?=[A-Z][a-z]))|\n[ \t\r]*\n")
_ABBREVIATION = re.compile(
    r"(?:\b[A-Za-z]|\b(?:Inc|Corp|Co|Cos|Ltd|Bros|Mr|Mrs|Ms|Dr|St|Rs|Re|No|Nos|Sen|Rep|Gov|Gen|Col|Lt|Sgt|Rev|Hon|Prof|Jr|Sr"
    r"|Jan|Feb|Mar|Apr|Aug|Sept|Sep|Oct|Nov|Dec|vs|approx|est|Tk|Rp|Calif|Mass|Pa|Fla|Ill|Conn|Va|Md|Ala|Ariz|Ark|Colo|Del"
    r"|Ga|Ind|Kan|Ky|La|Mich|Minn|Miss|Mo|Mont|Neb|Nev|Okla|Ore|Tenn|Tex|Vt|Wash|Wis|Wyo))$"
)


class Sentences:
    """The sentences of a text; `around(place)` gives the bounds of the one that holds a character."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts: list[int] | None = None

    def _cut(self) -> list[int]:
        starts = [0]
        for match in _END.finditer(self.text):
            at = match.start()
            if self.text[at] == "." and _ABBREVIATION.search(self.text, max(0, at - 8), at):
                continue
            starts.append(match.end())
        return starts

    def around(self, place: int) -> tuple[int, int]:
        """Start and end of the sentence at `place`.

        >>> Sentences("Mr. Poe paid. She left.").around(3)
        (0, 14)
        """
        if self._starts is None:
            self._starts = self._cut()
        i = bisect_right(self._starts, place)
        return self._starts[i - 1], self._starts[i] if i < len(self._starts) else len(self.text)
