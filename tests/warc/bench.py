"""A folder to write in, a clock set by hand, and what the writer's tests append."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]  # it ships no types

from archiver.warc import records
from archiver.warc.ledger import Ledger
from archiver.warc.records import Location, Record
from archiver.warc.writer import WarcWriter

NOON = datetime(2018, 12, 11, 12, tzinfo=UTC)
RUN = "urn:uuid:the-run"


class Index:
    """Remembers what it is told. It has nothing to flush, and is behind only if that is set by hand."""

    def __init__(self) -> None:
        self.seen: list[tuple[Record, Location]] = []
        self.is_behind = False

    def add(self, record: Record, location: Location) -> None:
        self.seen.append((record, location))

    def maybe_flush(self, now: datetime) -> bool:
        return False

    def flush(self) -> bool:
        return False


class Bench:
    """A folder, a clock that is set by hand, and writers that share them."""

    def __init__(self, root: Path) -> None:
        self.now = NOON
        self.folder = root / "archive"
        self.ledger = Ledger(root / "fixity.jsonl", clock=lambda: self.now)
        self.ledger_path = root / "fixity.jsonl"
        self.index = Index()

    def writer(self, **more: Any) -> WarcWriter:
        values: dict[str, Any] = {"ledger": self.ledger, "index": self.index, **more}
        return WarcWriter(
            self.folder, prefix="site", warcinfo=self.warcinfo, clock=lambda: self.now, **values
        )

    def warcinfo(self, name: str) -> Record:
        return records.warcinfo_record(
            record_id=uuid4().urn, date=self.now, filename=name, run=RUN, site="site"
        )

    def files(self) -> list[Path]:
        return sorted(self.folder.glob("*.warc.gz"))

    def markers(self) -> list[Path]:
        return sorted(self.folder.glob("*.open"))


def octets(block: bytes = b"x" * 100) -> Record:
    return records.metadata_bytes(
        record_id=uuid4().urn, date=NOON, block=block, content_type="text/plain", warcinfo_id="urn:uuid:other"
    )


def warcio_blocks(path: Path) -> list[bytes]:
    with path.open("rb") as file:
        return [found.raw_stream.read() for found in ArchiveIterator(file, no_record_parse=True)]


def append(writer: WarcWriter, *made: Record) -> tuple[Location, ...]:
    return writer.append(made).result(timeout=30)
