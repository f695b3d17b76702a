"""The tee on a connection.

A :class:`Tee` stands between the transport (above TLS) and Twisted's HTTP
client: every byte that passes is kept for the exchange now bound to the
connection. HTTP/1.1 without pipelining carries one exchange at a time, so
whoever is handed the connection owns what passes.
"""

import logging
from collections.abc import Callable, Iterable
from typing import Any

from OpenSSL import SSL
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress, IProtocol, IProtocolFactory
from twisted.internet.protocol import connectionDone
from twisted.protocols.policies import ProtocolWrapper, WrappingFactory
from twisted.python.failure import Failure

from archiver.crawl.flight import Cut, Flight
from archiver.errors import ArchiverError

logger = logging.getLogger(__name__)

Admit = Callable[[Flight, str], None]
"""Given a flight and its peer's IP address: returns, or raises why it may not be used."""


class Tee(ProtocolWrapper):
    """Passes every byte on, and keeps it for the flight that is bound.

    ``served`` counts flights; ``refusal`` is why the peer may not be used; a ``spent`` connection
    is closing and may carry no more.
    """

    factory: "TeeFactory"
    wrappedProtocol: Any  # noqa: N815 - Twisted's name
    transport: Any  # TCP or TLS, whose methods differ

    def __init__(self, factory: "TeeFactory", wrapped: IProtocol) -> None:
        super().__init__(factory, wrapped)
        self.flight: Flight | None = None
        self.served = 0
        self.refusal: ArchiverError | None = None
        self.spent = False
        self._feeding = False

    def makeConnection(self, transport: Any) -> None:  # noqa: N802
        """Twisted's call: the connection stands, and nothing has been sent, TLS's hello neither."""
        self.refusal = self.factory.examine(str(transport.getPeer().host))
        super().makeConnection(transport)  # type: ignore[no-untyped-call]  # Twisted has no types here
        if self.refusal is not None:
            self.transport.abortConnection()

    def bind(self, flight: Flight) -> None:
        """Give ``flight`` all bytes that pass from now on."""
        flight.reused = self.served > 0
        flight.ip = str(self.transport.getPeer().host)
        self.served += 1
        self.flight = flight

    def unbind(self, flight: Flight) -> None:
        """Take ``flight`` off, unless another one has already taken its place."""
        if self.flight is flight:
            self.flight = None

    def cut(self, flight: Flight, why: Cut, sentence: str) -> None:
        """Stop reading for ``flight``: a limit was hit, or the crawl must end."""
        if self.flight is not flight or flight.cut is not None:
            return
        flight.cut = why
        flight.limit = sentence
        self.transport.abortConnection()

    # Outward

    def write(self, data: bytes) -> None:
        """Twisted's call: send ``data``."""
        if self.flight is not None:
            self.flight.sent.append(bytes(data))
        self.transport.write(data)

    def writeSequence(self, data: Iterable[bytes]) -> None:  # noqa: N802
        """Twisted's call: send the pieces in ``data``."""
        self.write(b"".join(data))

    # Inward

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        """Twisted's call: ``data`` came."""
        flight = self.flight
        if flight is None:
            logger.debug("%d bytes came on an idle connection to %s", len(data), self.transport.getPeer())
            self.wrappedProtocol.dataReceived(data)  # which closes the connection
            return
        if not flight.first_byte:
            self._first_byte(flight)
        flight.received.append(data)
        flight.size += len(data)
        if flight.size > flight.ceiling:
            sentence = flight.over_size()
            if sentence is not None:
                self.cut(flight, "length", sentence)
                return
        if flight.drained is None:
            self._feed(data, flight)
        elif flight.has_landed(thrifty=True):
            self.finish_draining(flight)

    def _feed(self, data: bytes, flight: Flight) -> None:
        self._feeding = True
        try:
            self.wrappedProtocol.dataReceived(data)
        finally:
            self._feeding = False
        if self._is_done() and flight.has_excess():
            self.loseConnection()  # more of it would be taken for the next answer

    def _is_done(self) -> bool:
        return self.wrappedProtocol is not None and self.wrappedProtocol.state == "QUIESCENT"

    def _first_byte(self, flight: Flight) -> None:
        """TLS is settled once the first byte of the answer is here, not before."""
        flight.first_byte = True
        handle = self.transport.getHandle()
        if isinstance(handle, SSL.Connection):
            flight.tls_version = handle.get_protocol_version_name()
            flight.cipher = handle.get_cipher_name()

    def stopProducing(self) -> None:  # noqa: N802
        """Twisted's call: Scrapy wants no more of this answer."""
        if self.flight is not None:
            self.flight.stopped = True
        self.transport.stopProducing()

    def loseConnection(self) -> None:  # noqa: N802
        """Twisted's call: close.

        If Twisted's parser gave up in the middle of an answer, the connection stays
        open until the answer is whole: what a parser can't read is captured like the rest.
        """
        if not self._must_drain():
            self.spent = True
            self.disconnecting = 1
            self.transport.loseConnection()
            return
        assert self.flight is not None  # noqa: S101 - _must_drain says so
        self.flight.drained = Deferred()
        if self.flight.has_landed():
            self.finish_draining(self.flight)
        else:
            self.transport.resumeProducing()

    def _must_drain(self) -> bool:
        flight = self.flight
        if flight is None or not self._feeding or flight.stopped or flight.cut or flight.drained:
            return False
        return bool(self.wrappedProtocol.state in ("WAITING", "TRANSMITTING"))

    def finish_draining(self, flight: Flight) -> None:
        """The answer that Twisted's parser gave up on is whole: close, and let its fetch go on."""
        self.unbind(flight)
        self.spent = True
        self.transport.loseConnection()
        if flight.drained is not None and not flight.drained.called:
            flight.drained.callback(None)

    def connectionLost(self, reason: Failure = connectionDone) -> None:  # noqa: N802
        """Twisted's call: the connection has ended."""
        flight, self.flight = self.flight, None
        if flight is not None:
            flight.lost = reason
            if flight.drained is not None and not flight.drained.called:
                flight.drained.callback(None)
        super().connectionLost(reason)  # type: ignore[no-untyped-call]  # Twisted has no types here


class TeeFactory(WrappingFactory[Tee]):
    """Puts a :class:`Tee` around each protocol that ``wrapped`` builds."""

    noisy = False

    def __init__(self, wrapped: IProtocolFactory, flight: Flight, admit: Admit) -> None:
        super().__init__(wrapped)  # type: ignore[no-untyped-call]  # Twisted has no types here
        self._opening: Flight | None = flight
        self._admit = admit

    def buildProtocol(self, addr: IAddress | None) -> Tee:  # noqa: N802
        """Twisted's call: one protocol for one connection."""
        return Tee(self, self.wrappedFactory.buildProtocol(addr))

    def examine(self, ip: str) -> ArchiverError | None:
        """Why the peer ``ip`` may not serve the flight this connection is opened for, or None."""
        flight, self._opening = self._opening, None  # the connection outlives its first flight
        if flight is None:
            return None
        try:
            self._admit(flight, ip)
        except ArchiverError as refusal:
            return refusal
        return None
