"""Where everything lies in an archive. The root is a pywb root: ``cd output && wayback`` replays."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from archiver.errors import UsageError
from archiver.warc.disk import make_folders

WARC_SUFFIX = ".warc.gz"
MARKER_SUFFIX = ".open"

# A site's name is a folder's name and part of replay addresses: caracas, caracas@127.0.0.1:8089, x@[::1]:80.
_SITE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@:\[\]+-]{0,127}")
_RESERVED = frozenset({"static", "live", "all"})  # names that mean something else to pywb
_WARC_NAME = re.compile(r"(?P<prefix>.+)-(?P<stamp>\d{8}T\d{6}Z)-(?P<number>\d{5})\.warc\.gz")


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """The files of one site. ``folder`` need not exist yet."""

    site: str
    folder: Path

    @property
    def archive(self) -> Path:
        """The folder of WARC files."""
        return self.folder / "archive"

    @property
    def indexes(self) -> Path:
        """The folder of CDXJ files."""
        return self.folder / "indexes"

    @property
    def lock(self) -> Path:
        """The file that a crawl of this site holds."""
        return self.folder / "crawl.lock"

    def warcs(self) -> tuple[Path, ...]:
        """All WARC files, by name."""
        return tuple(sorted(self.archive.glob("*" + WARC_SUFFIX)))

    def create(self) -> None:
        """Make the folders that are missing."""
        for folder in (self.archive, self.indexes):
            make_folders(folder)


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive at ``root``, which need not exist yet."""

    root: Path

    def collection(self, site: str) -> Collection:
        """The collection of ``site``. Raises UsageError where the name can't be a folder's."""
        if not _SITE.fullmatch(site) or site in _RESERVED:
            raise UsageError(f"{site!r} can't be the name of a site: it would name a folder")
        return Collection(site=site, folder=self.root / "collections" / site)

    def collections(self) -> tuple[Collection, ...]:
        """All collections there are, by name."""
        folders = (self.root / "collections").glob("*/archive")
        names = sorted(folder.parent.name for folder in folders)
        return tuple(
            self.collection(name) for name in names if _SITE.fullmatch(name) and name not in _RESERVED
        )

    @property
    def ledger(self) -> Path:
        """The fixity ledger."""
        return self.root / "fixity.jsonl"

    @property
    def stamps(self) -> Path:
        """The folder of time stamps of the ledger, one folder each."""
        return self.root / "stamps"

    @property
    def repairs(self) -> Path:
        """The journal of repairs."""
        return self.root / "repairs.jsonl"

    @property
    def database(self) -> Path:
        """The store, where it is SQLite's."""
        return self.root / "archive.sqlite"

    @property
    def logs(self) -> Path:
        """The folder of logs."""
        return self.root / "logs"

    @property
    def exports(self) -> Path:
        """The folder of exports."""
        return self.root / "exports"

    @property
    def verifying(self) -> Path:
        """The folder in which a verification that was stopped has left how far it came."""
        return self.root / "verifying"

    @property
    def lock(self) -> Path:
        """The file that whoever uses the archive holds, shared or alone."""
        return self.root / "archive.lock"


def warc_name(prefix: str, at: datetime, number: int) -> str:
    """``prefix-YYYYMMDDTHHMMSSZ-NNNNN.warc.gz``."""
    return f"{prefix}-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{number:05d}{WARC_SUFFIX}"


def day_of(name: str, prefix: str) -> str | None:
    """The day (``YYYYMMDD``, UTC) in a WARC file's name, or None if :func:`warc_name` didn't make it with ``prefix``."""
    match = _WARC_NAME.fullmatch(name)
    return match["stamp"][:8] if match and match["prefix"] == prefix else None


def marker_of(path: Path) -> Path:
    """The empty file beside ``path`` that says it is being written."""
    return path.with_name(path.name + MARKER_SUFFIX)


def torn_name(path: Path, offset: int) -> Path:
    """Where a tail torn off ``path`` at byte ``offset`` goes; a number is added while the name is taken."""
    return aside_name(path, "torn", offset)


def aside_name(path: Path, kind: str, offset: int) -> Path:
    """Where damaged bytes of ``path`` that begin at ``offset`` go; a number is added while the name is taken."""
    plain = path.with_name(f"{path.name}.{kind}-{offset}")
    chosen, number = plain, 1
    while chosen.exists():
        number += 1
        chosen = plain.with_name(f"{plain.name}.{number}")
    return chosen
