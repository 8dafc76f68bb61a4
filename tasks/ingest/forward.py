"""Bytes read forward with a view ahead: what finding the next whole record in a damaged archive needs."""

from typing import IO

from tasks.ingest.file import BROKEN

CHUNK = 2**16


class Forward:
    """A stream with a place in it. Damage counts as an end: what reads at it raises, once, and can then go on."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self._held = stream, bytearray()
        self._damage: BaseException | None = None
        self.at = 0  # bytes read so far

    @property
    def stopped(self) -> bool:
        """Whether damage comes next."""
        return not self._held and self._damage is not None

    def ahead(self, count: int) -> bytes:
        """The next bytes, or those that are left, without reading them. Raises one of BROKEN where damage is next."""
        while len(self._held) < count and self._filled():
            pass
        if self.stopped:
            damage, self._damage = self._damage, None
            raise damage  # type: ignore[misc]  # stopped says that there is one
        return bytes(self._held[:count])

    def take(self, count: int) -> bytes:
        """The next bytes, or those that are left. Raises as `ahead`."""
        data = self.ahead(count)
        del self._held[: len(data)]
        self.at += len(data)
        return data

    def line(self, longest: int) -> bytes:
        """The bytes up to the next line's end, with it, or to `longest`. Raises as `ahead`."""
        looked = 0
        while True:
            end = self._held.find(b"\n", looked, longest)
            if end >= 0:
                return self.take(end + 1)
            looked = len(self._held)
            if looked >= longest or not self._filled():
                return self.take(max(1, min(looked, longest)))

    def give_back(self, data: bytes) -> None:
        """Put bytes that were taken before what comes next."""
        self._held[:0] = data
        self.at -= len(data)

    def _filled(self) -> bool:
        if self._damage is not None:
            return False
        try:
            more = self._stream.read1(CHUNK)  # type: ignore[attr-defined]  # every stream that File makes is buffered
        except BROKEN as error:
            self._damage = error
            return False
        self._held += more
        return bool(more)
