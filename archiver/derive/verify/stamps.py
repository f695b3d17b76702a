"""Time stamps against the ledger's chain: each must be of the line that its folder names, as that line now reads."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from archiver.derive.verify.findings import Finding, Kind
from archiver.errors import ArchiverError, BadInput, StampError
from archiver.warc.layout import Archive
from archiver.warc.ledger import raw_lines
from archiver.warc.stamp.kept import Kept, check_kept, kept
from archiver.warc.stamp.trust import Trust


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodStamp:
    """A stamp that holds: of the ledger's ``line``, which was there at ``at``; who says so, and what looked at it."""

    line: int
    folder: str
    at: datetime
    authority: str
    checked_with: str
    against: str


@dataclass(slots=True)
class StampsSeen:
    """Stamps that hold, by line; ``ledger_lines`` is how many lines the ledger has."""

    held: list[GoodStamp] = field(default_factory=list)
    ledger_lines: int = 0


def check_stamps(archive: Archive, trust: Trust | None, seen: StampsSeen) -> Iterator[Finding]:
    """Every stamp that does not hold, offline; those that do are added to ``seen``.

    ``trust`` None: each is held against the roots kept with it, which whoever could rewrite the archive could
    have exchanged too.
    """
    stamps = kept(archive)
    wanted = {one.line for one in stamps}
    digests: dict[int, str] = {}
    for head, _ in raw_lines(archive.ledger):
        seen.ledger_lines = head.line
        if head.line in wanted:
            digests[head.line] = head.sha256
    for one in stamps:
        sha256 = digests.get(one.line)
        if sha256 is None:
            detail = f"stamps line {one.line} of the ledger, which has {seen.ledger_lines}"
            yield _found("missing", archive, one, detail)
            continue
        try:
            stamp, against = check_kept(one, sha256, trust)
        except StampError as problem:
            if trust is not None and _holds_beside(one, sha256):
                detail = f"only the root kept with it leads to its signer: name that root too, if you believe it ({trust.source} do not)"
                yield _found("orphaned", archive, one, detail)
                continue
            yield _found(
                "forged", archive, one, f"it does not hold for line {one.line} of the ledger: {problem}"
            )
        except BadInput as problem:
            kind: Kind = "corrupt" if _whole(one) else "missing"
            yield _found(kind, archive, one, str(problem))
        except ArchiverError as problem:  # a refusal put in a stamp's place
            yield _found("forged", archive, one, str(problem))
        else:
            seen.held.append(
                GoodStamp(
                    line=one.line,
                    folder=one.folder.name,
                    at=stamp.at,
                    authority=stamp.authority,
                    checked_with=stamp.checked_with,
                    against=against,
                )
            )


def _holds_beside(one: Kept, sha256: str) -> bool:
    """Whether it holds for itself: by an authority that is no longer named."""
    try:
        check_kept(one, sha256, None)
    except ArchiverError:
        return False
    return True


def _whole(one: Kept) -> bool:
    return len(list(one.folder.iterdir())) >= 5


def _found(kind: Kind, archive: Archive, one: Kept, detail: str) -> Finding:
    name = str(one.folder.relative_to(archive.root))
    return Finding(kind=kind, file=name, offset=one.line, record_id=None, detail=detail)
