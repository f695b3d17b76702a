"""The few lines that end a run, and its exit status."""

from typing import TextIO

from scrapy.crawler import Crawler

from archiver.crawl.ending import Ending
from archiver.errors import Exit


def summarise(crawler: Crawler, out: TextIO) -> int:
    """Print what the run archived; give the process's exit status."""
    ending = crawler.get_extension(Ending)
    if ending is None or ending.counts is None:
        return int(ending.status if ending is not None else Exit.UNEXPECTED)
    counts, line = ending.counts, out.write
    line(f"Archive {ending.archive}, site {ending.site}, run {ending.run}\n")
    line(
        f"{counts.captures} captures, {counts.warc_bytes:,} bytes of WARC;"
        f" {counts.articles} articles ({counts.new_articles} new),"
        f" {counts.comments} comments ({counts.new_comments} new)\n"
    )
    if counts.incomplete or counts.problems:
        line(f"{counts.incomplete} threads incomplete, {counts.problems} problems: archiver status\n")
    if ending.recorder.failure is not None:
        line(f"stopped: {ending.recorder.failure}\n")
    return int(ending.status)
