"""The few lines that end a run, and its exit status. The chain's head is one of them: whoever notes it elsewhere can
prove later that nothing of this run, or from before it, was changed.
"""

from pathlib import Path

from scrapy.crawler import Crawler

from archiver.crawl.budget import Budget
from archiver.crawl.ending import Ending
from archiver.crawl.remarks import Remarks
from archiver.errors import ArchiverError, Exit
from archiver.streams import Out
from archiver.warc.layout import Archive
from archiver.warc.ledger import head_of
from archiver.warc.locks import archive_shared
from archiver.warc.stamp import trust
from archiver.warc.stamp.authority import ask
from archiver.warc.stamp.kept import Stamped, stamp_head

_SITE = {Exit.UNREACHABLE: "the site can't be reached", Exit.REFUSED: "the site refuses us"}


def summarise(crawler: Crawler, out: Out) -> int:
    """Print what the run archived; give the process's exit status."""
    ending = crawler.get_extension(Ending)
    if ending is None:
        return int(Exit.UNEXPECTED)
    counts, line = ending.counts, out.write
    if counts is None:
        if ending.recorder.failure is not None:
            line(f"stopped: {ending.recorder.failure}\n")
        return int(ending.status)
    line(f"Archive {ending.archive}, site {ending.site}, run {ending.run}\n")
    line(
        f"{counts.captures} captures, {counts.warc_bytes:,} bytes of WARC;"
        f" {counts.articles} articles ({counts.new_articles} new),"
        f" {counts.comments} comments ({counts.new_comments} new)\n"
    )
    if counts.incomplete or counts.problems:
        line(f"{counts.incomplete} threads incomplete, {counts.problems} problems: archiver status\n")
    budget = Budget.of(crawler)
    if budget.left:
        line(f"budget spent: {budget.spent} pages asked for; left for the next run: {budget.told()}\n")
    for sentence in Remarks.of(crawler).said:
        line(f"{sentence}\n")
    if ending.recorder.failure is not None:
        line(f"stopped: {ending.recorder.failure}\n")
    if ending.status in _SITE:
        line(f"{_SITE[ending.status]}: exit status {int(ending.status)}\n")
    _say_head(Archive(ending.archive), out)
    return int(ending.status)


def stamp_after(crawler: Crawler, out: Out) -> bool:
    """Where the settings ask for it, have the chain's head stamped, and say how that went; False if it failed.

    Nothing hangs on it: the archive is complete and unlocked by now, and ``archiver stamp`` can be run at any time.
    """
    settings, ending = crawler.settings, crawler.get_extension(Ending)
    if not settings.getbool("ARCHIVER_STAMP_RUNS") or ending is None or not ending.recorder.ends():
        return True
    try:
        got = _stamped(
            Archive(ending.archive), settings["ARCHIVER_STAMP_URL"], settings["ARCHIVER_STAMP_ROOTS"]
        )
    except ArchiverError as problem:
        out.write(f"not stamped: {problem}; nothing is lost by it: archiver stamp\n")
        return False
    out.write(
        f"stamped at {got.stamp.at:%Y-%m-%dT%H:%M:%SZ} by {got.stamp.authority}: stamps/{got.folder.name}\n"
    )
    return True


def _say_head(archive: Archive, out: Out) -> None:
    try:
        head = head_of(archive.ledger)
    except ArchiverError as problem:  # the run has its status; that the ledger can't be read is said
        out.write(f"ledger: {problem}\n")
        return
    if head.line:
        out.write(f"ledger line {head.line}, head {head.sha256} (archiver verify --since)\n")


def _stamped(archive: Archive, url: str, roots: str) -> Stamped:
    believed = trust.from_file(Path(roots)) if roots else trust.of_system()
    with archive_shared(archive):
        return stamp_head(archive, lambda query: ask(url, query), believed)
