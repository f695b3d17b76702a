"""What of a site needs a person: pure, from how the site stands."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from archiver.errors import Exit
from archiver.store.rows import Row
from archiver.store.times import instant

MANY_LOOKS = 10
"""A thread that is not whole after so many looks will hardly become so by itself."""

SILENT = timedelta(days=1)

_SAID = {
    Exit.STORAGE: "the last run could not write: look at the disk, then 'archiver doctor'",
    Exit.UNREACHABLE: "the last run could not reach the site",
    Exit.REFUSED: "the site refused the last run (403, 429, a challenge page, a login, or its robots.txt): ask its people, or wait",
    Exit.UNEXPECTED: "the last run met an unexpected error: its log has the traceback",
}


def needs_a_person(site: Row, now: datetime) -> list[str]:
    """Sentences, most pressing first; empty where nothing does. ``site`` is as ``archiver status`` has it."""
    runs: Sequence[Row] = site["runs"]
    told: list[str] = []
    if runs and (status := runs[0]["exit_status"]) in _SAID:
        told.append(_SAID[Exit(status)])
    if len(runs) > 1 and all(run["ended_at"] is None for run in runs[:2]):
        told.append("the last two runs were cut off before their end")
    if runs and now - instant(runs[0]["started_at"]).astimezone(UTC) > SILENT:
        told.append(f"no run has begun since {runs[0]['started_at']}")
    if len(runs) > 1 and all(run["finish_reason"] in ("budget", "minutes") for run in runs):
        told.append(f"the last {len(runs)} runs all spent their budget and left something: give them more")
    told.extend(
        f"{problem['times']} times the rules did not understand a page ({problem['kind']}), last {problem['url']}"
        for problem in site["problems"]
    )
    stuck = [thread for thread in site["incomplete"] if thread["looks"] >= MANY_LOOKS]
    told.extend(
        f"not whole after {thread['looks']} looks ({thread['reason']}): {thread['article_url']}"
        for thread in stuck
    )
    return told
