"""Stamps as they are kept: ``stamps/LINE/`` with query, reply and certificates; and the ledger's head stamped.

A stamp's folder appears whole or not at all. Nothing in it is ever changed.
"""

import hashlib
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from archiver.errors import BadInput, StampError
from archiver.warc.disk import storage, sync_folder
from archiver.warc.layout import Archive
from archiver.warc.ledger import Head, raw_lines
from archiver.warc.stamp.token import Stamp, check, query_for
from archiver.warc.stamp.trust import Trust, chain, pem, read

QUERY, REPLY, BETWEEN, ROOTS = "query.tsq", "reply.tsr", "certificates.pem", "root.pem"
SUMS = "SHA256SUMS"
"""As ``sha256sum`` writes it: a reply has bytes that nobody signed, and rot in them is to be found too."""

_NAME = re.compile(r"(?P<line>\d{6,})(\.\d+)?")
_PART = ".part"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A stamp's folder, and the ledger's line (from 1) that its name says it is of."""

    line: int
    folder: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamped:
    """A stamp that was got: of which head, where it is kept, and what it says."""

    head: Head
    folder: Path
    stamp: Stamp


def kept(archive: Archive) -> list[Kept]:
    """All stamps' folders, by line and name."""
    found = [(folder, _NAME.fullmatch(folder.name)) for folder in archive.stamps.glob("*") if folder.is_dir()]
    return sorted(
        (Kept(line=int(match["line"]), folder=folder) for folder, match in found if match),
        key=lambda one: (one.line, one.folder.name),
    )


def check_kept(one: Kept, sha256: str, trust: Trust | None) -> tuple[Stamp, str]:
    """The stamp in a folder, if it holds for the ledger's line with that ``sha256`` (hex), and whose roots it was held
    against: those of ``trust``, else those kept beside it. Changes nothing, asks nobody.

    Raises StampError and AuthorityRefused for one that does not hold, BadInput for a file that can't be read.
    """
    beside = read(one.folder / BETWEEN)
    if trust is None:
        trust = Trust(roots=read(one.folder / ROOTS), between=beside, source="the roots kept with it")
    else:
        trust = Trust(roots=trust.roots, between=(*beside, *trust.between), source=trust.source)
    stamp = check(_bytes(one.folder / QUERY), _bytes(one.folder / REPLY), sha256, trust)
    names = (QUERY, REPLY, BETWEEN, ROOTS)
    if _bytes(one.folder / SUMS) != _sums({name: _bytes(one.folder / name) for name in names}):
        raise BadInput(
            f"{one.folder / SUMS}: the files are not as they were kept, though the signature holds"
        )
    return stamp, trust.source


def stamp_head(archive: Archive, ask: Callable[[bytes], bytes], trust: Trust) -> Stamped:
    """Get a stamp of the chain's head by ``ask`` (a query in, the authority's answer out), check it, and keep it.

    Raises BadInput where there is nothing to stamp, what ``ask`` raises, StampError and AuthorityRefused where the
    answer is no good (nothing is kept then), StorageFailed.
    """
    last = None
    with storage(archive.ledger):
        for last in raw_lines(archive.ledger):  # noqa: B007 - the last one is wanted
            pass
    if last is None:
        raise BadInput(f"{archive.ledger}: there is no line to stamp yet: crawl a site first")
    head, raw = last
    query = query_for(raw)
    reply = ask(query)
    stamp = check(query, reply, head.sha256, trust)
    between, roots = chain(stamp.certificates, trust)
    if not roots:
        raise StampError(f"no certificate of {trust.source} leads to the signer, though its signature holds")
    files = {QUERY: query, REPLY: reply, BETWEEN: pem(between), ROOTS: pem(roots)}
    folder = _keep(archive, head.line, files | {SUMS: _sums(files)})
    return Stamped(head=head, folder=folder, stamp=stamp)


def newest(archive: Archive) -> Kept | None:
    """The stamp of the latest line, None where there is none."""
    return next(reversed(kept(archive)), None)


def _keep(archive: Archive, line: int, files: dict[str, bytes]) -> Path:
    with storage(archive.stamps):
        archive.stamps.mkdir(exist_ok=True)
        part = archive.stamps / f"{line:06}.{os.getpid()}{_PART}"
        shutil.rmtree(part, ignore_errors=True)  # of a process of our number that was killed
        part.mkdir()
        for name, data in files.items():
            with (part / name).open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        sync_folder(part)
        folder = _free(archive.stamps / f"{line:06}")
        part.rename(folder)
        sync_folder(archive.stamps)
        sync_folder(archive.root)
    return folder


def _free(folder: Path) -> Path:
    chosen, number = folder, 1
    while chosen.exists():
        number += 1
        chosen = folder.with_name(f"{folder.name}.{number}")
    return chosen


def _sums(files: dict[str, bytes]) -> bytes:
    lines = (f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in files.items())
    return "".join(lines).encode()


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise BadInput(f"{path}: {problem.strerror or problem}") from None
