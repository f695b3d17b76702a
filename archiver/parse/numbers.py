"""Numbers in what strangers write.

``str.isdigit`` is true of "²", which ``int`` refuses, and ``int`` refuses more than 4,300
digits. A number here is one that the store can keep too: ASCII digits, 18 at most.
"""

import re

_NUMBER = re.compile(r"[0-9]{1,18}")


def whole_number(said: str | None) -> int | None:
    """The number that ``said`` is, digits alone; None if it is none, or longer than any there can be."""
    return int(said) if said is not None and _NUMBER.fullmatch(said) else None
