"""A time-stamp authority on loopback: openssl's, with a root, an issuer between and a signer of its own."""

import subprocess
from collections.abc import Callable
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

_EXTENSIONS = """
[req]
distinguished_name = dn
[dn]
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
[between]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
[signer]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[tsa]
default_tsa = one
[one]
serial = serial
default_policy = 1.2.3.4.1
digests = sha256
signer_digest = sha256
"""

_LONG = "O=" + 12 * "Long " + "/OU=" + 12 * "Long "
"""Makes the signer's certificate the longer one, so that it does not stand first in DER's order of a set."""

Reply = tuple[int, bytes]


def run(folder: Path, *words: str) -> bytes:
    """openssl, in ``folder``."""
    return subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True, timeout=60).stdout


class Authority:
    """``roots`` is its PEM file. ``answer`` turns a query into a status and a body; put another in its place to be
    hostile. ``unsorted``: send the issuer's certificate too, not in DER's order. ``asked`` are the queries so far.
    """

    def __init__(self, folder: Path, *, unsorted: bool = False) -> None:
        self.folder = folder
        self.roots = folder / "root.pem"
        self.url = ""
        self.asked: list[bytes] = []
        self.answer: Callable[[bytes], Reply] = lambda query: (200, self.reply(query))
        self._unsorted = unsorted
        folder.mkdir(parents=True)
        (folder / "cnf").write_text(_EXTENSIONS)
        (folder / "serial").write_text("01\n")
        config = ("-config", "cnf")
        key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
        run(folder, "req", "-x509", *key, "-keyout", "root.key", "-out", "root.pem", "-subj", f"/CN=Root of {folder.name}",
            "-days", "3650", "-extensions", "root", *config)  # fmt: skip
        for name, by, subject in (
            ("between", "root", "/CN=Between"),
            ("signer", "between", f"/{_LONG}/CN=Test stamps"),
        ):
            run(folder, "req", "-new", *key, "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", subject, *config)  # fmt: skip
            run(folder, "x509", "-req", "-in", f"{name}.csr", "-CA", f"{by}.pem", "-CAkey", f"{by}.key", "-CAcreateserial",
                "-out", f"{name}.pem", "-days", "3650", "-extfile", "cnf", "-extensions", name)  # fmt: skip
        self.believed = folder / "believed.pem"
        more = b"" if unsorted else (folder / "between.pem").read_bytes()
        self.believed.write_bytes(self.roots.read_bytes() + more)

    def reply(self, query: bytes) -> bytes:
        """What openssl answers: a stamp, or its refusal."""
        (self.folder / "query").write_bytes(query)
        chain = ("-chain", "between.pem") if self._unsorted else ()
        run(self.folder, "ts", "-reply", "-config", "cnf", "-queryfile", "query", "-signer", "signer.pem", "-inkey",
            "signer.key", *chain, "-out", "reply")  # fmt: skip
        return (self.folder / "reply").read_bytes()

    def sign_anew(self, begin: datetime, end: datetime, usage: x509.ObjectIdentifier) -> None:
        """Another certificate for the signer: of that time, for that use."""
        request = x509.load_pem_x509_csr((self.folder / "signer.csr").read_bytes())
        issuer = x509.load_pem_x509_certificate((self.folder / "between.pem").read_bytes())
        key = load_pem_private_key((self.folder / "between.key").read_bytes(), None)
        assert isinstance(key, EllipticCurvePrivateKey)
        made = x509.CertificateBuilder(
            issuer_name=issuer.subject,
            subject_name=request.subject,
            public_key=request.public_key(),
            serial_number=x509.random_serial_number(),
            not_valid_before=begin,
            not_valid_after=end,
        )
        made = made.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        made = made.add_extension(x509.ExtendedKeyUsage([usage]), critical=True)
        (self.folder / "signer.pem").write_bytes(made.sign(key, SHA256()).public_bytes(Encoding.PEM))

    def query(self, data: bytes, *words: str) -> bytes:
        """A query of openssl's for ``data``."""
        (self.folder / "data").write_bytes(data)
        return run(self.folder, "ts", "-query", "-data", "data", "-cert", *(words or ("-sha256",)))

    def __enter__(self) -> Self:
        authority = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                query = self.rfile.read(int(self.headers["Content-Length"]))
                authority.asked.append(query)
                status, body = authority.answer(query)
                self.send_response(status)
                self.send_header("Content-Type", "application/timestamp-reply")
                if 300 <= status < 400:
                    self.send_header("Location", authority.url)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/tsa"
        self._thread = Thread(target=self._server.serve_forever)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
