"""What a verification finds."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["torn", "corrupt", "missing", "orphaned", "stale", "forged"]
"""``torn``: ends inside a record, as a kill leaves it. ``corrupt``: can't be read. ``missing``: said to be
there, and is not. ``orphaned``: is there, and nothing accounts for it. ``stale``: behind what is there, or a row
that other code derived. ``forged``: reads well, and is not what was written.
"""

BY_OTHERS = " (other code derived it: archiver rebuild)"
"""What is said of a row that is not as the records have it, where the database says that not this code alone derived it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong. ``file`` is a name (of a WARC file, the ledger, an index file, the store);
    ``offset`` is in bytes (in the ledger and an index: a line's number), None where it is the whole file's.
    ``lacks`` is what a record names and the archive lacks. ``known``: a repair has written it into the ledger.
    """

    kind: Kind
    file: str
    offset: int | None
    record_id: str | None
    detail: str
    lacks: str | None = None
    known: bool = False
