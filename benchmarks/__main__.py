"""All measurements that need nothing but a file of articles: `python -m benchmarks [ARTICLES.jsonl[.gz]]`.

Without a file the samples are read, which shows that everything works but is too little to measure by. What needs
labelled data or other environments is run by hand; benchmarks/README.md tells how.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "data" / "samples" / "records" / "wire.jsonl"


def main() -> None:
    """Run one measurement after the other; stop at the first that fails."""
    news = sys.argv[1] if len(sys.argv) > 1 else str(SAMPLES)
    for module, arguments in (
        ("accuracy_entities", []),
        ("speed_money", [news]),
        ("speed_entities", [news]),
        ("speed_lake", ["--mentions", "100000"]),
        ("speed_pipeline", [news]),
    ):
        print(f"\n== {module} {' '.join(arguments)}", flush=True)
        subprocess.run([sys.executable, "-m", f"benchmarks.{module}", *arguments], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
