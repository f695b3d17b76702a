"""Small archives written record by record, for what a crawl rarely leaves behind."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archiver.warc.exchange import Exchange, Known, exchange_records
from archiver.warc.layout import Archive, warc_name
from archiver.warc.records import Record, Refers, member, warcinfo_record
from tests.demo.site import DemoSite

BASE = "http://demo.test"
SITE = "caracas@demo.test:80"
AT = datetime(2019, 1, 5, 12, tzinfo=UTC)


def page(path: str) -> bytes:
    """A page of the demo site as it comes over the wire, unframed."""
    answer = DemoSite(BASE).answer(path)
    return response(answer.body, answer.status)


def response(body: bytes, status: int = 200) -> bytes:
    """An answer with that body, as it comes over the wire, unframed."""
    head = (
        f"HTTP/1.1 {status} OK\r\nContent-Type: text/html; charset=UTF-8\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def some_article() -> str:
    """The path of an article with comments."""
    return next(post.path for post in DemoSite(BASE).posts if post.said and not post.protected)


def ids(prefix: str) -> Iterator[str]:
    """Record ids, each of them new."""
    number = 0
    while True:
        number += 1
        yield f"urn:uuid:{prefix}-{number}"


def nothing_known(_url: str, _digest: str | None) -> Refers | None:
    """No earlier capture."""
    return None


def exchange(
    path: str,
    at: datetime,
    warcinfo: Record,
    ids: Iterator[str],
    known: Known = nothing_known,
    answer: bytes | None = None,
) -> list[Record]:
    """The records of one fetch of ``path``, answered by the demo site or with ``answer``."""
    fetched = Exchange(
        url=BASE + path,
        method="GET",
        started=at,
        request=f"GET {path} HTTP/1.1\r\nHost: demo.test\r\n\r\n".encode(),
        response=page(path) if answer is None else answer,
        elapsed=0.1,
    )
    return list(
        exchange_records(
            fetched,
            warcinfo_id=warcinfo.record_id,
            new_id=lambda: next(ids),
            known=known,
            read=lambda _refers: fetched.response,
        )
    )


def info(name: str, at: datetime, ids: Iterator[str], site: str = SITE) -> Record:
    """The beginning of a run of its own."""
    run = next(ids)
    return warcinfo_record(
        record_id=next(ids), date=at, filename=name, run=run, site=site, fields=(("base", BASE),)
    )


def write(path: Path, records: list[Record]) -> Path:
    """One member a record."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(member(record, 2) for record in records))
    return path


def two_files(archive: Archive) -> tuple[Path, Path]:
    """A file whose one capture revisits the one in the other file, which began a minute later."""
    path = some_article()
    letters = ids("a"), ids("b")
    folder = archive.collection(SITE).archive
    names = [warc_name(SITE, AT + timedelta(minutes=n), n) for n in (0, 1)]
    second = info(names[1], AT + timedelta(minutes=1), letters[1])
    whole = exchange(path, AT + timedelta(minutes=2), second, letters[1])
    answer = whole[1]
    refers = Refers(record_id=answer.record_id, url=BASE + path, date=answer.date)
    first = info(names[0], AT, letters[0])
    again = exchange(path, AT + timedelta(minutes=3), first, letters[0], lambda _url, _digest: refers)
    return write(folder / names[0], [first, *again]), write(folder / names[1], [second, *whole])
