"""What WARC files hold, read with warcio: another's eyes on our bytes."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]  # it ships no types


@dataclass(frozen=True)
class Held:
    """One record: its headers in order, and its block."""

    headers: tuple[tuple[str, str], ...]
    block: bytes

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def get(self, name: str) -> str | None:
        values = self.all(name)
        assert len(values) < 2
        return values[0] if values else None

    @property
    def type(self) -> str | None:
        return self.get("WARC-Type")

    @property
    def id(self) -> str | None:
        return self.get("WARC-Record-ID")

    @property
    def url(self) -> str | None:
        return self.get("WARC-Target-URI")

    @property
    def is_fields(self) -> bool:
        return self.get("Content-Type") == "application/warc-fields"


@dataclass(frozen=True)
class Group:
    """The records of one exchange."""

    request: Held | None
    answer: Held
    asides: tuple[Held, ...]

    @property
    def sent(self) -> bytes:
        return self.request.block if self.request else b""

    @property
    def came(self) -> bytes:
        """All bytes that came, interim answers and unreadable ones included."""
        raw = [aside.block for aside in self.asides if not aside.is_fields]
        return b"".join(raw) + (b"" if self.answer.type == "metadata" else self.answer.block)

    @property
    def told(self) -> str:
        """What is said of the exchange, in words."""
        said = [record.block.decode() for record in (self.answer, *self.asides) if record.is_fields]
        return "\n".join(said)


def read(path: Path) -> Iterator[Held]:
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream, no_record_parse=True):
            yield Held(tuple(record.rec_headers.headers), record.raw_stream.read())


def groups(paths: list[Path]) -> list[Group]:
    """The exchanges in files; every record but warcinfo and notes belongs to one."""
    found: list[Group] = []
    for path in paths:
        request: Held | None = None
        asides: list[Held] = []
        for record in read(path):
            if record.type == "request":
                request = record
            elif record.type in ("response", "revisit") or record.block.startswith(b"fetchError"):
                joined = request if request and request.id in record.all("WARC-Concurrent-To") else None
                assert all(aside.get("WARC-Refers-To") == record.id for aside in asides)
                found.append(Group(joined, record, tuple(asides)))
                request, asides = None, []
            elif record.type == "metadata" and record.get("WARC-Refers-To"):
                asides.append(record)
    return found
