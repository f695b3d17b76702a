"""Records and files that the tests of this folder read."""

from datetime import UTC, datetime
from pathlib import Path

from archiver.warc import records
from archiver.warc.records import Record
from archiver.wire.digest import payload_digest

AT = datetime(2018, 12, 11, 12, 0, 0, 5, tzinfo=UTC)
INFO = "urn:uuid:00000000-0000-4000-8000-000000000000"


def info(run: str = "urn:uuid:run", site: str = "caracas") -> Record:
    return records.warcinfo_record(
        record_id=INFO, date=AT, filename="a.warc.gz", run=run, site=site, fields=(("software", "us"),)
    )


def response(number: int, block: bytes, url: str = "http://example.org/a") -> Record:
    return records.response_record(
        record_id=f"urn:uuid:{number}",
        date=AT,
        url=url,
        block=block,
        warcinfo_id=INFO,
        payload_digest=payload_digest(block),
    )


def plain(body: bytes) -> bytes:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(body)
    return head + body


def some() -> list[Record]:
    bodies = [b"one", b"", b"three " * 3000, bytes(range(256)) * 40]
    return [info(), *(response(number, plain(body)) for number, body in enumerate(bodies, 1))]


def write(path: Path, made: list[Record]) -> list[tuple[int, int]]:
    """Write one member a record; gives where each lies."""
    places = []
    with path.open("wb") as file:
        for record in made:
            data = records.member(record, 2)
            places.append((file.tell(), len(data)))
            file.write(data)
    return places
