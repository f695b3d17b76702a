"""What records say of each other: requests and responses, revisits, warcinfos, ids."""

from collections.abc import Iterator
from dataclasses import replace

from archiver.derive.verify.files import FileReport
from archiver.derive.verify.findings import Finding, Kind
from archiver.store.scratch import Scratch
from archiver.wire.digest import same_digest

# Each asks for other records by an index that leads to a few of them: see scratch.py, and tests/store/test_scratch.py.
_TWICE = """
    SELECT r.warc, r."offset", r.record_id FROM records r
    WHERE EXISTS (SELECT 1 FROM records o WHERE o.record_id = r.record_id AND o.rowid < r.rowid)
"""

_NO_PARTNER = """
    SELECT j.warc, j."offset", j.record_id, j.other FROM joins j
    WHERE NOT EXISTS (SELECT 1 FROM records r WHERE r.record_id = j.other AND r.warc = j.warc)
"""

# Of an exchange of ours each side names the other.
_NOT_JOINED = """
    SELECT r.warc, r."offset", r.record_id, r.type FROM records r
    WHERE r.ours = 1 AND r.type IN ('request', 'response', 'revisit')
    AND NOT EXISTS (SELECT 1 FROM joins j JOIN joins b ON b.record_id = j.other AND b.other = j.record_id
                    JOIN records o ON o.record_id = j.other
                    WHERE j.record_id = r.record_id AND (o.type = 'request') <> (r.type = 'request'))
"""

_NO_WARCINFO = """
    SELECT r.warc, r."offset", r.record_id, r.warcinfo FROM records r WHERE r.warcinfo IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM records w WHERE w.record_id = r.warcinfo AND w.type = 'warcinfo' AND w.warc = r.warc)
"""

_OF_NOTHING = """
    SELECT r.warc, r."offset", r.record_id, r.refers_to FROM records r
    WHERE r.type <> 'revisit' AND r.refers_to IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM records o WHERE o.record_id = r.refers_to)
"""

_REVISITS = """
    SELECT r.warc, r."offset", r.record_id, r.refers_to, r.refers_uri, r.refers_date, r.payload, r.identical,
           o.type, o.target, o.date, o.payload
    FROM records r LEFT JOIN records o ON o.rowid = CASE WHEN r.refers_to IS NOT NULL
        THEN (SELECT min(+c.rowid) FROM records c WHERE c.record_id = r.refers_to)
        ELSE (SELECT min(+c.rowid) FROM records c WHERE c.target = r.refers_uri AND c.date = r.refers_date
              AND c.type IN ('response', 'resource')) END
    WHERE r.type = 'revisit'
"""


def keep(scratch: Scratch, collection: str, report: FileReport, done: tuple[str, str] | None = None) -> None:
    """Put the facts of a file of ``collection`` where the checks across files find them; ``done``: the file's stamp and
    report, which say that it needs no second look.
    """
    scratch.add(
        (
            (
                fact.record_id, fact.type, collection, report.name, fact.offset, fact.length, fact.date, fact.target,
                fact.refers_to, fact.refers_uri, fact.refers_date, fact.warcinfo, fact.payload, fact.identical,
                fact.http, fact.ours, fact.listed, fact.status, fact.mime,
            )
            for fact in report.facts
        ),
        (
            (fact.record_id, report.name, fact.offset, other)
            for fact in report.facts
            for other in fact.concurrent
        ),
        None if done is None else (collection, report.name, *done),
    )  # fmt: skip


def check_joins(scratch: Scratch, lost: frozenset[str] = frozenset()) -> Iterator[Finding]:
    """Everything in which the archive's records contradict each other; what lacks one of ``lost`` is known."""
    for finding in _all(scratch):
        yield replace(finding, known=finding.lacks in lost)


def _all(scratch: Scratch) -> Iterator[Finding]:
    for warc, offset, record_id in scratch.ask(_TWICE):
        yield _found("forged", warc, offset, record_id, "its id is that of an earlier record")
    for warc, offset, record_id, other in scratch.ask(_NO_PARTNER):
        yield _lacking(warc, offset, record_id, other, "made together with {}, which its file lacks")
    for warc, offset, record_id, type_ in scratch.ask(_NOT_JOINED):
        other, detail = f"other side of {record_id}", f"the other side of this {type_} is not joined to it"
        yield _lacking(warc, offset, record_id, other, detail)
    for warc, offset, record_id, other in scratch.ask(_NO_WARCINFO):
        yield _lacking(warc, offset, record_id, other, "stands under warcinfo {}, which its file lacks")
    for warc, offset, record_id, other in scratch.ask(_OF_NOTHING):
        yield _lacking(warc, offset, record_id, other, "refers to {}, which is nowhere")
    yield from _revisits(scratch)


def _revisits(scratch: Scratch) -> Iterator[Finding]:
    for row in scratch.ask(_REVISITS):
        warc, offset, record_id, refers_to, uri, date, payload, identical, type_, target, at, held = row
        if type_ is None:
            named = refers_to or f"{uri} of {date}"
            yield _lacking(warc, offset, record_id, named, "revisits {}, which is nowhere")
        elif type_ not in ("response", "resource"):
            yield _found("forged", warc, offset, record_id, f"revisits {refers_to}, which is a {type_}")
        elif (uri is not None and uri != target) or (date is not None and date[:19] != at[:19]):
            yield _found(
                "forged",
                warc,
                offset,
                record_id,
                f"revisits {uri} of {date}, but {refers_to} is {target} of {at}",
            )
        elif identical and not (payload and held and same_digest(payload, held)):
            yield _found(
                "forged",
                warc,
                offset,
                record_id,
                f"says it has the payload of {refers_to}, but digests differ",
            )


def _lacking(warc: str, offset: int, record_id: str, other: str, detail: str) -> Finding:
    found = _found("missing", warc, offset, record_id, detail.format(other))
    return replace(found, lacks=other)


def _found(kind: Kind, warc: str, offset: int, record_id: str, detail: str) -> Finding:
    return Finding(kind=kind, file=warc, offset=offset, record_id=record_id, detail=detail)
