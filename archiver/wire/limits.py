"""What one peer may make us hold. Named constants, each with its reason."""

from dataclasses import dataclass

HEAD_BYTES = 256 * 1024
"""Real heads stay under 16 KB (Apache's and nginx's own limits are 8); sixteen times that for the odd."""

BODY_BYTES = 256 * 1024 * 1024
"""A page is under 1 MB, a picture under 20; a film is not what this archive is for."""

DECODED_BYTES = 64 * 1024 * 1024
"""Only pages are decoded, and the longest thread seen on one page came to 3 MB."""

DECODED_RATIO = 1100
"""Deflate can't shrink by more than 1032 to 1: only nested codings or a forged stream go beyond."""

RATIO_FREE_BYTES = 1024 * 1024
"""Below this a high ratio costs nothing and is not asked about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Sizes in bytes; ``decoded_ratio`` is decoded bytes for one coded byte."""

    head_bytes: int = HEAD_BYTES
    body_bytes: int = BODY_BYTES
    decoded_bytes: int = DECODED_BYTES
    decoded_ratio: int = DECODED_RATIO


DEFAULT_LIMITS = Limits()
