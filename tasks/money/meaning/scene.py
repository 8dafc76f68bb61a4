"""What a reader of one sentence has before the eyes: the sentence, those before it, and the title."""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING

from tasks.money.meaning.passage import Passage, quoted, sentences
from tasks.money.meaning.titles import as_sentence
from tasks.money.mention import Context, Where

if TYPE_CHECKING:
    from spacy.tokens import Doc

BACK = 2  # sentences that are read back for a name
Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class View:
    """A passage and its parse."""

    passage: Passage
    doc: "Doc"


class Unparsed(Exception):
    """A passage is to be read that is not parsed yet."""

    def __init__(self, key: Key, passage: Passage) -> None:
        super().__init__(f"{key} is not parsed")
        self.key, self.passage = key, passage


@dataclass(frozen=True, slots=True)
class Scene:
    """The sources of one text, where the present sentence begins in it, and the passages parsed so far.

    Reading one that is not parsed raises Unparsed.
    """

    sources: dict[Where, str]
    position: int
    parsed: dict[Key, View]
    headline: str = ""  # the title as a sentence has it, as long as the title

    def earlier(self, words: Collection[str] = ()) -> Iterator[View]:
        """The sentences before this one, nearest first, then the title; those with one of `words`, if given."""
        where: Where = "text"
        told = sentences(self.sources["text"])
        ended = reversed(range(bisect_right(told, self.position, key=itemgetter(1))))
        bounds = list(islice((told[at] for at in ended if self._holds("text", *told[at])), BACK))
        if not bounds:
            where = "before"
            bounds = list(reversed(sentences(self.sources["before"])[-BACK:]))
        for start, end in bounds:
            if not words or self._has(where, start, end, words):
                yield from self._quoted(where, start, end)
        if not words or self._has("title", 0, len(self.sources["title"]), words):
            yield from self.titles()

    def titles(self) -> Iterator[View]:
        """The title, if there is one."""
        yield from self._quoted("title", 0, len(self.sources["title"]))

    def view(self, key: Key, passage: Callable[[], Passage]) -> View:
        """The view kept under `key`; Unparsed with the passage where there is none yet."""
        if key not in self.parsed:
            raise Unparsed(key, passage())
        return self.parsed[key]

    def _quoted(self, where: Where, start: int, end: int) -> Iterator[View]:
        if self._holds(where, start, end):
            shown = self.headline if where == "title" else self.sources[where]
            view = self.view((where, start), lambda: quoted(where, shown, start, end))
            if view.passage.pieces:
                yield view

    def _has(self, where: Where, start: int, end: int, words: Collection[str]) -> bool:
        said = self.sources[where][start:end].lower()
        return any(word in said for word in words)

    def _holds(self, where: Where, start: int, end: int) -> bool:
        return bool(self.sources[where][start:end].strip())


def scene(text: str, context: Context, position: int, parsed: dict[Key, View]) -> Scene:
    """The scene of the sentence at `position` of a text; `parsed` is shared by the sentences of that text."""
    sources: dict[Where, str] = {"text": text, "before": context.before, "title": context.title}
    return Scene(sources, position, parsed, as_sentence(context.title, context.before, text))
