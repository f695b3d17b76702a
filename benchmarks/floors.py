"""``python -m benchmarks.floors WHAT FOLDER``: the least that a verification or a rebuild has to do, and single parts of ours.

Prints the seconds of CPU that it took in this one process, without its start.
"""

import hashlib
import sqlite3
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

from lxml import html

from archiver.derive.verify.files import check_file
from archiver.store.backup import url_of
from archiver.store.engine import Store, reading_at
from archiver.store.sqlite import FTS, fetch, index_words
from archiver.store.tables import metadata
from archiver.warc.layout import Archive

STEP = 1024 * 1024


def _warcs(folder: Path) -> Iterator[Path]:
    for collection in Archive(folder).collections():
        yield from collection.warcs()


def hash_files(folder: Path) -> None:
    """Every byte read, and hashed once."""
    for path in _warcs(folder):
        digest = hashlib.sha256()
        with path.open("rb") as file:
            while data := file.read(STEP):
                digest.update(data)


def _unpacked(folder: Path) -> Iterator[bytes]:
    """Every member of every file, decompressed by zlib."""
    for path in _warcs(folder):
        with path.open("rb") as file:
            left, packer = b"", zlib.decompressobj(31)
            parts: list[bytes] = []
            while data := left or file.read(STEP):
                parts.append(packer.decompress(data))
                left = packer.unused_data
                if packer.eof:
                    yield b"".join(parts)
                    parts, packer = [], zlib.decompressobj(31)


def hash_records(folder: Path) -> None:
    """Every byte read and hashed; every record decompressed, and hashed as its block and payload digests need it."""
    hash_files(folder)
    for record in _unpacked(folder):
        hashlib.sha256(record).digest()
        hashlib.sha1(record, usedforsecurity=False).digest()


def parse_pages(folder: Path) -> None:
    """Every record decompressed, every page of HTML out of its coding and through lxml."""
    for record in _unpacked(folder):
        head, _, block = record.partition(b"\r\n\r\n")
        if b"WARC-Type: response" not in head:
            continue
        lines, _, body = block.partition(b"\r\n\r\n")
        if b"text/html" in lines:
            html.fromstring(zlib.decompress(body.removesuffix(b"\r\n\r\n"), 31) if b"gzip" in lines else body)


def our_files(folder: Path) -> None:
    """What ``archiver verify`` does with each file by itself."""
    for path in _warcs(folder):
        check_file(path, ())


def write_rows(folder: Path) -> Callable[[], None]:
    """Every row of the archive's database, held in memory, written once more into tables and indices of the same form, and
    indexed for search: what SQLite alone costs, of whatever language the rows come from. What refers to a row is not looked for.
    """
    tables = [(table.name, [column.name for column in table.columns]) for table in metadata.tables.values()]
    with reading_at(url_of(folder / "archive.sqlite")) as connection:
        held = [
            (
                f"INSERT INTO {name} VALUES ({', '.join('?' * len(columns))})",
                fetch(connection, f"SELECT {', '.join(columns)} FROM {name}"),
            )
            for name, columns in tables
        ]

    def write() -> None:
        with tempfile.TemporaryDirectory() as place:
            database = Path(place) / "archive.sqlite"
            store = Store(url_of(database))
            with closing(sqlite3.connect(database)) as driver, driver:
                for sql, rows in held:
                    driver.executemany(sql, rows)
            with store.transaction() as connection:
                for over, _ in FTS.values():
                    index_words(connection, over, 0)
            store.close()

    return write


WHAT: dict[str, Callable[[Path], Callable[[], None]]] = {
    "hash-files": lambda folder: partial(hash_files, folder),
    "hash-records": lambda folder: partial(hash_records, folder),
    "parse-pages": lambda folder: partial(parse_pages, folder),
    "our-files": lambda folder: partial(our_files, folder),
    "write-rows": write_rows,
}


def main() -> None:
    what, folder = sys.argv[1:]
    work = WHAT[what](Path(folder))
    begun = time.process_time()
    work()
    print(time.process_time() - begun)


if __name__ == "__main__":
    main()
