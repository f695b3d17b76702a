"""How much one page may ask for: addresses, hosts and bytes. No I/O."""

from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Self
from urllib.parse import urlsplit

from scrapy.settings import BaseSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The settings ``REQUISITES_…``. ``hosts`` counts those besides the site's own; ``bytes`` are of WARC;
    ``max_age`` is how long an answer is good for.
    """

    max_age: timedelta
    addresses: int
    hosts: int
    bytes: int

    @classmethod
    def of(cls, settings: BaseSettings) -> Self:
        """Raises ValueError where a setting is no number."""
        return cls(
            max_age=timedelta(days=settings.getfloat("REQUISITES_MAX_AGE_DAYS")),
            addresses=settings.getint("REQUISITES_PER_PAGE"),
            hosts=settings.getint("REQUISITES_HOSTS"),
            bytes=settings.getint("REQUISITES_BYTES"),
        )


@dataclass(slots=True)
class Allowance:
    """What one page has used of its bounds. An address that nobody answers for takes no place: what stands ``behind`` the
    bound gets it, but no more often than the bound itself says, so that a page asks for twice as many at most.
    """

    bounds: Bounds
    own: Collection[str]
    addresses: int = 0
    bytes: int = 0
    hosts: set[str] = field(default_factory=set)
    pending: int = 0
    unanswered: int = 0
    behind: "deque[Wanted]" = field(default_factory=deque)

    @property
    def is_spent(self) -> bool:
        """Whether no bytes are left."""
        return self.bytes >= self.bounds.bytes

    def refuse(self, url: str) -> str | None:
        """The bound that ``url`` would exceed (``addresses``, ``hosts``, ``bytes``), or None: it is then counted, and
        pending until :meth:`settle`.
        """
        if self.addresses >= self.bounds.addresses:
            return "addresses"
        if self.is_spent:
            return "bytes"
        host = host_of(url)
        if host not in self.own and host not in self.hosts:
            if len(self.hosts) >= self.bounds.hosts:
                return "hosts"
            self.hosts.add(host)
        self.addresses += 1
        self.pending += 1
        return None

    def keep(self, wanted: "Wanted") -> bool:
        """Let ``wanted``, refused for ``addresses``, stand behind the bound; false where no place can come free any more."""
        if not self.pending or len(self.behind) >= self.bounds.addresses:
            return False
        self.behind.append(wanted)
        return True

    def settle(self, *, answered: bool) -> "Iterator[tuple[Wanted, str | None]]":
        """One that was pending is done. Gives what stood behind the bound and is to be asked for now (None), or is left out, with the reason."""
        self.pending -= 1
        if not answered and self.unanswered < self.bounds.addresses:
            self.unanswered += 1
            self.addresses -= 1
            while self.behind and self.addresses < self.bounds.addresses:
                wanted = self.behind.popleft()
                yield wanted, self.refuse(wanted.url)
        while self.behind and not self.pending:
            yield self.behind.popleft(), "addresses"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An address in line: who named it, in which document, how many steps from the page, and on whose allowance."""

    url: str
    by: str
    document: str
    depth: int
    allowance: Allowance


def host_of(url: str) -> str:
    """Host and port as a site file names them."""
    return urlsplit(url).netloc.rpartition("@")[2].lower()
