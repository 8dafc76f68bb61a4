"""Prefect as the witness of a run, who may go in the middle of it: then the work goes on, unseen.

The lake is what a run is for, and the lake's `runs` table is the record that counts. So nothing that Prefect cannot be
told ends a run: what is done under Prefect's eyes is done once, and whoever asks afterwards has its outcome.
"""

import logging
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import ClassVar, Generic, TypeVar

from httpx import HTTPError
from prefect.concurrency.asyncio import ConcurrencySlotAcquisitionError

# What Prefect raises where its server does not answer; a task first asks whether its tag is limited.
SILENT = (HTTPError, ConcurrencySlotAcquisitionError)
Result = TypeVar("Result")


class Once(Generic[Result]):
    """Something that is done once, when it is first asked for; then its result, or its error, for all who ask.

    >>> number = Once(iter([1, 2]).__next__)
    >>> number(), number()
    (1, 1)
    """

    def __init__(self, do: Callable[[], Result]) -> None:
        self._do = do
        self._outcome: Future[Result] = Future()
        self._lock = threading.Lock()

    @property
    def done(self) -> bool:
        """Whether it has been done, well or not."""
        return self._outcome.done()

    def __call__(self) -> Result:
        with self._lock:
            if not self.done:
                try:
                    self._outcome.set_result(self._do())
                except BaseException as error:  # whatever it is, all who wait must hear of it
                    self._outcome.set_exception(error)
        return self._outcome.result()


class Witness:
    """Hears what is done, until it no longer answers; `lost` is whether any witness of this process did so."""

    lost: ClassVar[bool] = False

    def __init__(self) -> None:
        self.gone = False
        logging.raiseExceptions = False  # lines that cannot be sent to it are no concern of whoever runs this

    def tell(self, do: Callable[[], Result]) -> Result | None:
        """What comes of it with Prefect; None where Prefect is gone, or has just gone."""
        if self.gone:
            return None
        try:
            return do()
        except SILENT:
            self.leave()
            return None

    def leave(self) -> None:
        """Say once that the run goes on without."""
        if not self.gone:
            self.gone = Witness.lost = True
            url = os.environ.get("PREFECT_API_URL", "")
            sys.stderr.write(
                f"Prefect at {url} has stopped answering: the run goes on, and its pages will not show the rest.\n"
            )
