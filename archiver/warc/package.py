"""A WACZ file: WARC files, an index and a list of pages in one ZIP file (WACZ 1.1.1).

Rules kept here: entries are written one after the other and never held whole; what is
compressed already is stored, so that a reader can fetch a part of it (WACZ, "Zip
Compression"); ZIP64 where an entry is large and nowhere else (replayweb.page looks for the data where no
ZIP64 field can be); each entry's sha256 stands in
``datapackage.json``, that one's in ``datapackage-digest.json``. The same entries with the
same ``created`` make the same bytes.
"""

import hashlib
import json
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO

from archiver import __version__
from archiver.warc.signing import WaczKey

VERSION = "1.1.1"
SOFTWARE = f"archiver/{__version__}"

_NO_NAME = re.compile(r"[^a-z0-9._/-]")  # what Data Package forbids in a resource's name


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A file in the package: its path there, its size in bytes and its sha256 (hex)."""

    path: str
    bytes: int
    sha256: str


class Package:
    """A WACZ file under way in ``file``, which is empty, and can be written and sought.

    ``created`` (aware) is when it was made. Raises OSError where the disk refuses.
    """

    def __init__(self, file: BinaryIO, created: datetime) -> None:
        self._zip = zipfile.ZipFile(file, "w", allowZip64=True)
        self._created = created.astimezone(UTC)
        self._entries: list[Entry] = []

    def store(self, path: str, chunks: Iterable[bytes], size: int) -> Entry:
        """Add a file as it is. ``size`` in bytes is what ``chunks`` come to."""
        return self._add(path, chunks, zipfile.ZIP_STORED, size)

    def deflate(self, path: str, chunks: Iterable[bytes], size: int) -> Entry:
        """Add a file compressed. ``size`` in bytes is what ``chunks`` come to."""
        return self._add(path, chunks, zipfile.ZIP_DEFLATED, size)

    def finish(self, about: Mapping[str, object], key: WaczKey | None) -> bytes:
        """Add the manifest (with ``about`` beside what the standard asks for), its digest, the signature
        if there is a key, and close. Gives the bytes of ``datapackage.json``.
        """
        created = self._created.isoformat(timespec="seconds").replace("+00:00", "Z")
        manifest = {
            "profile": "data-package",
            "wacz_version": VERSION,
            "created": created,
            "software": SOFTWARE,
            **about,
            "resources": [
                {
                    "name": name,
                    "path": entry.path,
                    "hash": f"sha256:{entry.sha256}",
                    "bytes": entry.bytes,
                }
                for name, entry in zip(_names(self._entries), self._entries, strict=True)
            ],
        }
        data = _json(manifest)
        digest: dict[str, object] = {
            "path": "datapackage.json",
            "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        }
        if key is not None:
            digest["signedData"] = key.signed_data(str(digest["hash"]), created, SOFTWARE)
        for name, content in (("datapackage.json", data), ("datapackage-digest.json", _json(digest))):
            self.deflate(name, [content], len(content))
        self._zip.close()
        return data

    def _add(self, path: str, chunks: Iterable[bytes], method: int, size: int) -> Entry:
        info = zipfile.ZipInfo(path, date_time=self._created.timetuple()[:6])
        info.compress_type = method
        info.create_system = 3  # Unix, whatever this machine is
        info.external_attr = 0o100644 << 16
        digest, count = hashlib.sha256(), 0
        with self._zip.open(info, "w", force_zip64=size > zipfile.ZIP64_LIMIT) as out:
            for chunk in chunks:
                out.write(chunk)
                digest.update(chunk)
                count += len(chunk)
        if count != size:
            raise AssertionError(f"{path}: {count} bytes came, {size} were said")
        entry = Entry(path=path, bytes=count, sha256=digest.hexdigest())
        self._entries.append(entry)
        return entry


def _json(value: object) -> bytes:
    return json.dumps(value, indent=2, ensure_ascii=False).encode() + b"\n"


def _names(entries: Iterable[Entry]) -> list[str]:
    """A name for each, as Data Package has them: lower case, few signs, each once."""
    names: list[str] = []
    for entry in entries:
        plain = _NO_NAME.sub("-", entry.path.rpartition("/")[2].lower())
        chosen, number = plain, 1
        while chosen in names:
            number += 1
            chosen = f"{number}-{plain}"
        names.append(chosen)
    return names
