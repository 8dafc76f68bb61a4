"""Manners: how fetching behaves towards servers, and what it bears from them."""

from dataclasses import dataclass

ROBOT = "newsledger"  # the name that robots.txt knows us by


@dataclass(frozen=True, slots=True)
class Manners:
    """Times in seconds, sizes in bytes. `agent` is the whole user agent."""

    agent: str = ROBOT
    delay: float = 1.0  # between two requests to one host
    hosts: int = 8  # asked at the same time
    tries: int = 3  # requests before an address is given up
    wait: float = 60.0  # the longest that a host may ask us to wait
    timeout: float = 15.0  # without a byte
    time: float = 60.0  # for one answer in all
    bytes: int = 16 * 2**20  # of one answer, packed and unpacked
    header_bytes: int = 32_768
    redirects: int = 5
    entries: int = 1000  # followed from one feed or sitemap, and from what it leads to
    follow: bool = True
    allow_private: bool = False


class Failed(Exception):
    """An address could not be fetched: a code of schemas.rejects.REASONS and what exactly was wrong.

    `again`: whether another try may help; `wait`: the seconds that the server asks for before it.
    """

    def __init__(self, reason: str, detail: str, *, again: bool = False, wait: float | None = None) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail
        self.again = again
        self.wait = wait
