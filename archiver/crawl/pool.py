"""The pool that hands out connections with a tee, each bound to the exchange that asked for it.

It stands in front of Twisted's own, whose use by Scrapy's agents is the one
private thing that capture leans on.
"""

from collections.abc import Callable, Hashable
from contextvars import ContextVar
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.error import ConnectionLost
from twisted.internet.interfaces import IProtocolFactory, IStreamClientEndpoint
from twisted.web.client import HTTPConnectionPool
from zope.interface import implementer  # type: ignore[import-untyped]  # zope.interface brings no stubs

from archiver.crawl.flight import Flight
from archiver.crawl.tee import Admit, Tee, TeeFactory
from archiver.errors import ArchiverError

UNDER_WAY: ContextVar[Flight | None] = ContextVar("archiver_flight", default=None)
"""The exchange whose fetch runs in this context until a connection takes it over."""


class TeeMissing(ArchiverError):
    """A connection came without a tee: nothing on it would be captured."""


@implementer(IStreamClientEndpoint)
class _TeeEndpoint:
    """An endpoint whose connections carry a tee."""

    def __init__(self, endpoint: Any, flight: Flight, admit: Admit) -> None:
        self._endpoint = endpoint
        self._flight = flight
        self._admit = admit

    def connect(self, factory: IProtocolFactory) -> Deferred[Any]:
        """Connect; gives the protocol under the tee, as Twisted's pool expects."""
        tapped = TeeFactory(factory, self._flight, self._admit)
        connected: Deferred[Any] = self._endpoint.connect(tapped)
        return connected.addCallback(_under)


def _under(tee: Any) -> Any:
    if not isinstance(tee, Tee):
        raise TeeMissing(f"the connection opened by Scrapy is a {type(tee).__name__}, without a tee")
    if tee.refusal is not None:
        raise tee.refusal
    if tee.wrappedProtocol is None:
        raise ConnectionLost("the connection was lost as it opened")
    return tee.wrappedProtocol


class TeePool:
    """Twisted's pool with a tee on each connection; what Scrapy's agents use of a pool, no more.

    ``admit`` judges each connection before use; ``on_bind`` is told of each flight
    and its tee when they are joined.
    """

    def __init__(
        self, pool: HTTPConnectionPool, *, admit: Admit, on_bind: Callable[[Flight, Tee], None]
    ) -> None:
        # Twisted would retry on its own behind a wrapper that hides the connection; we retry ourselves.
        pool.retryAutomatically = False
        self._pool = pool
        self._admit = admit
        self._on_bind = on_bind

    @property
    def persistent(self) -> bool:
        """Whether connections are kept alive."""
        return bool(self._pool.persistent)

    def getConnection(self, key: Hashable, endpoint: IStreamClientEndpoint) -> Deferred[Any]:  # noqa: N802 - the name is Twisted's
        """Twisted's call: a connection for the exchange under way, which is bound to it.

        Fails with :class:`TeeMissing` where no exchange is under way or no tee is there.
        """
        flight = UNDER_WAY.get()
        if flight is None:
            raise TeeMissing("a connection was asked for outside of a fetch")
        # The sockets opened from here keep this context; they must not keep the flight.
        UNDER_WAY.set(None)
        return self._connection(key, _TeeEndpoint(endpoint, flight, self._admit), flight)

    def _connection(self, key: Hashable, endpoint: Any, flight: Flight) -> Deferred[Any]:
        def bind(connection: Any) -> Any:
            tee = connection.transport
            if not isinstance(tee, Tee):
                raise TeeMissing(f"the connection to {flight.host} has no tee: has Scrapy changed?")
            if tee.spent:
                return self._connection(key, endpoint, flight)
            tee.bind(flight)
            self._on_bind(flight, tee)
            return connection

        return self._pool.getConnection(key, endpoint).addCallback(bind)

    def closeCachedConnections(self) -> Deferred[None]:  # noqa: N802 - the name is Twisted's
        """Twisted's call: close what is idle."""
        closed: Deferred[None] = self._pool.closeCachedConnections()  # type: ignore[no-untyped-call]  # Twisted has no types here
        return closed
