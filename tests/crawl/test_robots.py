"""robots.txt by RFC 9309: what an answer means, what the archive's own copy is good for, and how a run without rules ends."""

import gzip
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from archiver.errors import Exit
from archiver.warc.exchange import Exchange, exchange_records
from archiver.warc.layout import Archive, warc_name
from archiver.warc.records import warcinfo_record
from tests.commands.made import ids, nothing_known, write
from tests.crawl.served import HTML, NOT_THERE, Reply, Served, article
from tests.crawl.test_redirects import status_of
from tests.crawling import Crawl, crawl_caracas

PLACE = "/2018/12/11/a/"
MOVED = "/moved.txt"
FORBIDS = b"User-agent: *\nDisallow: /2018/\n"


def _site(robots: Callable[[], Reply | None]) -> Served:
    """A site of one article; its front page answers, whatever robots.txt does."""

    def answer(path: str) -> Reply | None:
        if path == "/robots.txt":
            return robots()
        if path == "/":
            return Reply(
                body=f'<html><body class="home"><a href="{PLACE}">a</a></body></html>'.encode(), headers=HTML
            )
        return article(7) if path == PLACE else NOT_THERE

    return Served(answer)


def _crawl(site: Served, folder: Path, *words: str) -> Crawl:
    return crawl_caracas(site.base_url, folder, "-s", "RETRY_TIMES=0", *words, timeout=60)


def _earlier(
    folder: Path, site: Served, url: str, age: timedelta, status: int, body: bytes, number: int = 0
) -> None:
    """An answer of ``url`` that an earlier run captured so long ago; a redirect leads to ``MOVED``."""
    at, letters = datetime.now(UTC) - age, ids(f"{number}-{age.days}-{age.seconds}")
    name = warc_name(site.site, at, number)
    begins = warcinfo_record(
        record_id=next(letters),
        date=at,
        filename=name,
        run=next(letters),
        site=site.site,
        fields=(("base", site.base_url),),
    )
    leads = f"Location: {MOVED}\r\n" if status == 301 else ""
    head = f"HTTP/1.1 {status} So\r\nContent-Type: text/plain\r\nContent-Length: {len(body)}\r\n{leads}\r\n"
    fetched = Exchange(
        url=url,
        method="GET",
        started=at,
        request=b"GET /robots.txt HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        response=head.encode() + body,
        elapsed=0.1,
    )
    made = exchange_records(
        fetched,
        warcinfo_id=begins.record_id,
        new_id=lambda: next(letters),
        known=nothing_known,
        read=lambda _refers: b"",
    )
    write(Archive(folder).collection(site.site).archive / name, [begins, *made])


@pytest.mark.parametrize(
    ("robots", "why", "status"),
    [
        (Reply(status=500), "it answered 500", Exit.UNREACHABLE),
        (Reply(status=429), "it answered 429", Exit.REFUSED),
    ],
)
def test_nothing_is_asked_for_where_it_cant_be_had(
    robots: Reply, why: str, status: Exit, tmp_path: Path
) -> None:
    with _site(lambda: robots) as site:
        done = _crawl(site, tmp_path)
    assert site.pages == []
    assert done.status == status, done.said
    sentence = (
        f"{site.base_url}/robots.txt can't be had ({why}): so nothing there may be asked for (RFC 9309)"
    )
    assert f"{sentence}\n" in done.said
    told = status_of(tmp_path)
    assert told["last_run"]["finish_reason"] == "robots_unreachable"
    assert told["remarks"] == [sentence]


TEXT = {"Content-Type": "text/plain"}
NOTHING, HOLDS, LONG = "so nothing there may be asked for", "its rules of", "and could not for 30 days"


@dataclass(frozen=True)
class Case:
    """What a host's robots.txt answers now and answered so many days ago; whether ``/2018/a.png`` and ``/b.png`` are asked for."""

    now: Reply | None
    asked: frozenset[str]
    said: str = ""
    earlier: tuple[tuple[float, int, bytes], ...] = ()
    moved: bool = False
    """Whether those answers, but for 301, are those of ``MOVED``."""


