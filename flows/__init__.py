"""When the stages run, in what order and on which engine: wiring, settings, orchestration and the command line."""

import os

# Arrow's own allocator keeps what was freed. Asked for before Arrow is loaded, so that all of its parts hear of it.
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
