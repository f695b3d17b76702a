"""The package itself, written in a temporary folder beside its name and linked there when it is whole.

Memory is bounded by the number of captures chosen, not by their bytes: files are copied in
chunks, and what must be sorted or comes late waits in that folder. What a kill leaves there the next one clears.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from archiver.derive.wacz import pages
from archiver.derive.wacz.parts import Part, raw
from archiver.derive.wacz.proof import Proof
from archiver.errors import BadInput
from archiver.store.engine import Connection
from archiver.warc.cdxj import cdxj_line
from archiver.warc.disk import storage, sync_folder
from archiver.warc.package import Package
from archiver.warc.signing import WaczKey
from archiver.warc.temporary import temporary_folder
from archiver.warc.zipnum import SortedLines, write_zipnum

SUFFIX = ".wacz"

_CHUNK = 1024 * 1024

Tell = Callable[[str, int, int], None]
"""Called with a stage, what is done of it and what there is to do, in bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to make. ``ids`` are the captures whose pages are listed (None: all, of ``site`` if given);
    ``about`` goes into the manifest; ``ledger`` and ``stamps``, the folder of its time stamps, are the archive's.
    """

    parts: list[Part]
    ids: Collection[str] | None
    site: str | None
    about: Mapping[str, object]
    ledger: Path
    stamps: Path
    created: datetime
    key: WaczKey | None


@dataclass(slots=True, kw_only=True)
class Made:
    """What was made: counts, the manifest's sha256, and how many records or files no line of the ledger covers yet."""

    files: int = 0
    records: int = 0
    record_bytes: int = 0
    pages: int = 0
    other_pages: int = 0
    unproved: int = 0
    bytes: int = 0
    manifest_sha256: str = ""
    signed: bool = False


def make(connection: Connection, order: Order, target: Path, tell: Tell) -> Made:
    """Write the package to ``target``.

    Raises BadInput where that exists or a record can't be read, StorageFailed where the disk refuses: nothing
    is left behind then.
    """
    made = Made(files=len(order.parts), signed=order.key is not None)
    with storage(target):
        target.parent.mkdir(exist_ok=True)  # "exports"
    with storage(target), temporary_folder("wacz", target.parent) as work, _appearing(target, work) as out:
        package = Package(out, order.created)
        _write(connection, order, package, work, made, tell)
        manifest = package.finish(order.about, order.key)
        made.manifest_sha256 = hashlib.sha256(manifest).hexdigest()
        made.bytes = out.tell()
    return made


@contextmanager
def _appearing(target: Path, work: Path) -> Iterator[BinaryIO]:
    """A file in ``work`` that bears the name ``target`` once it is whole and synced. Raises BadInput where there is one."""
    if target.exists():
        raise BadInput(f"{target} exists; it is not written over")
    part = work / "package"
    with part.open("xb") as out:
        yield out
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(part, target)  # unlike a renaming, it takes no file away that came meanwhile
    except FileExistsError:
        raise BadInput(f"{target} exists; it is not written over") from None
    sync_folder(target.parent)


def _write(
    connection: Connection, order: Order, package: Package, work: Path, made: Made, tell: Tell
) -> None:
    proof = Proof(order.ledger, order.parts)
    lines = SortedLines(work)
    total, done = sum(part.size for part in order.parts), 0
    with (work / "records").open("w+b") as proofs, (work / "index").open("w+b") as index:
        for part in order.parts:
            entry = package.store(f"archive/{part.name}", part.chunks(), part.size)
            if part.whole:
                proofs.write(proof.of_file(part, entry.sha256))
            for number in _index(part, proof, lines, proofs, made):
                tell("packing", done + number, total)
            done += part.size
        listing = write_zipnum(lines, index, "index.cdx.gz")
        _deflate(package, "indexes/index.idx", listing, work)
        package.store("indexes/index.cdx.gz", _chunks(index), index.tell())
        _deflate(package, "pages/pages.jsonl", _listed(connection, order, made, main=True), work)
        _deflate(package, "pages/extraPages.jsonl", _listed(connection, order, made, main=False), work)
        package.deflate("proof/records.jsonl", _chunks(proofs), proofs.tell())
        _deflate(package, "proof/ledger.jsonl", proof.excerpt(), work)
        _deflate(package, "proof/chain.json", [proof.chain()], work)
        for name, data in proof.stamps(order.stamps):
            _deflate(package, f"proof/{name}", [data], work)
    made.unproved = proof.unproved


def _index(part: Part, proof: Proof, lines: SortedLines, proofs: BinaryIO, made: Made) -> Iterator[int]:
    """List the records of ``part``; gives how far it is, in bytes."""
    for record, place, moved in part.records():
        digest = hashlib.sha256(raw(part.path, place)).hexdigest()
        line = cdxj_line(record, moved, f"sha256:{digest}")
        if line is not None:
            lines.add(line)
        if not part.whole:
            proofs.write(proof.of_record(record.record_id, place, moved, digest))
        made.records += 1
        made.record_bytes += place.length
        yield moved.offset + moved.length


def _listed(connection: Connection, order: Order, made: Made, *, main: bool) -> Iterator[bytes]:
    """The lines of one of the two lists of pages."""
    name, title = ("pages", "Articles") if main else ("extra-pages", "Other pages and earlier captures")
    yield pages.header(name, title)
    rows = (row for row, is_main in pages.page_rows(connection, order.site, order.ids) if is_main == main)
    for line in pages.page_lines(connection, rows):
        if main:
            made.pages += 1
        else:
            made.other_pages += 1
        yield line


def _deflate(package: Package, path: str, lines: Iterable[bytes], work: Path) -> None:
    """Add ``lines``, whose size is known only when they are all there."""
    with tempfile.TemporaryFile(dir=work) as file:
        file.writelines(lines)
        package.deflate(path, _chunks(file), file.tell())


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while chunk := file.read(_CHUNK):
        yield chunk