ALL, RULED, NONE = frozenset({"/2018/a.png", "/b.png"}), frozenset({"/b.png"}), frozenset[str]()
DOWN = Reply(status=500)
CASES = {
    "rules": Case(Reply(body=FORBIDS, headers=TEXT), RULED),
    "no answer": Case(None, NONE, NOTHING),
    "an outage that speaks of rules": Case(
        Reply(status=503, body=b"User-agent: *\nAllow: /\n"), NONE, NOTHING
    ),
    **{
        f"{status}, whatever it says": Case(Reply(status=status, body=FORBIDS), ALL)
        for status in (400, 401, 403, 404, 410, 451)
    },
    "held for a day": Case(DOWN, RULED, HOLDS, ((1.1, 200, FORBIDS),)),
    "held for 30 days": Case(DOWN, RULED, HOLDS, ((29.9, 200, FORBIDS),)),
    "held as not there": Case(DOWN, ALL, HOLDS, ((29.9, 404, b""),)),
    "fresh": Case(DOWN, RULED, "", ((0.9, 200, FORBIDS),)),
    "fresh, then failed": Case(
        Reply(body=b"", headers=TEXT), ALL, "", ((0.9, 200, FORBIDS), (0.5, 500, b""))
    ),
    "fresh, where it was moved to": Case(DOWN, RULED, "", ((0.9, 301, b""), (0.8, 200, FORBIDS)), moved=True),
    "moved of late, to what is held for a day": Case(
        DOWN, RULED, HOLDS, ((0.5, 301, b""), (1.1, 200, FORBIDS)), moved=True
    ),
    "moved, then failed there": Case(
        Reply(body=b"", headers=TEXT),
        ALL,
        "",
        ((0.9, 301, b""), (0.8, 200, FORBIDS), (0.5, 500, b"")),
        moved=True,
    ),
    "too old": Case(DOWN, NONE, NOTHING, ((30.1, 200, FORBIDS),)),
    "too old, failing since": Case(DOWN, NONE, NOTHING, ((30.1, 200, FORBIDS), (29.9, 500, b""))),
    "failing for long": Case(DOWN, ALL, LONG, ((40, 200, FORBIDS), (30.1, 500, b""))),
    "failing always": Case(DOWN, ALL, LONG, ((30.1, 500, b""),)),
    "failing again": Case(DOWN, NONE, NOTHING, ((40, 500, b""), (31, 200, FORBIDS), (10, 500, b""))),
    "a byte order mark": Case(Reply(body=b"\xef\xbb\xbf" + FORBIDS, headers=TEXT), RULED),
    # RFC 9309, section 2.5, wants 512,000 bytes read.
    "600,000 bytes": Case(Reply(body=b"# a comment\n" * 50_000 + FORBIDS, headers=TEXT), RULED),
    "1,200,000 bytes": Case(
        Reply(body=b"# a comment\n" * 100_000 + FORBIDS, headers=TEXT),
        ALL,
        "of which the first 1048576 are read",
    ),
    "1,200,000 bytes, lines end in CR": Case(
        Reply(body=FORBIDS.replace(b"\n", b"\r") + b"# a comment\r" * 100_000, headers=TEXT),
        RULED,
        "of which the first 1048576 are read",
    ),
    "for ours, behind those for all": Case(
        Reply(body=b"User-agent: *\nDisallow: /\n\nUser-agent: Archiver\nDisallow: /2018/\n", headers=TEXT),
        RULED,
    ),
    "for another version of ours": Case(
        Reply(body=FORBIDS.replace(b"*", b"ARCHIVER/1.0"), headers=TEXT), RULED
    ),
    "for a name that ours begins with": Case(Reply(body=FORBIDS.replace(b"*", b"arch"), headers=TEXT), ALL),
    "for a name in our contact": Case(Reply(body=FORBIDS.replace(b"*", b"example.org"), headers=TEXT), ALL),
    "packed": Case(Reply(body=gzip.compress(FORBIDS), headers={**TEXT, "Content-Encoding": "gzip"}), RULED),
    "redirects without end": Case(Reply(status=302, headers={"Location": "/robots.txt"}), ALL),
}


