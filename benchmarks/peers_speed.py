"""Speed of reading money beside other readers, each in an environment and a process of its own.

Text goes to the readers in chunks of 40 KB. They take turns chunk by chunk, one runs at a time. A chunk is a list of
paragraphs: Duckling and quantulum3 read them faster than whole articles, and price-parser, which gives one price for
each text, has to look at more of it (on whole articles it is faster, and finds less).
"""

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.peers_worker import Record

# CQE is left out: it needs patches to run beside a current spaCy. By hand it read 0.007 MB/s.
REQUIREMENTS = {
    "price-parser": "price-parser==0.5.1",
    "duckling": "pyduckling-native-phihos==0.3.0",  # has wheels for some Pythons only, 3.11 among them
    "quantulum3": "quantulum3==0.10.0",
}
OURS = "newsledger"
CHUNK = 40_000
ROOT = Path(__file__).parent.parent


@dataclass
class Turns:
    """A reader's process and the measurements of its chunks so far."""

    name: str
    process: subprocess.Popen[str]
    sizes: list[int] = field(default_factory=list)
    told: list[dict[str, float]] = field(default_factory=list)

    def read(self, chunk: list[Record]) -> None:
        """Have one chunk read, and wait for it."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(chunk) + "\n")
        self.process.stdin.flush()
        self.told.append(json.loads(self.line()))
        self.sizes.append(size(chunk))

    def line(self) -> str:
        """The next line of the process, which must not have ended."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.name} ended without an answer; its own words are above")
        return line

    def speeds(self, clock: str) -> list[float]:
        """Megabytes a second of each chunk, by "wall" or "cpu"."""
        return [size / 1e6 / one[clock] for size, one in zip(self.sizes, self.told, strict=True)]

    def spent(self) -> float:
        """Seconds of all chunks so far."""
        return sum(one["wall"] for one in self.told)


def size(chunk: list[Record]) -> int:
    """Bytes of UTF-8."""
    return sum(len(record["text"].encode()) for record in chunk)


def paragraphs(records: Iterable[Record]) -> Iterator[Record]:
    """Each paragraph as a record, with what its article says around it."""
    for record in records:
        for paragraph in filter(str.strip, record["text"].split("\n")):
            yield record | {"text": paragraph}


def chunks(records: Iterable[Record]) -> Iterator[list[Record]]:
    """Records in order, put together until they reach the size of a chunk; an unfinished last one is dropped."""
    chunk: list[Record] = []
    length = 0
    for record in records:
        chunk.append(record)
        length += len(record["text"].encode())
        if length >= CHUNK:
            yield chunk
            chunk, length = [], 0


def environment(name: str, cache: Path, python: str) -> str:
    """The interpreter of a peer's environment, made by `python` and filled if the cache does not have it yet."""
    requirement = REQUIREMENTS[name]
    folder = (cache / requirement).absolute()
    interpreter, complete = str(folder / "bin" / "python"), folder / "complete"
    if not complete.exists():
        subprocess.run([python, "-m", "venv", "--clear", str(folder)], check=True)
        subprocess.run([interpreter, "-m", "pip", "install", "--quiet", requirement], check=True)
        complete.touch()
    return interpreter


def start(name: str, interpreter: str) -> Turns:
    """A reader that has loaded and waits for chunks."""
    command = [interpreter, "-m", "benchmarks.peers_worker", name]
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    turns = Turns(name, process)
    turns.line()
    return turns


def take_turns(readers: list[Turns], sample: list[list[Record]], seconds: float) -> None:
    """Every chunk to every reader in turn; who has spent the seconds reads no more."""
    for chunk in sample:
        for reader in readers:
            if reader.spent() < seconds:
                reader.read(chunk)
    for reader in readers:
        reader.process.communicate()


def report(ours: Turns, reader: Turns) -> str:
    """One line of the table: the reader, its median speeds, and how many times faster ours is, chunk by chunk."""
    columns = [f"{reader.name:14}{len(reader.sizes):7}{sum(reader.sizes) / 1e3:9.0f}"]
    for clock in ("wall", "cpu"):
        mine, theirs = ours.speeds(clock), reader.speeds(clock)
        ratio = median(one / other for one, other in zip(mine, theirs, strict=False))
        columns.append(f"{median(theirs):11.4f} ({min(theirs):.4f} to {max(theirs):.4f}){ratio:9.2f}")
    found, failed = (sum(one[key] for one in reader.told) for key in ("found", "failed"))
    columns.append(f"{found / sum(reader.sizes) * 1e5:12.1f}{failed:8.0f}")
    return "".join(columns)


def beside(records: list[Record], peers: list[str], cache: Path, *, count: int, seconds: float, python: str) -> None:
    """Print the table of ours and the peers on `count` chunks spread evenly over the records."""
    whole = list(chunks(paragraphs(records)))
    sample = whole[:: max(1, len(whole) // count)][:count]
    interpreters = {OURS: sys.executable} | {name: environment(name, cache, python) for name in peers}
    readers = [start(name, interpreter) for name, interpreter in interpreters.items()]
    take_turns(readers, sample, seconds)
    print(
        f"{'reader':14}{'chunks':>7}{'KB':>9}{'MB/s by the wall, ours/it':>43}{'MB/s of CPU, ours/it':>43}"
        f"{'found/100 KB':>13}{'failed':>8}"
    )
    for reader in readers:
        print(report(readers[0], reader))
