"""What tests of WACZ files share: making one, and reading it by other means than ours."""

import gzip
import hashlib
import io
import itertools
import json
import re
import sqlite3
import subprocess
import zipfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]  # it ships no types

from tests.commands.told import Archiver
from tests.machine import ROOT


def longest_thread(folder: Path) -> str:
    """The address of the article with the longest thread."""
    with closing(sqlite3.connect(folder / "archive.sqlite")) as store:
        return str(store.execute("SELECT article_url FROM v_threads ORDER BY held DESC").fetchone()[0])


def packed(archiver: Archiver, archive: Path, file: Path, *words: str) -> "Wacz":
    """A package made by the command."""
    told = archiver(archive, "wacz", *words, "-o", str(file))
    assert told.status == 0, told.err
    return Wacz(file)


def validate(file: Path) -> subprocess.CompletedProcess[str]:
    """What py-wacz says."""
    return subprocess.run(
        [ROOT / ".venv-wacz" / "bin" / "wacz", "validate", "-f", file],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@dataclass(frozen=True, slots=True)
class Wacz:
    """A package, read with the standard library and warcio."""

    file: Path

    def read(self, path: str) -> bytes:
        """A file of it."""
        with zipfile.ZipFile(self.file) as package:
            return package.read(path)

    def json(self, path: str) -> Any:
        """A JSON file of it."""
        return json.loads(self.read(path))

    def lines(self, path: str) -> list[Any]:
        """The lines of a JSON lines file of it."""
        return [json.loads(line) for line in self.read(path).splitlines()]

    def warcs(self) -> dict[str, bytes]:
        """Its WARC files."""
        with zipfile.ZipFile(self.file) as package:
            return {name: package.read(name) for name in package.namelist() if name.startswith("archive/")}

    def records(self) -> list[Any]:
        """The records, as warcio reads them: its header objects."""
        return [
            record.rec_headers
            for data in self.warcs().values()
            for record in ArchiveIterator(io.BytesIO(data), no_record_parse=True)
        ]

    def index(self) -> list[tuple[str, str, dict[str, str]]]:
        """The lines of the index: key, time and the rest."""
        found = []
        for line in gzip.decompress(self.read("indexes/index.cdx.gz")).decode("ascii").splitlines():
            key, at, rest = line.split(" ", 2)
            found.append((key, at, json.loads(rest)))
        return found

    def altered(self, target: Path, path: str, data: bytes) -> Path:
        """A sound ZIP file in which ``path`` holds other bytes."""
        with zipfile.ZipFile(self.file) as package, zipfile.ZipFile(target, "w") as out:
            for info in package.infolist():
                out.writestr(info, data if info.filename == path else package.read(info))
        return target


def check_proof(wacz: Wacz, archive: Path) -> int:
    """Follow ``docs/archivist.md``: the chain holds, its head is the archive's, and each record is in a file that a
    line vouches for. Gives how many were proved.
    """
    chain = wacz.json("proof/chain.json")
    raw = wacz.read("proof/ledger.jsonl").splitlines()
    assert raw == (archive / "fixity.jsonl").read_bytes().splitlines()[chain["first_line"] - 1 :]
    for before, line in itertools.pairwise(raw):
        assert json.loads(line)["previous"] == hashlib.sha256(before).hexdigest()
    assert chain["head"] == hashlib.sha256(raw[-1]).hexdigest()
    assert chain["last_line"] == chain["first_line"] + len(raw) - 1
    files = wacz.warcs()
    proved = wacz.lines("proof/records.jsonl")
    for found in proved:
        said, line = found["ledger"], json.loads(raw[found["ledger"]["line"] - chain["first_line"]])
        assert (said["line_bytes"], said["line_sha256"]) == (line["bytes"], line["sha256"])
        assert line["name"] == found["warc"]
        (path,) = archive.glob(f"collections/*/archive/{found['warc']}")
        assert hashlib.sha256(path.read_bytes()[: line["bytes"]]).hexdigest() == line["sha256"]
        data = files[found["file"]]
        if found.get("whole"):
            assert hashlib.sha256(data[: line["bytes"]]).hexdigest() == line["sha256"]
            continue
        begin, length = found["warc_offset"], found["length"]
        assert begin + length <= line["bytes"]
        kept = data[found["offset"] : found["offset"] + length]
        assert kept == path.read_bytes()[begin : begin + length]
        assert hashlib.sha256(kept).hexdigest() == found["sha256"]
    return len(proved)


def fixed_files_named(page: bytes) -> set[str]:
    """Whatever in a page begins like a fixed file's address: found by other means than ours."""
    return set(re.findall(r"https?://[^\s\"'<>(),]+/wp-(?:content|includes)/[^\s\"'<>(),#]+", page.decode()))
