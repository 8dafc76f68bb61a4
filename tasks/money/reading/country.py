"""Which countries a text speaks of: places, peoples and parties named in it, and the home of its outlet."""

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlsplit

from tasks.money.mention import Context
from tasks.money.reading.lexicon import CURRENCIES, OUTLETS, SIGNALS, Signal
from tasks.money.reading.sentences import Sentences

_WORD = re.compile("[A-Za-z\u00c0-\u024f]+")
_SINGLE: dict[str, Signal] = {}
_LONGER: dict[str, list[tuple[str, tuple[str, ...], Signal]]] = {}
for _phrase, _signal in SIGNALS.items():
    _parts = tuple(_WORD.findall(_phrase))
    if _parts and _parts[0] == _phrase:
        _SINGLE[_phrase] = _signal
    elif _parts:
        _LONGER.setdefault(_parts[0], []).append((_phrase, _parts, _signal))
INTERNATIONAL = "international"


def signals(text: str) -> dict[str, Signal]:
    """The phrases of signals.csv in the text; a word inside a longer name (`Wales` in `New South Wales`) is not."""
    return _signals(text, set(_WORD.findall(text)))


def _signals(text: str, words: set[str]) -> dict[str, Signal]:
    found = {word: _SINGLE[word] for word in sorted(words & _SINGLE.keys())}
    for head in sorted(words & _LONGER.keys()):
        for phrase, parts, signal in _LONGER[head]:
            if phrase in text and (phrase[-1] == "." or words.issuperset(parts)):
                for part in parts:
                    if part in found and text.count(part) == text.count(phrase):
                        del found[part]
                found[phrase] = signal
    return found


def countries(text: str) -> dict[str, int]:
    """Countries named in the text, each with how many different names speak for it.

    >>> countries("The U.S. Treasury met Canadian envoys")
    {'CA': 1, 'US': 1}
    """
    counted: dict[str, int] = {}
    for signal in signals(text).values():
        counted[signal.country] = counted.get(signal.country, 0) + 1
    return counted


@lru_cache(maxsize=4096)
def outlet_country(source: str, url: str = "") -> str:
    """The country of an outlet by name or host; `international` for wires whose $ is American; "" where unknown.

    >>> outlet_country("The Hindu"), outlet_country("www.smh.com.au"), outlet_country("Reuters"), outlet_country("")
    ('IN', 'AU', 'international', '')
    """
    name = source.strip().lower()
    if name in OUTLETS:
        return OUTLETS[name]
    hosts = [_host(url)] if url else []
    hosts.append(name if "." in name and " " not in name else "")
    for host in hosts:
        known = _by_host(host)
        if known:
            return known
    parts = re.split(r"\s*[/(|]\s*|\s+-\s+", name)
    for part in sorted(parts, key=len, reverse=True):
        stripped = part.strip(" )")
        if stripped in OUTLETS:
            return OUTLETS[stripped]
    return _bracketed(parts)


def country_of(home: str) -> str:
    """The country of an outlet by what is told of its home: the country itself, or its currency.

    >>> country_of("GB"), country_of("AUD"), country_of("")
    ('GB', 'AU', '')
    """
    return CURRENCIES[home].countries[0] if home in CURRENCIES and CURRENCIES[home].countries else home[:2]


def _bracketed(parts: Iterable[str]) -> str:
    """`Korea Times (South Korea)`: the country an outlet's printed name gives."""
    for part in parts:
        signal = SIGNALS.get(part.strip(" )").title())
        if signal is not None:
            return signal.country
    return ""


def _host(url: str) -> str:
    return (urlsplit(url if "//" in url else f"//{url}").hostname or "") if url else ""


def _by_host(host: str) -> str:
    labels = host.removeprefix("www.").split(".")
    for k in range(len(labels)):
        known = OUTLETS.get(".".join(labels[k:])) if k < len(labels) - 1 else None
        if known is not None:
            return known
    return OUTLETS.get(f".{labels[-1]}", "") if len(labels) > 1 else ""


class Surroundings:
    """What surrounds the figures of one text, worked out only when asked and once for each sentence."""

    def __init__(self, text: str, context: Context) -> None:
        self.text, self.context = text, context
        self.sentences = Sentences(text)
        self.date = context.published.isoformat() if context.published is not None else ""
        self._local: dict[int, dict[str, Signal]] = {}
        self._whole: dict[str, int] | None = None
        self._ahead: dict[str, int] | None = None
        self._outlet: str | None = None
        self._held: dict[str, bool] = {}

    def holds(self, word: str) -> bool:
        """Whether the word stands anywhere in the text; looked up once."""
        if word not in self._held:
            self._held[word] = word in self.text
        return self._held[word]

    @property
    def outlet(self) -> str:
        """The country of the outlet."""
        if self._outlet is None:
            told = country_of(self.context.home)
            self._outlet = told or outlet_country(self.context.source, self.context.url)
        return self._outlet

    def local_signals(self, place: int) -> dict[str, Signal]:
        """The signals in the sentence at `place`."""
        start, end = self.sentences.around(place)
        if start not in self._local:
            self._local[start] = signals(self.text[start : min(end, start + 2000)])
        return self._local[start]

    def local(self, place: int) -> set[str]:
        """Countries named in the sentence at `place`."""
        return {signal.country for signal in self.local_signals(place).values()}

    def named(self, place: int) -> set[str]:
        """Countries named as such, or by their people, in the sentence at `place`."""
        return {s.country for s in self.local_signals(place).values() if s.kind in ("country", "demonym")}

    @property
    def ahead(self) -> dict[str, int]:
        """Countries of the title and the text before."""
        if self._ahead is None:
            title = self.context.title
            self._ahead = countries(f"{title.title() if title.isupper() else title}\n{title}\n{self.context.before}")
        return self._ahead

    @property
    def whole(self) -> dict[str, int]:
        """Countries of the whole text, with weights by how often their names stand there."""
        if self._whole is None:
            self._whole = {}
            for phrase, signal in signals(self.text).items():
                self._whole[signal.country] = self._whole.get(signal.country, 0) + min(9, self.text.count(phrase))
        return self._whole

    def speaks_of(self, place: int, wanted: frozenset[str]) -> bool:
        """Whether one of the wanted countries is named in the sentence, the title, the text or by the outlet."""
        if self.outlet in wanted or not wanted.isdisjoint(self.local(place)):
            return True
        return not wanted.isdisjoint(self.ahead) or not wanted.isdisjoint(self.whole)
