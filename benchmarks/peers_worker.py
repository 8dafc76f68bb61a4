"""One reader of money in a process of its own: chunks of texts in, the time they took out.

    python -m benchmarks.peers_worker NAME

Runs under the interpreter of any environment that has the reader, so nothing but the standard library is imported
here; the reader itself is imported when it is asked for. The first line out says "ready", after a first text has been
read and all lexicons are loaded. Then each line in is a JSON list of records with "text", and each line out a JSON
object with "wall" and "cpu" in seconds, "found" (mentions of money) and "failed" (texts on which the reader raised).
"""

import json
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

Record = dict[str, Any]
Reader = Callable[[Record], int]  # how many mentions of money a record's text has

FIRST = {"text": "Velmont paid $5 million, or about €4.6m, for the mill."}


def newsledger() -> Reader:
    """Our own reader, with all that `parse --fields money` reads, in the context that the record gives."""
    from tasks.money.parse import context_of
    from tasks.money.reading import read

    return lambda record: len(read(record["text"], context_of(record)))


def price_parser() -> Reader:
    """It looks for one price in a text and no further."""
    from price_parser import Price

    def count(record: Record) -> int:
        price = Price.fromstring(record["text"])
        return int(price.amount is not None and price.currency is not None)

    return count


def duckling() -> Reader:
    """Amounts of money only, American English, no latent readings."""
    import duckling as binding

    zones = binding.load_time_zones("/usr/share/zoneinfo")
    moment = binding.parse_ref_time(zones, "UTC", 1_600_000_000)
    english = binding.parse_locale("EN_US", binding.default_locale_lang(binding.parse_lang("EN")))
    context = binding.Context(moment, english)
    money = binding.parse_dimensions(["amount-of-money"])
    return lambda record: len(binding.parse(record["text"], context, money, False))


def quantulum3() -> Reader:
    """Without its classifier, which makes it slower; all quantities are read, those in a currency are counted."""
    warnings.simplefilter("ignore")  # it warns that the classifier is not installed
    from quantulum3 import parser

    return lambda record: sum(found.unit.entity.name == "currency" for found in parser.parse(record["text"]))


READERS = {"newsledger": newsledger, "price-parser": price_parser, "duckling": duckling, "quantulum3": quantulum3}


def measure(reader: Reader, records: list[Record]) -> dict[str, float]:
    """Seconds, mentions and failures of one chunk."""
    found = failed = 0
    wall, cpu = time.perf_counter(), time.process_time()
    for record in records:
        try:
            found += reader(record)
        except Exception:  # a peer may fail in any way on a text: it is counted, the rest is still measured
            failed += 1
    return {
        "wall": time.perf_counter() - wall,
        "cpu": time.process_time() - cpu,
        "found": found,
        "failed": failed,
    }


def main() -> None:
    """Answer chunk after chunk until the input ends."""
    reader = READERS[sys.argv[1]]()
    reader(FIRST)
    print("ready", flush=True)
    for line in sys.stdin:
        print(json.dumps(measure(reader, json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