def test_what_an_answer_means_and_how_long_the_archives_own_copy_is_good(tmp_path: Path) -> None:
    """Each case is a host that an article shows pictures of: the rules are the same for all hosts."""
    hosts: dict[str, Served] = {}
    with ExitStack() as stack:
        for name, case in CASES.items():
            hosts[name] = stack.enter_context(Served(partial(_pictures, case.now)))
        shown = "".join(
            f'<img src="{host.base_url}{path}">'
            for host in hosts.values()
            for path in ("/2018/a.png", "/b.png")
        )
        page = Reply(body=article(7).body.replace(b"<p>", f"<p>{shown}".encode()), headers=HTML)
        site = stack.enter_context(Served(lambda path: page if path == PLACE else NOT_THERE))
        for number, (name, case) in enumerate(CASES.items()):
            for days, status, body in case.earlier:
                url = hosts[name].base_url + (MOVED if case.moved and status != 301 else "/robots.txt")
                _earlier(tmp_path, site, url, timedelta(days=days), status, body, number)
        done = _crawl(site, tmp_path, "-a", f"url={site.base_url}{PLACE}")
    assert done.status == Exit.FINDINGS, (
        done.said
    )  # no ledger vouches for what was written here as earlier runs'
    assert {name: frozenset(host.pages) & ALL for name, host in hosts.items()} == {
        name: case.asked for name, case in CASES.items()
    }
    for name, case in CASES.items():
        lines = [
            line
            for line in done.said.splitlines()
            if f"{hosts[name].base_url}/robots.txt" in line and "Gave up" not in line
        ]
        assert case.said in "".join(lines), name
        assert bool(case.said) is bool(lines), name
    assert "/robots.txt" not in hosts["fresh"].asked
    left = status_of(tmp_path)["left_out"]
    assert left["no robots.txt"] == 2 * sum(case.asked == NONE for case in CASES.values())


def _pictures(robots: Reply | None, path: str) -> Reply | None:
    return (
        robots if path == "/robots.txt" else Reply(body=path.encode(), headers={"Content-Type": "image/png"})
    )


def test_the_sites_own_rules_of_an_earlier_run_hold_on(tmp_path: Path) -> None:
    with _site(lambda: DOWN) as site:
        _earlier(tmp_path, site, f"{site.base_url}/robots.txt", timedelta(days=3), 200, FORBIDS)
        done = _crawl(site, tmp_path)
    assert "/" in site.pages
    assert PLACE not in site.pages
    assert done.status == Exit.FINDINGS, done.said
    assert HOLDS in status_of(tmp_path)["remarks"][0]


def test_a_picture_over_the_other_scheme_does_not_end_the_run(tmp_path: Path) -> None:
    """There the host does not answer; its rules are others'."""

    def answer(path: str) -> Reply:
        if path not in (PLACE, "/2018/12/12/b/"):
            return NOT_THERE
        page, secure = article(7 if path == PLACE else 8), site.base_url.replace("http:", "https:")
        return Reply(body=page.body.replace(b"<p>", f'<p><img src="{secure}/a.png">'.encode()), headers=HTML)

    with Served(answer) as site:
        named = ",".join(site.base_url + path for path in (PLACE, "/2018/12/12/b/"))
        done = _crawl(site, tmp_path, "-a", f"url={named}")
    assert status_of(tmp_path)["last_run"]["finish_reason"] == "finished", done.said
    assert f"{site.base_url.replace('http:', 'https:')}/robots.txt can't be had" in done.said
    assert {PLACE, "/2018/12/12/b/"} <= set(site.pages)


def test_redirects_of_it_are_followed_and_held_for_the_day(tmp_path: Path) -> None:
    """RFC 9309, section 2.3.1.2: five at least."""

    def answer(path: str) -> Reply:
        steps = ["/robots.txt", *(f"/r{number}.txt" for number in range(1, 6))]
        if path in steps[:-1]:
            return Reply(status=301, headers={"Location": f"{steps[steps.index(path) + 1]}#part"})
        if path == steps[-1]:
            return Reply(body=FORBIDS, headers={"Content-Type": "text/plain"})
        return article(7) if path == PLACE else NOT_THERE

    with Served(answer) as site:
        named = f"url={site.base_url}{PLACE}"
        _crawl(site, tmp_path, "-a", named)
        assert site.asked == ["/robots.txt", "/r1.txt", "/r2.txt", "/r3.txt", "/r4.txt", "/r5.txt"]
        _crawl(site, tmp_path, "-a", named)
        assert len(site.asked) == 6
        assert PLACE not in site.asked


def test_all_that_wait_for_it_get_the_same_rules(tmp_path: Path) -> None:
    """Sixteen requests come to the middleware at a time; each has to wait for the rules."""
    named = ",".join(f"{{base}}/2018/12/11/a-{number}/" for number in range(20))
    with _site(lambda: Reply(body=FORBIDS, headers={"Content-Type": "text/plain"})) as site:
        _crawl(
            site,
            tmp_path,
            "-a",
            f"url={named.replace('{base}', site.base_url)}",
            "-s",
            "CONCURRENT_REQUESTS_PER_DOMAIN=16",
        )
    assert site.asked == ["/robots.txt"]
