"""What one peer may make us hold. Named constants, each with its reason."""

from dataclasses import dataclass

HEAD_BYTES = 256 * 1024
"""Real heads stay under 16 KB (Apache's and nginx's own limits are 8); sixteen times that for the odd."""

BODY_BYTES = 256 * 1024 * 1024
"""A page is under 1 MB, a picture under 20; a film is not what this archive is for."""

DECODED_BYTES = 64 * 1024 * 1024
"""Only pages are decoded, and the longest thread seen on one page came to 3 MB."""

DECODED_RATIO = 200
"""Pages shrink to a tenth, threads of one repeated markup to a fortieth; deflate's own end is 1032 to 1."""

RATIO_FREE_BYTES = 4 * 1024 * 1024
"""Below this a high ratio costs nothing and is not asked about."""

CODINGS = 4
"""One is usual and two are a server's mistake; each costs the whole of ``decoded_bytes`` anew."""

GZIP_MEMBERS = 1000
"""A server that flushes by members makes some dozens; each costs a copy of what follows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Sizes in bytes; ``decoded_ratio`` is decoded bytes for one coded byte, asked of what decodes to
    more than ``ratio_free_bytes``; ``codings`` counts those laid over one another.
    """

    head_bytes: int = HEAD_BYTES
    body_bytes: int = BODY_BYTES
    decoded_bytes: int = DECODED_BYTES
    decoded_ratio: int = DECODED_RATIO
    ratio_free_bytes: int = RATIO_FREE_BYTES
    codings: int = CODINGS

    def room(self, coded: int) -> int:
        """The bytes that ``coded`` bytes may decode to."""
        return min(self.decoded_bytes, max(self.ratio_free_bytes, coded * self.decoded_ratio))


DEFAULT_LIMITS = Limits()
