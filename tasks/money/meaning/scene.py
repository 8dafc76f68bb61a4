"""What a reader of one sentence has before the eyes: the sentence, those before it, and the title."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tasks.money.meaning.parser import parse
from tasks.money.meaning.passage import Passage, quoted, sentences
from tasks.money.mention import Context, Where

if TYPE_CHECKING:
    from spacy.tokens import Doc

BACK = 2  # sentences that are read back for a name


@dataclass(frozen=True, slots=True)
class View:
    """A passage and its parse."""

    passage: Passage
    doc: "Doc"


@dataclass(slots=True)
class Scene:
    """The sources of one text, and the parses of what stands before a sentence, made when first asked for."""

    sources: dict[Where, str]
    position: int
    parsed: dict[tuple[Where, int], View] = field(default_factory=dict)

    def earlier(self) -> Iterator[View]:
        """The sentences before the present one, the nearest first, then the title."""
        where: Where = "text"
        bounds = sentences(self.sources["text"][: self.position])
        bounds = [bound for bound in bounds if self.sources["text"][slice(*bound)].strip()]
        if not bounds:
            where = "before"
            bounds = sentences(self.sources["before"])
        for start, end in reversed(bounds[-BACK:]):
            yield from self._view(where, start, end)
        yield from self._view("title", 0, len(self.sources["title"]))

    def _view(self, where: Where, start: int, end: int) -> Iterator[View]:
        if not self.sources[where][start:end].strip():
            return
        if (where, start) not in self.parsed:
            passage = quoted(where, self.sources[where], start, end)
            self.parsed[where, start] = View(passage, next(parse([passage.text])))
        yield self.parsed[where, start]


def scene(text: str, context: Context, position: int, parsed: dict[tuple[Where, int], View]) -> Scene:
    """The scene of the sentence at `position` of a text; `parsed` is shared by the sentences of that text."""
    return Scene({"text": text, "before": context.before, "title": context.title}, position, parsed)
