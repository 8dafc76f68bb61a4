"""What is fuzzed stands in a module of its own, which both the tests and the fuzzer import."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

collect_ignore = ["fuzz.py"]  # it needs atheris, which only who fuzzes has
