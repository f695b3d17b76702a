"""``openssl ts``: the second opinion, for replies that rfc3161-client can't read."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509

from archiver.errors import StampError
from archiver.warc.stamp.trust import Certificates, Trust, pem
from archiver.warc.temporary import temporary_folder

_SECONDS = 30
_TIME = re.compile(r"^Time stamp: (\w{3} +\d{1,2} \d\d:\d\d:\d\d)(?:\.\d+)? (\d{4}) GMT$", re.MULTILINE)
_STATUS = re.compile(r"^Status: (?P<status>.*)\.$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """The instant that a good stamp names, and the certificates it brought."""

    at: datetime
    certificates: Certificates


def program() -> str | None:
    """Where openssl is, None where there is none."""
    return shutil.which("openssl")


def verify(query: bytes, reply: bytes, sha256: str, trust: Trust) -> Opinion:
    """Have ``reply`` held against ``query``, against ``sha256`` (hex), and against ``trust`` at the stamp's own instant.

    Raises StampError with openssl's words, StorageFailed.
    """
    with temporary_folder("stamp") as work:
        (work / "query").write_bytes(query)
        (work / "reply").write_bytes(reply)
        (work / "roots").write_bytes(pem(trust.roots))
        (work / "between").write_bytes(pem(trust.between))
        at = _instant(_said(work, "ts", "-reply", "-in", "reply", "-text").decode("utf-8", "replace"))
        believed = ["-CAfile", "roots", *(["-untrusted", "between"] if trust.between else [])]
        believed += ["-attime", str(int(at.timestamp()))]
        for against in (["-queryfile", "query"], ["-digest", sha256]):
            _said(work, "ts", "-verify", *against, "-in", "reply", *believed)
        _said(work, "ts", "-reply", "-in", "reply", "-token_out", "-out", "token")
        listed = _said(work, "pkcs7", "-inform", "DER", "-in", "token", "-print_certs")
    try:
        return Opinion(at=at, certificates=tuple(x509.load_pem_x509_certificates(listed)))
    except ValueError:
        raise StampError("the reply brings no certificate of its signer") from None


def _instant(text: str) -> datetime:
    found = _TIME.search(text)
    if found is None:
        status = _STATUS.search(text)
        raise StampError(
            f"openssl finds no stamp in the reply (status: {status['status'] if status else 'none'})"
        )
    try:
        return datetime.strptime(" ".join(found.groups()), "%b %d %H:%M:%S %Y").replace(tzinfo=UTC)
    except ValueError:
        raise StampError(f"the stamp's time can't be read: {found[0]}") from None


def _said(work: Path, *words: str) -> bytes:
    """What openssl prints. Raises StampError where it ends with anything but 0."""
    path = program()
    if path is None:
        raise StampError("there is no openssl to ask")
    try:
        done = subprocess.run(  # noqa: S603 - words of ours, files by our own names
            [path, *words], cwd=work, capture_output=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise StampError(f"openssl {words[0]} {words[1]} has not ended within {_SECONDS} seconds") from None
    if done.returncode:
        told = [
            line for line in done.stderr.decode("utf-8", "replace").splitlines() if "error" in line.lower()
        ]
        raise StampError(f"openssl {words[0]} {words[1]}: {'; '.join(told[:3]) or 'refused'}")
    return done.stdout
