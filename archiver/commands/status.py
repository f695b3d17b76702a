"""How the archive stands: for each site what is held, the last runs, what is due now, which threads are not whole, what needs a person."""

import argparse
import signal
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime

from archiver import settings
from archiver.commands.attention import needs_a_person
from archiver.commands.options import add_json, add_site
from archiver.commands.output import counted, say, say_json
from archiver.commands.place import Place
from archiver.crawl.clock import judged
from archiver.crawl.due import RANKS
from archiver.crawl.frontier import due_now
from archiver.crawl.policy import Policy
from archiver.errors import BadInput, Exit
from archiver.sites import site_of_run
from archiver.store import ask
from archiver.store.engine import Connection, Store
from archiver.store.rows import Row
from archiver.store.sizes import sizes_of_runs

NAME = "status"
HELP = "what the archive holds, how the last runs ended, what is due, incomplete, or needs a person"

SHOWN = 10
"""Incomplete threads listed for people; ``--json`` lists all."""

RUNS = 5
"""Runs told of, the latest."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command's words."""
    add_site(parser)
    parser.add_argument(
        "--bytes",
        action="store_true",
        help="what each run's captures weigh, by kind, and would weigh had no revisits been written",
    )
    add_json(parser)


def run(args: argparse.Namespace, place: Place) -> int:
    """Say it."""
    store = place.store()
    with store.reading() as connection:
        bases = dict(ask.names_of_sites(connection))
        found = [
            _standing(store, connection, place, row, bases.get(row["site"], ""))
            for row in ask.sites(connection)
        ]
        for site in found if args.bytes else ():
            site["bytes"] = [asdict(run) for run in sizes_of_runs(connection, site["site"])]
    store.close()
    chosen = [site for site in found if args.site in (None, site["site"])]
    if args.site and not chosen:
        raise BadInput(f"the archive has no site {args.site!r}")
    if args.json:
        say_json({"archive": str(place.output), "database": place.database, "sites": chosen})
        return Exit.DONE
    if not chosen:
        say("Nothing is archived yet: scrapy crawl SITE")
    for site in chosen:
        _say(site)
    return Exit.DONE


def _standing(store: Store, connection: Connection, place: Place, row: Row, base: str) -> Row:
    warcs = place.archive.collection(row["site"]).warcs()
    now = datetime.now(UTC)
    clock = judged(store, place.archive, row["site"], now)
    runs = ask.runs(connection, row["site"], RUNS, clock.until)
    last, policy = next(iter(runs), None), Policy.of(vars(settings))
    due = due_now(connection, row["site"], site_of_run(row["site"], base).base, now, policy, clock.until)
    site = {
        **row,
        "warc_files": len(warcs),
        "warc_bytes": sum(path.stat().st_size for path in warcs),
        "incomplete": ask.incomplete(connection, row["site"]),
        "problems": ask.problems(connection, row["site"]),
        "last_run": last,
        "runs": runs,
        "due": {why: due[why] for why in RANKS if why in due},
        "left_out": ask.left_out(connection, last["run"]) if last else {},
        "remarks": ask.remarks(connection, last["run"]) if last else [],
    }
    return {**site, "needs_a_person": [*needs_a_person(site, now), *filter(None, [clock.said])]}


def _say(site: Row) -> None:
    say(site["site"])
    say(f"  {counted(site['articles'], 'article')}, {counted(site['comments'], 'comment')}"
        f" ({site['vanished']} vanished since), {site['whole_threads']} of {counted(site['threads'], 'thread')} whole")  # fmt: skip
    say(f"  {counted(site['captures'], 'capture')} ({site['revisits']} revisits, {site['failures']} failures)"
        f" from {site['first_capture']} to {site['last_capture']}")  # fmt: skip
    say(f"  {counted(site['warc_files'], 'WARC file')}, {site['warc_bytes']:,} bytes")
    if site["never_fetched"]:
        say(f"  {counted(site['never_fetched'], 'article')} known by address alone, never fetched")
    _say_runs(site["runs"])
    due = ", ".join(f"{count} {why}" for why, count in site["due"].items())
    say(f"  due now, as far as the archive knows: {due or 'nothing'}")
    for run in site.get("bytes", ()):
        _say_sizes(run)
    if site["left_out"]:
        told = ", ".join(
            f"{count} {reason}" for reason, count in site["left_out"].items() if reason != "listed"
        )
        say(f"  left out by the last run, of what pages name: {told} (--json lists them)")
    for sentence in site["remarks"]:
        say(f"  said by the last run: {sentence}")
    for thread in site["incomplete"][:SHOWN]:
        say(
            f"  incomplete: {thread['article_url']} ({thread['reason']}; {thread['held']} held, {thread['claimed']} claimed)"
        )
    if len(site["incomplete"]) > SHOWN:
        say(f"  … and {len(site['incomplete']) - SHOWN} more incomplete")
    for problem in site["problems"]:
        say(
            f"  problem: {problem['kind']}, {problem['times']} times, last at {problem['url']}: {problem['detail']}"
        )
    for sentence in site["needs_a_person"]:
        say(f"  needs a person: {sentence}")


def _say_sizes(run: Row) -> None:
    say(f"  run of {run['started_at'] or 'unknown time'}")
    say(
        f"    {'':6} {'captures':>9} {'bytes':>14} {'revisits':>9} {'their bytes':>12} {'bytes without revisits':>23}"
    )
    total = Counter[str]()
    for kind, size in run["kinds"].items():
        total.update(size)
        _say_size(kind, size)
    _say_size("all", total)


def _say_size(kind: str, size: Mapping[str, int]) -> None:
    say(
        f"    {kind:6} {size['captures']:9,} {size['bytes']:14,} {size['revisits']:9,} {size['revisit_bytes']:12,}"
        f" {size['whole']:23,}"
    )


def _say_runs(runs: Sequence[Row]) -> None:
    if not runs:
        say("  no run of ours")
    for number, run in enumerate(runs):
        name = "last run" if number == 0 else "before it"
        if run["ended_at"] is None:
            say(f"  {name}: began {run['started_at']}, {'still going or ' if number == 0 else ''}cut off")
        else:
            say(
                f"  {name}: {run['started_at']} to {run['ended_at']}, {_how(run['finish_reason'], run['exit_status'])}"
            )


def _how(reason: str, status: int | None) -> str:
    """How a run ended. Scrapy's reason knows no signals; the exit status does: 128 and the signal's number."""
    try:
        stopped = f"stopped by {signal.Signals((status or 0) - 128).name}"
    except ValueError:
        return f"{reason}, status {status}"
    return f"{stopped}, status {status}"
