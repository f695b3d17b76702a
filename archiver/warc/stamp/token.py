"""Queries and replies (RFC 3161): made, and held against what was asked and whom one believes.

rfc3161-client checks a reply. It can't read one whose certificates don't stand in DER's order,
as many authorities send them (a SET OF is sorted by DER, and openssl does not sort it): such a one is given to
``openssl ts -verify``, if there is one.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    MessageImprint,
    TimeStampRequest,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)
from rfc3161_client._rust import parse_timestamp_request  # no public name leads to it

from archiver.errors import AuthorityRefused, BadInput, StampError
from archiver.warc.stamp import openssl
from archiver.warc.stamp.trust import Certificates, Trust

_SHA256 = "2.16.840.1.101.3.4.2.1"
_STATUS = ("granted", "granted with changes", "rejection", "waiting", "revocation warning", "revoked")
"""PKIStatus (RFC 3161, section 2.4.2)."""

_LONGEST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A stamp that holds: the instant it names, who signed it, what checked it, and the certificates it brought."""

    at: datetime
    authority: str
    checked_with: str
    certificates: Certificates


def query_for(raw: bytes) -> bytes:
    """A query (DER) for a stamp of ``raw``: sha256, a fresh nonce, the signer's certificates wanted."""
    builder = TimestampRequestBuilder().data(raw).hash_algorithm(HashAlgorithm.SHA256)
    return builder.nonce(nonce=True).cert_request(cert_request=True).build().as_bytes()


def check(query: bytes, reply: bytes, sha256: str, trust: Trust) -> Stamp:
    """The stamp in ``reply``, if it answers ``query``, is of ``sha256`` (hex) and signed by someone of ``trust``.

    Certificates need to be valid at the stamp's own instant, not now. Raises StampError, AuthorityRefused; BadInput where
    nothing here can read the reply.
    """
    asked = _asked(query, sha256)
    try:
        answer = decode_timestamp_response(reply)
    except ValueError as problem:
        if openssl.program() is None:
            raise BadInput(
                f"rfc3161-client can't read the reply ({problem}), and there is no openssl to ask"
            ) from None
        return _by_openssl(query, reply, sha256, trust)
    _granted(answer)
    _answers(asked, answer, sha256)
    verifier = VerifierBuilder(roots=list(trust.roots), intermediates=list(trust.between), nonce=asked.nonce)
    try:
        verifier.build().verify(answer, bytes.fromhex(sha256))
        certificates = tuple(map(x509.load_der_x509_certificate, answer.signed_data.certificates))
        signer = next(iter(answer.signed_data.signer_infos))
    except (VerificationError, ValueError) as problem:
        raise StampError(f"the signature does not hold against {trust.source}: {problem}") from None
    return Stamp(
        at=answer.tst_info.gen_time.astimezone(UTC),
        authority=_name_of(signer.serial_number, certificates),
        checked_with="rfc3161-client",
        certificates=certificates,
    )


def _asked(query: bytes, sha256: str) -> TimeStampRequest:
    try:
        asked: TimeStampRequest = parse_timestamp_request(query)
    except ValueError as problem:
        raise StampError(f"the query can't be read: {problem}") from None
    if _imprint(asked.message_imprint) != sha256:
        raise StampError("the query is for something else")
    return asked


def _imprint(imprint: MessageImprint) -> str | None:
    """The digest in hex, None where it is not sha256's."""
    return imprint.message.hex() if imprint.hash_algorithm.dotted_string == _SHA256 else None


def _granted(answer: TimeStampResponse) -> None:
    if answer.status != 0:
        word = _STATUS[answer.status] if answer.status < len(_STATUS) else str(answer.status)
        said = _plain("; ".join(answer.status_string))
        raise AuthorityRefused(f"the authority answers: {word}" + (f" ({said})" if said else ""))


def _answers(asked: TimeStampRequest, answer: TimeStampResponse, sha256: str) -> None:
    try:
        info = answer.tst_info
        if _imprint(info.message_imprint) != sha256:
            raise StampError("the stamp is of something else: its imprint is not what was asked for")
        if info.nonce != asked.nonce:
            raise StampError("the stamp answers another query: its nonce is not the one that was sent")
    except ValueError as problem:
        raise StampError(f"the reply holds no stamp: {problem}") from None


def _name_of(serial: int, certificates: Certificates) -> str:
    return next((_subject(one) for one in certificates if one.serial_number == serial), "?")


def _subject(certificate: x509.Certificate) -> str:
    return _plain(certificate.subject.rfc4514_string())


def _plain(text: str) -> str:
    """Somebody else's words, fit for a terminal."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in text[:_LONGEST])


def _by_openssl(query: bytes, reply: bytes, sha256: str, trust: Trust) -> Stamp:
    found = openssl.verify(query, reply, sha256, trust)
    signers = (one for one in found.certificates if not _issues_another(one, found.certificates))
    signer = next(signers, None)
    return Stamp(
        at=found.at,
        authority=_subject(signer) if signer is not None else "?",
        checked_with="openssl",
        certificates=found.certificates,
    )


def _issues_another(one: x509.Certificate, among: Certificates) -> bool:
    return any(other.issuer == one.subject for other in among if other is not one)
