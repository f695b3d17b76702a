"""``python -m benchmarks.floors WHAT FOLDER``: the least that a verification or a rebuild has to do, and single parts of ours.

Prints the seconds of CPU that it took in this one process, without its start.
"""

import hashlib
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from lxml import html

from archiver.derive.verify.files import check_file
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


WHAT: dict[str, Callable[[Path], None]] = {
    "hash-files": hash_files,
    "hash-records": hash_records,
    "parse-pages": parse_pages,
    "our-files": our_files,
}


def main() -> None:
    what, folder = sys.argv[1:]
    begun = time.process_time()
    WHAT[what](Path(folder))
    print(time.process_time() - begun)


if __name__ == "__main__":
    main()
