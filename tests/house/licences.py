"""The licences of all that is installed from the lock, as pip-licenses reads them. Writes docs/licences.md:

python tests/house/licences.py
"""

import csv
import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "licences.md"
REVIEWED = Path(__file__).with_suffix(".csv")
# Licences that ask for no more than to be named, in the words of the packages' metadata.
PERMISSIVE = re.compile(
    r"(0BSD|Apache(-2\.0| Software License)|BSD(-[23]-Clause| License)?|CC0-1\.0|CNRI-Python|ISC( License \(ISCL\))?"
    r"|MIT(-0| License)?|PSF-2\.0|Python Software Foundation License|Zlib)"
)
HEAD = """# Licences

<!-- Written by tests/house/licences.py from what the packages say of themselves: do not edit. -->

newsledger itself is under the Apache License 2.0. These are the packages of `requirements.lock`, as installed under
Python 3.11 on Linux, none of them changed; a test looks at every one. Packages that only other systems or Pythons need
(the lock marks them) have licences of the same kinds. `make sbom` writes the same as a CycloneDX document.

"""


def installed() -> list[dict[str, str]]:
    """Name, version and licence of each package of the lock that is installed here."""
    command = [sys.executable, "-m", "piplicenses", "--from=mixed", "--with-system", "--format=json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: list[dict[str, str]] = json.loads(done.stdout)
    return [row for row in found if plain(row["Name"]) in locked()]


def locked() -> dict[str, bool]:
    """The packages of the lock by name, each with whether every system and Python has it."""
    lines = re.findall(r"^(\S+)==\S+( ;)?", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE)
    return {plain(name): not marked for name, marked in lines}


def plain(name: str) -> str:
    """A package's name as the lock spells it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def permissive(licence: str) -> bool:
    """Whether all parts of a licence's expression are permissive.

    >>> permissive("MIT AND PSF-2.0"), permissive("MIT OR GPL-2.0-only")
    (True, False)
    """
    return all(PERMISSIVE.fullmatch(part.strip(" ()")) or PERMISSIVE.fullmatch(part) for part in parts(licence))


def parts(licence: str) -> list[str]:
    """The licences that an expression names."""
    return [part.strip() for part in re.split(r" AND | OR |;", licence)]


def reviewed() -> dict[str, dict[str, str]]:
    """The packages whose licence somebody has looked at, by name."""
    with REVIEWED.open(encoding="utf-8", newline="") as file:
        return {row["package"]: row for row in csv.DictReader(file)}


def row(package: dict[str, str]) -> str:
    """A package's line in the page."""
    return f"| {package['Name']} | {package['Version']} | {package['License']} |"


def page() -> str:
    """docs/licences.md."""
    looked_at = [f"| {one['package']} | {one['licence']} | {one['why']} |" for one in reviewed().values()]
    packages = sorted(installed(), key=lambda one: one["Name"].lower())
    lines = ["Those that need a word:", "", "| package | licence | why it may be used |", "|---|---|---|", *looked_at]
    lines += ["", "All:", "", "| package | version | licence |", "|---|---|---|", *map(row, packages)]
    return HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
