"""A package of more than 4 GB: ZIP64 where it must be, one entry beyond the bound, and the data where readers look for it."""

import struct
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archiver.warc.package import Package

GIGABYTE = 1 << 30
CHUNK = bytes(range(256)) * 4096


def _chunks(size: int) -> Iterator[bytes]:
    for _ in range(size // len(CHUNK)):
        yield CHUNK


@pytest.mark.long  # it writes and reads seven gigabytes
def test_more_than_four_gigabytes(tmp_path: Path) -> None:
    file = tmp_path / "large.wacz"
    sizes = {"archive/a.warc.gz": 5 * GIGABYTE, "archive/b.warc.gz": GIGABYTE, "archive/c.warc.gz": GIGABYTE}
    with file.open("wb") as out:
        package = Package(out, datetime(2019, 1, 1, tzinfo=UTC))
        for name, size in sizes.items():
            package.store(name, _chunks(size), size)
        package.finish({}, None)
    with zipfile.ZipFile(file) as found, file.open("rb") as raw:
        assert {info.filename: info.file_size for info in found.infolist() if info.filename in sizes} == sizes
        assert found.testzip() is None
        for info in found.infolist():
            raw.seek(info.header_offset)
            names, extra = struct.unpack("<HH", raw.read(30)[26:30])
            is_told = info.file_size > zipfile.ZIP64_LIMIT or info.header_offset > zipfile.ZIP64_LIMIT
            assert extra == 0 or is_told, info.filename
            if info.filename in sizes:
                raw.seek(info.header_offset + 30 + names + extra)
                assert raw.read(len(CHUNK)) == CHUNK
    file.unlink()  # pytest keeps three runs' folders
