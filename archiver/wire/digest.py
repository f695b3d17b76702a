"""Labelled digests as WARC records write them (WARC 1.1, sections 5.8 and 5.9)."""

import base64
import binascii
import hashlib

from archiver.wire.body import payload

_SIZES = {"md5": 16, "sha1": 20, "sha256": 32, "sha512": 64}


def sha1(data: bytes) -> str:
    """``sha1:`` and 32 characters of base32: what every index of the field uses."""
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode("ascii")


def sha256(data: bytes) -> str:
    """``sha256:`` and 64 hexadecimal digits: what can't be forged."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def payload_digest(block: bytes) -> str:
    """The digest of a response block's payload. Raises WireError when it has no head."""
    return sha1(payload(block).data)


def block_digest(block: bytes) -> str:
    """The digest of a whole block."""
    return sha256(block)


def same_digest(one: str, other: str) -> bool:
    """Whether two labelled digests have one value, in hex or base32, whatever the case."""
    value = _value(one)
    return value is not None and value == _value(other)


def _value(labelled: str) -> tuple[str, bytes] | None:
    label, _, text = labelled.partition(":")
    name = label.strip().lower().replace("-", "")
    size = _SIZES.get(name)
    text = text.strip()
    if size is None:
        return None
    try:
        if len(text) == size * 2:
            return name, bytes.fromhex(text)
        padded = text.upper() + "=" * (-len(text) % 8)
        value = base64.b32decode(padded)
    except (ValueError, binascii.Error):
        return None
    return (name, value) if len(value) == size else None
