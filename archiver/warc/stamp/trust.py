"""Whose signatures count: certificates of authorities, from a file, the system, or what was kept beside a stamp."""

import ssl
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.utils import CryptographyDeprecationWarning

from archiver.errors import BadInput

Certificates = tuple[x509.Certificate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Certificates that are believed (``roots``), those that may lead to them (``between``), and where they are from."""

    roots: Certificates
    between: Certificates
    source: str


def from_file(path: Path) -> Trust:
    """The certificates of a PEM file: self-signed ones are believed. Raises BadInput."""
    found = read(path)
    roots = tuple(one for one in found if self_signed(one))
    if not roots:
        raise BadInput(f"{path}: no self-signed certificate in it: name the authority's root")
    between = tuple(one for one in found if one not in roots)
    return Trust(roots=roots, between=between, source=f"the roots in {path}")


def of_system() -> Trust:
    """What this system believes. Raises BadInput where it has no such file."""
    file = ssl.get_default_verify_paths().cafile
    if file is None:
        raise BadInput("this system names no trusted roots: give the authority's (ARCHIVER_STAMP_ROOTS)")
    return Trust(roots=read(Path(file)), between=(), source="the system's roots")


def read(path: Path) -> Certificates:
    """The certificates of a PEM file, in its order. Raises BadInput."""
    try:
        with warnings.catch_warnings():  # some root of the system breaks a rule: nobody here can mend it
            warnings.simplefilter("ignore", CryptographyDeprecationWarning)
            return tuple(x509.load_pem_x509_certificates(path.read_bytes()))
    except OSError as problem:
        raise BadInput(f"{path}: {problem.strerror or problem}") from None
    except ValueError as problem:
        raise BadInput(f"{path}: can't be read as certificates (PEM): {problem}") from None


def pem(certificates: Iterable[x509.Certificate]) -> bytes:
    """As a PEM file."""
    return b"".join(one.public_bytes(Encoding.PEM) for one in certificates)


def self_signed(certificate: x509.Certificate) -> bool:
    """Whether it vouches for itself."""
    return issued(certificate, certificate)


def issued(certificate: x509.Certificate, by: x509.Certificate) -> bool:
    """Whether ``by`` signed ``certificate``."""
    try:
        certificate.verify_directly_issued_by(by)
    except (ValueError, TypeError, InvalidSignature):  # another issuer, an unknown algorithm, another key
        return False
    return True


def chain(held: Iterable[x509.Certificate], trust: Trust) -> tuple[Certificates, Certificates]:
    """What is to be kept for later: of ``trust``, the certificates that lead on from ``held``; without and with a root."""
    between = list(dict.fromkeys(one for one in held if one not in trust.roots))
    roots: list[x509.Certificate] = []
    for one in between:  # grows meanwhile
        between.extend(more for more in trust.between if more not in between and issued(one, more))
        roots.extend(root for root in trust.roots if root not in roots and issued(one, root))
    return tuple(between), tuple(roots)
