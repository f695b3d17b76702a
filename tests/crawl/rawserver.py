"""A server of raw bytes on loopback, and a raw proxy before it.

Each keeps what it received and sent: the truth against which captures are compared.
Nothing here knows HTTP beyond finding the end of a request.
"""

import contextlib
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from tests.crawl.answers import CLOSE, HANG, RESET, Answer, Pause

PATIENCE_SECONDS = 30


@dataclass
class Exchange:
    """What passed for one request: the bytes that came, the bytes that were sent."""

    connection: int
    number: int
    path: str
    received: bytes
    sent: bytearray = field(default_factory=bytearray)


class Connections:
    """Accepts connections in threads; ``stop`` closes every one and waits for its thread."""

    def __init__(self, context: ssl.SSLContext | None = None, family: int = socket.AF_INET) -> None:
        self._context = context
        self._listener = socket.socket(family)
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.bind(("127.0.0.1" if family == socket.AF_INET else "::1", 0))
        self._listener.listen(64)
        self.port: int = self._listener.getsockname()[1]
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self.accepted = 0
        self.stopping = threading.Event()
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.settimeout(PATIENCE_SECONDS)
            with self._lock:
                self.accepted += 1
                number = self.accepted
                self._open.add(connection)
            thread = threading.Thread(target=self._serve, args=(connection, number), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket, number: int) -> None:
        stream = connection
        # The peer may go away at any time, and stop() closes what is open: both end the thread.
        with contextlib.suppress(OSError):
            if self._context is not None:
                stream = self._context.wrap_socket(connection, server_side=True, suppress_ragged_eofs=True)
                with self._lock:
                    self._open.discard(connection)
                    self._open.add(stream)
            self.serve(stream, number)
        with contextlib.suppress(OSError):
            stream.close()
        with self._lock:
            self._open.discard(stream)

    def serve(self, stream: socket.socket, number: int) -> None:
        raise NotImplementedError

    def stop(self) -> None:
        self.stopping.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            still_open = list(self._open)
        for connection in still_open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self._accepting.join(PATIENCE_SECONDS)
        for thread in self._threads:
            thread.join(PATIENCE_SECONDS)
            assert not thread.is_alive()


def read_request(stream: socket.socket, kept: bytearray) -> bytes:
    """One whole request; b"" where the peer has gone. What came beyond it stays in ``kept``."""
    while b"\r\n\r\n" not in kept:
        data = stream.recv(65536)
        if not data:
            return b""
        kept += data
    end = kept.index(b"\r\n\r\n") + 4
    length = 0
    for line in bytes(kept[:end]).split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    while len(kept) < end + length:
        data = stream.recv(65536)
        if not data:
            return b""
        kept += data
    request = bytes(kept[: end + length])
    del kept[: end + length]
    return request


class RawServer(Connections):
    """Answers ``/NAME`` with the script of that name.

    ``per_connection``: after so many answers on a connection, the server shuts it
    without a word, as one whose keep-alive has timed out.
    """

    def __init__(
        self,
        answers: Mapping[str, Answer] | Callable[[str], Answer],
        context: ssl.SSLContext | None = None,
        *,
        per_connection: int | None = None,
        family: int = socket.AF_INET,
    ) -> None:
        self._answers = answers
        self._per_connection = per_connection
        self.exchanges: list[Exchange] = []
        self._served = threading.Condition()
        super().__init__(context, family)

    def answer(self, path: str) -> Answer:
        if callable(self._answers):
            return self._answers(path)
        return self._answers[path.split("?")[0].lstrip("/")]

    def serve(self, stream: socket.socket, number: int) -> None:
        kept = bytearray()
        count = 0
        while request := read_request(stream, kept):
            target = request.split(b" ", 2)[1].decode()
            split = urlsplit(target)
            path = split.path + (f"?{split.query}" if split.query else "")
            exchange = Exchange(number, count, path, request)
            with self._served:
                self.exchanges.append(exchange)
                self._served.notify_all()
            count += 1
            if not self._play(stream, self.answer(path), exchange):
                return
            if count == self._per_connection:
                return

    def _play(self, stream: socket.socket, answer: Answer, exchange: Exchange) -> bool:
        """Whether the connection lives on."""
        for step in answer.steps:
            if isinstance(step, bytes):
                exchange.sent += step
                stream.sendall(step)
            elif isinstance(step, Pause):
                time.sleep(step.seconds)
            elif step == HANG:
                self.stopping.wait(PATIENCE_SECONDS)
                return False
            elif step == RESET:
                stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return False
            else:
                assert step == CLOSE
                if isinstance(stream, ssl.SSLSocket):
                    stream.unwrap()  # the alert that tells an end from a break
                return False
        return True

    def wait_for(self, count: int) -> None:
        """Return once ``count`` requests have come."""
        with self._served:
            assert self._served.wait_for(lambda: len(self.exchanges) >= count, PATIENCE_SECONDS)

    def of(self, path: str) -> list[Exchange]:
        return [exchange for exchange in self.exchanges if exchange.path == path]


class RawProxy(Connections):
    """Passes bytes on, untouched: to the host of CONNECT, or to the host an absolute target names,
    or to ``target`` whatever is named.
    """

    def __init__(self, target: tuple[str, int] | None = None) -> None:
        self._target = target
        self.connects: list[bytes] = []
        super().__init__()

    def serve(self, stream: socket.socket, number: int) -> None:
        kept = bytearray()
        head = read_request(stream, kept)
        if not head:
            return
        method, target, _ = head.split(b" ", 2)
        tunnel = method == b"CONNECT"
        split = urlsplit((b"//" + target if tunnel else target).decode())
        assert split.hostname
        address = self._target or (split.hostname, split.port or 80)
        with socket.create_connection(address, PATIENCE_SECONDS) as upstream:
            if tunnel:
                self.connects.append(head)
                stream.sendall(b"HTTP/1.1 200 Tunnel open\r\n\r\n")
                upstream.sendall(kept)
            else:
                upstream.sendall(head + kept)
            reset = threading.Event()
            back = threading.Thread(target=pump, args=(upstream, stream, reset), daemon=True)
            back.start()
            pump(stream, upstream, reset)
            back.join(PATIENCE_SECONDS)


def pump(source: socket.socket, target: socket.socket, reset: threading.Event) -> None:
    """Carry bytes until ``source`` ends, then end ``target`` the same way: in order, or by a reset
    (which is sent when its owner closes it).
    """
    try:
        while data := source.recv(65536):
            target.sendall(data)
    except ConnectionResetError:
        reset.set()
        target.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_RD)  # wakes the other pump and sends nothing
    except OSError:
        pass  # the other pump has shut both down
    if not reset.is_set():
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


def tls_context(folder: Path) -> ssl.SSLContext:
    """A server's context with a certificate made for the occasion."""
    import datetime
    import ipaddress

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    names = x509.SubjectAlternativeName(
        [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


@contextlib.contextmanager
def running(*servers: Connections) -> Iterator[None]:
    try:
        yield
    finally:
        for server in servers:
            server.stop()
