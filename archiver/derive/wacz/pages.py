"""The lists of pages in a package: what a reader opens first, with titles and words to search in.

``pages.jsonl`` has each article once, as it was last seen; ``extraPages.jsonl`` all else that shows
a page: earlier captures, comment pages, listings. Words are given where they differ from those
of the capture before at that address.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator

from archiver.store import chosen
from archiver.store.engine import Connection
from archiver.store.rows import Row
from archiver.store.times import instant, second


def page_rows(
    connection: Connection, site: str | None, ids: Collection[str] | None
) -> Iterator[tuple[Row, bool]]:
    """The captures to list (of ``site``, among ``ids``, if given), each with whether it belongs to ``pages.jsonl``."""
    before: Row | None = None
    for row in chosen.pages(connection, site):
        if ids is not None and row["record_id"] not in ids:
            continue
        if before is not None:
            yield before, bool(before["is_main"]) and _address(before) != _address(row)
        before = row
    if before is not None:
        yield before, bool(before["is_main"])


def _address(row: Row) -> tuple[str, str]:
    return row["site"], row["url"]


def header(name: str, title: str) -> bytes:
    """The first line of a list."""
    return _line({"format": "json-pages-1.0", "id": name, "title": title, "hasText": True})


def page_lines(connection: Connection, rows: Iterable[Row]) -> Iterator[bytes]:
    """The lines for ``rows``, which are in the order of addresses and times."""
    address, told = None, b""
    for row in rows:
        if address != _address(row):
            address, told = _address(row), b""
        page = {
            "id": row["record_id"].removeprefix("urn:uuid:"),
            "url": row["url"],
            "ts": second(instant(row["captured_at"])),
            "title": _title(row),
        }
        words = _words(connection, row)
        digest = hashlib.sha256(words.encode("utf-8", "surrogatepass")).digest()
        if words and digest != told:
            page["text"], told = words, digest
        yield _line(page)


def _title(row: Row) -> str:
    if not row["title"]:
        return str(row["url"])
    if row["is_main"] or row["number"] is None:
        return str(row["title"])
    return f"{row['title']} (comment page {row['number']})"


def _words(connection: Connection, row: Row) -> str:
    """What a capture says: the article at its own address, and the comments it shows."""
    said = "\n".join(f"{author}: {text}" for author, text in chosen.said_on(connection, row["capture_id"]))
    if row["version_id"] is None or not row["is_main"]:
        return said
    return f"{chosen.words_of(connection, row['version_id'])}\n\n{said}".strip()


def _line(value: dict[str, object]) -> bytes:
    return json.dumps(value, ensure_ascii=True).encode("ascii") + b"\n"
