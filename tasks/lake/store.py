"""Where a lake can stand, and what that place must be able to do for a publish: a folder, or an object store."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from tasks.lake.layout import Layout


class Store(Protocol):
    """The place of one lake, as its writers use it. Errors of the place are OSErrors."""

    @property
    def layout(self) -> Layout:
        """Where everything stands."""

    def writer(
        self, *, timeout: float | None = None, on_wait: Callable[[], None] | None = None
    ) -> AbstractContextManager[None]:
        """Be the only writer while the block runs, waiting up to `timeout` seconds (None: for ever) for another to end.

        `on_wait` is called once if the wait grows long. Raises LakeError when the time is up.
        """

    def busy(self) -> bool:
        """Whether somebody is writing at this moment."""

    def work(self) -> AbstractContextManager[Path]:
        """A fresh scratch folder on this machine, gone after the block; those of killed runs go first."""

    def found(self, settings: str) -> None:
        """Make the lake with these settings, unless another process does so at the same time: then theirs stands."""

    def gap(self, sequence: int) -> int:
        """How many bytes a Parquet file of that publish leaves unused at its beginning."""

    def staged(self, place: str) -> AbstractContextManager[pa.NativeFile]:
        """A file for what is to come to that place (a path from the lake's root), kept when the block ends.

        Where it ends by an error, what was written is nobody's, and `clear` removes it.
        """

    def commit(self, sequence: int, moves: Sequence[str]) -> None:
        """Make the publish happen at once: all that is staged for these places."""

    def apply(self, intent: Mapping[str, Any]) -> None:
        """Bring what a commit intends into place, as far as it is not yet, and retire the intent."""

    def clear(self) -> None:
        """Remove what is staged, and never committed or in place already."""
