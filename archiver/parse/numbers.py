"""Numbers in what strangers write.

``str.isdigit`` is true of "²", which ``int`` refuses, and ``int`` refuses more than 4,300
digits. A number here is one that the store can keep too: ASCII digits, 18 at most.
"""

import re

_NUMBER = re.compile(r"[0-9]{1,18}")
_IDS = re.compile(r"(?:li-|div-|article-)?comment[-_]?(\d{1,18})")


def whole_number(said: str | None) -> int | None:
    """The number that ``said`` is, digits alone; None if it is none, or longer than any there can be."""
    return int(said) if said is not None and _NUMBER.fullmatch(said) else None


def comment_number(identity: str | None) -> int | None:
    """The number in an id (``comment-N``, ``li-comment-N``, ``div-comment-N``), None if it is no comment's."""
    found = _IDS.fullmatch(identity) if identity else None
    return int(found[1]) if found else None
