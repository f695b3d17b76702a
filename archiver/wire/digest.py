"""Labelled digests as WARC records write them (WARC 1.1, sections 5.8 and 5.9).

A digest's value is a token there, so it may hold no ``=``. Base32 of sha1 needs none. That of sha256 does,
and without them warcio and fastwarc call the record wrong; so sha256 is written in hex, which
both of them, jwarc and browsertrix read.
"""

import base64
import binascii
import hashlib

from archiver.wire.body import payload
from archiver.wire.messages import split_interim

_SIZES = {"md5": 16, "sha1": 20, "sha256": 32, "sha384": 48, "sha512": 64}
"""Bytes of each algorithm's value. Other names are not compared: their spelling is not known."""


def sha1(data: bytes) -> str:
    """``sha1:`` and 32 characters of base32: what every index of the field uses."""
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode("ascii")


def sha256(data: bytes) -> str:
    """``sha256:`` and 64 hexadecimal digits: what can't be forged."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def payload_digest(block: bytes) -> str:
    """The digest of a response block's payload, interim answers before it passed over.

    Raises WireError when it has no head.
    """
    return sha1(payload(split_interim(block)[1]).data)


def block_digest(block: bytes) -> str:
    """The digest of a whole block."""
    return sha256(block)


def same_digest(one: str, other: str) -> bool:
    """Whether two labelled digests have one value: in hex, base32 or base64, whatever the case of label
    and value. What can't be read equals nothing.
    """
    value = digest_value(one)
    return value is not None and value == digest_value(other)


def agrees(labelled: str, data: bytes) -> bool | None:
    """Whether ``labelled`` is the digest of ``data``; None if its algorithm or spelling is not known."""
    found = digest_value(labelled)
    if found is None:
        return None
    name, value = found
    return hashlib.new(name, data, usedforsecurity=False).digest() == value


def digest_value(labelled: str) -> tuple[str, bytes] | None:
    """The algorithm (as hashlib names it) and the value of a labelled digest; None if it can't be read.

    The spelling is known by its length.
    """
    label, _, text = labelled.partition(":")
    name = label.strip().lower().replace("-", "")
    size = _SIZES.get(name)
    value = None if size is None else _value(text.strip().rstrip("="), size)
    return None if value is None else (name, value)


def _value(text: str, size: int) -> bytes | None:
    """The ``size`` bytes that ``text`` (without padding) spells, or None."""
    try:
        if len(text) == size * 2:
            return binascii.unhexlify(text)
        if len(text) == -(-size * 8 // 5):
            return base64.b32decode(text.upper() + "=" * (-len(text) % 8))
        if len(text) == -(-size * 8 // 6):
            standard = text.replace("-", "+").replace("_", "/")
            return base64.b64decode(standard + "=" * (-len(text) % 4), validate=True)
    except ValueError:  # not of that alphabet (binascii.Error is one of these)
        return None
    return None
