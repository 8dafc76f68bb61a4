"""From mentions to what they mean, a batch of texts at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tasks.money.meaning import Job, not_addable
from tasks.money.meaning.anchor import Anchor, anchor
from tasks.money.meaning.confidence import confidence, evidence, told
from tasks.money.meaning.figure import read_figure
from tasks.money.meaning.headline import headline_parties
from tasks.money.meaning.holder import read_holder
from tasks.money.meaning.level import Reading
from tasks.money.meaning.parser import parse
from tasks.money.meaning.passage import passages
from tasks.money.meaning.purpose import read_purpose
from tasks.money.meaning.roles import read_parties
from tasks.money.meaning.scene import Key, Scene, Unparsed, View, scene
from tasks.money.meaning.status import joined, read_status
from tasks.money.mention import Mention, Role, because

HELD = ("result", "stock", "price", "change")  # figure types that have a holder


@dataclass(frozen=True, slots=True)
class Last:
    """The amount before this one in the sentence: what it was read as, and what it means."""

    reading: Reading
    mention: Mention


def interpret_all(jobs: Sequence[Job]) -> list[list[Mention]]:
    """For each (text, mentions, context) its mentions with their meaning.

    All sentences with amounts are parsed as one stream; then, as another, the sentences before them that some turned
    out to need, and so on until every sentence has been read.
    """
    results = [list(mentions) for _, mentions, _ in jobs]
    found = [(number, *part) for number, job in enumerate(jobs) for part in passages(*job)]
    docs = parse([passage.text for _, _, passage in found])
    parsed: list[dict[Key, View]] = [{} for _ in jobs]
    pending = [
        (number, indices, View(passage, doc)) for (number, indices, passage), doc in zip(found, docs, strict=True)
    ]
    while pending:
        waiting, asked = [], {}
        for number, indices, view in pending:
            try:
                meant = _interpret(jobs[number], indices, view, parsed[number])
            except Unparsed as unparsed:
                asked[number, unparsed.key] = unparsed.passage
                waiting.append((number, indices, view))
            else:
                results[number] = _put(results[number], indices, meant)
        for ((number, key), passage), doc in zip(
            asked.items(), parse([one.text for one in asked.values()]), strict=True
        ):
            parsed[number][key] = View(passage, doc)
        pending = waiting
    return results


def _put(mentions: list[Mention], indices: Sequence[int], meant: Sequence[Mention]) -> list[Mention]:
    placed = dict(zip(indices, meant, strict=True))
    return [placed.get(index, mention) for index, mention in enumerate(mentions)]


def _interpret(job: Job, indices: Sequence[int], view: View, parsed: dict[Key, View]) -> list[Mention]:
    text, mentions, context = job
    first = view.passage.pieces[0]
    around = scene(text, context, first.source_start if first.where == "text" else 0, parsed)
    meant: dict[int, Mention] = {}
    last: Last | None = None
    for index, span in sorted(
        zip(indices, view.passage.amounts, strict=True), key=lambda pair: mentions[pair[0]].start
    ):
        mention = mentions[index]
        place = None if span is None else anchor(view.doc, *span)
        if mention.conversion_of in meant:
            meant[index] = _like(mention, meant[mention.conversion_of])
        elif place is None:
            meant[index] = replace(
                mention, figure_type="other", status="actual", confidence=0.0, why=("not read: no word of its own",)
            )
        else:
            last = _read(mention, place, last, view, around)
            meant[index] = last.mention
    return [meant[index] for index in indices]


def _read(mention: Mention, place: Anchor, last: Last | None, view: View, around: Scene) -> Last:
    reading = read_figure(place, mention, last.reading if last is not None else None)
    moves = reading.figure_type in ("flow", "total")
    payer, recipient = _parties(mention, place, reading, view, around) if moves else (None, None)
    status, why = read_status(place, reading.figure_type, last.mention.status if last is not None else None)
    meant = replace(
        mention,
        figure_type=reading.figure_type,
        status=status,
        confidence=confidence(mention, reading),
        why=(*mention.why, f"figure_type: {reading.why}", f"status: {why}"),
        payer=payer,
        recipient=recipient,
        holder=read_holder(place, reading, view, around) if reading.figure_type in HELD else None,
        purpose=read_purpose(place, reading, view, around),
    )
    if last is not None and meant.payer is None and joined(place) and reading.figure_type == last.reading.figure_type:
        meant = replace(meant, payer=because(last.mention.payer, "as of the amount before it"))
    facts = told(evidence(mention, reading))
    return Last(reading, replace(meant, why=(*meant.why, *_whys(meant), f"confidence: {facts}")))


def _whys(meant: Mention) -> Iterator[str]:
    """One line for each role and for addable: the rule that filled it, or why it is empty."""
    kind = meant.figure_type or ""
    for name in ("payer", "recipient", "holder", "purpose"):
        role: Role | None = getattr(meant, name)
        fits = name == "purpose" or (kind in HELD if name == "holder" else kind in ("flow", "total"))
        empty = "not stated" if fits else f"a figure of type {kind} has none"
        place = "" if role is None or role.where == "text" else f" (in {PLACES[role.where]})"
        yield f"{name}: {empty if role is None else role.why + place}"
    yield f"addable: {not_addable(meant) or 'a transfer on its own'}"


PLACES = {"before": "the text before", "title": "the title"}


def _naming(role: Role | None) -> int:
    """2 for a name, 1 for a noun with a name beside it ("Elbonian firm"), 0 for any other noun."""
    words = role.surface.split() if role is not None else []
    if words and any(letter.isupper() for letter in words[-1]):
        return 2
    return int(any(word[0].isupper() for word in words))


def _better(role: Role | None, told: Role | None, other: Role | None) -> Role | None:
    """The sentence's role, unless the headline's is more of a name and is not the other party."""
    if told is None or (other is not None and told.surface == other.surface):
        return role
    return told if role is None or _naming(told) > _naming(role) else role


def _parties(
    mention: Mention, place: Anchor, reading: Reading, view: View, around: Scene
) -> tuple[Role | None, Role | None]:
    payer, recipient = read_parties(place, reading, view, around)
    if _naming(payer) == _naming(recipient) == 2:
        return payer, recipient
    told_payer, told_recipient = headline_parties(mention, around)
    same = "the same amount in the title"
    payer = _better(payer, because(told_payer, same), recipient)
    return payer, _better(recipient, because(told_recipient, same), payer)


def _like(mention: Mention, source: Mention) -> Mention:
    return replace(
        mention,
        figure_type=source.figure_type,
        status=source.status,
        payer=source.payer,
        recipient=source.recipient,
        holder=source.holder,
        purpose=source.purpose,
        confidence=source.confidence,
        why=(*mention.why, "as the amount that it converts", "addable: it converts another amount"),
    )
