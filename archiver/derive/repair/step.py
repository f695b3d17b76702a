"""What a repair does, or would do."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from archiver.derive.verify.files import Vouched
from archiver.derive.verify.ledger import Vouching
from archiver.warc.layout import Archive
from archiver.warc.ledger import Ledger
from archiver.warc.repairs import Repairs

ACTIONS = {
    "names": "a file that says it is another gets its own name back, and of files of one name one keeps it",
    "orphaned": "a file unknown to the ledger that holds no record of its own is set aside",
    "torn": "what ends inside a record, in a file or in the ledger, is moved beside it",
    "corrupt": "records that can't be read, or break the standard, are moved beside their file",
    "forged": "records that are not those of their digests, or of others' word for them, are moved beside their file",
    "ledger": "a new line says what a file holds now, why, and which earlier lines hold no more",
    "missing": "what is nowhere to be found is written into the ledger as known to be lost",
    "index": "the replay index is made anew, the old one kept beside it",
    "rows": "the database is derived anew, the old one kept beside it",
}
"""All actions, in the order in which they are done, each with what it does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """``action`` (one of ACTIONS, or ``left``: nothing can be done) on ``file``: why, and the files to which damaged
    bytes go. ``done`` is False where it was only looked at.
    """

    action: str
    file: str
    detail: str
    aside: tuple[str, ...] = ()
    done: bool


@dataclass(slots=True, kw_only=True)
class Bench:
    """What every action works with. ``do``: change things. ``only`` are the actions asked for. ``changed`` says
    that a file is other than it was: index and rows must follow.
    """

    archive: Archive
    database: Path
    work: Path
    clock: Callable[[], datetime]
    do: bool
    only: frozenset[str]
    changed: bool = False
    ledger: Ledger = field(init=False)
    repairs: Repairs = field(init=False)
    _vouching: Vouching = field(init=False)

    def __post_init__(self) -> None:
        self.ledger = Ledger(self.archive.ledger, clock=self.clock)
        self.repairs = Repairs(self.archive.repairs, clock=self.clock)
        self._vouching = Vouching(self.archive.ledger)

    def vouched(self) -> dict[str, list[Vouched]]:
        """What the ledger says now: no line is ever taken back, so only new ones are read."""
        return self._vouching.now()

    def paths(self) -> dict[str, tuple[str, Path]]:
        """Each WARC file by name, with its site."""
        return {path.name: (one.site, path) for one in self.archive.collections() for path in one.warcs()}

    def namesakes(self) -> dict[str, list[Path]]:
        """The WARC files, by name, of which several collections have one."""
        found: dict[str, list[Path]] = {}
        for one in self.archive.collections():
            for path in one.warcs():
                found.setdefault(path.name, []).append(path)
        return {name: paths for name, paths in found.items() if len(paths) > 1}
