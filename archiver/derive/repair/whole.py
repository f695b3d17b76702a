"""A repair from its first action to its last."""

from collections.abc import Generator, Iterator

from archiver.derive.rebuild import Report
from archiver.derive.repair import derived, files, ledger
from archiver.derive.repair.namesakes import told_apart
from archiver.derive.repair.step import Bench, Step
from archiver.derive.repair.survey import Survey
from archiver.derive.verify.stamps import StampsSeen, check_stamps


def repair(bench: Bench, *, jobs: int, tell: Report) -> Iterator[Step]:
    """Each step, as it is done or, where ``bench.do`` is False, as it would be. Needs the archive's lock, alone.

    Raises StorageFailed; what is done by then is whole, and the next repair goes on from there.
    """
    if "names" in bench.only:
        misnamed = list(told_apart(bench))
        if bench.do or not misnamed:
            misnamed += files.names(bench)
        yield from misnamed
        if misnamed and not bench.do:
            detail = "what else is to be done shows once the files have their names"
            yield Step(action="left", file="", detail=detail, done=False)
            return
    namesakes = bench.namesakes()
    for name, paths in sorted(namesakes.items()):  # which of them is meant, nothing below can tell
        detail = f"{len(paths)} files bear this name: nothing else is done before one keeps it (names)"
        yield Step(action="left", file=name, detail=detail, done=False)
    if namesakes:
        return
    survey = yield from _files(bench)
    if "missing" in bench.only:
        yield from ledger.lost(bench, survey)
    if "index" in bench.only or bench.changed:
        yield from derived.index(bench, survey)
    if "rows" in bench.only or bench.changed:
        yield from derived.rows(bench, jobs=jobs, tell=tell)
    for finding in check_stamps(bench.archive, None, StampsSeen()):
        detail = f"{finding.kind}, and a time stamp can't be mended: {finding.detail}"
        yield Step(action="left", file=finding.file, detail=detail, done=False)


def _files(bench: Bench) -> Generator[Step, None, Survey]:
    """What is done to the files, and what the ledger says of them; gives what they hold then."""
    if "torn" in bench.only:
        yield from ledger.torn_line(bench)
    survey = Survey(bench, "found")
    for file, why in survey.unreadable.items():
        yield Step(action="left", file=file, detail=why, done=False)
    if "orphaned" in bench.only:
        yield from files.orphaned(bench, survey)
    yield from files.cuts(bench, survey)
    if "missing" in bench.only:
        yield from ledger.gone(bench)
    if "ledger" in bench.only:
        survey = Survey(bench, "mended") if bench.changed else survey
        yield from ledger.lines(bench, survey)
        yield from ledger.chain(bench)
    return Survey(bench, "derived") if bench.changed else survey
