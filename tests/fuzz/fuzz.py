"""Fuzz one target with atheris, or list them all: python tests/fuzz/fuzz.py [TARGET [libFuzzer's options]].

What breaks a promise is written to build/fuzz/TARGET-crash-*, what takes long to -timeout-*. What libFuzzer has learnt
stays in build/fuzz/TARGET, so that the next run goes on from there.
"""

import sys
from pathlib import Path

import atheris

ROOT = Path(__file__).parents[2]
PLACE = ROOT / "build" / "fuzz"
OPTIONS = ("-max_len=4096", "-timeout=20", "-rss_limit_mb=4096", "-print_final_stats=1")
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

with atheris.instrument_imports(include=["tasks", "schemas", "trafilatura", "email", "dateutil"]):
    from targets import TARGETS, cases


def main(name: str, options: list[str]) -> None:
    """Fuzz the target until libFuzzer is told to stop, or breaks it."""
    learnt = PLACE / name
    learnt.mkdir(parents=True, exist_ok=True)
    for number, case in enumerate(cases(name)):
        (learnt / f"seed-{number}").write_bytes(case)
    artifacts = f"-artifact_prefix={PLACE / name}-"
    atheris.Setup([sys.argv[0], *OPTIONS, artifacts, *options, str(learnt)], TARGETS[name].call)
    atheris.Fuzz()


if __name__ == "__main__":
    if len(sys.argv) < 2:
        print("\n".join(TARGETS))
    else:
        main(sys.argv[1], sys.argv[2:])
