"""What may come instead of a thread's pages: each is a fact of its own with its capture, and none says ``vanished``.

Two real crawls of a loopback site: in the first every thread is whole, before the second each article gets its fate.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from tests.crawling import crawl_caracas
from tests.threads.pages import page_of, plain
from tests.threads.server import Answer, Piece, Reply, Site, piece


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What becomes of an article, and what must be told: the thread's state, the capture's kind, the article's events."""

    slug: str
    reason: str
    capture: str
    instead: Answer | None = None
    complete: bool = False
    state: str = "present"
    events: tuple[str, ...] = ()


def _always(reply: Reply) -> Answer:
    return lambda _piece, _number: reply


def _page(one: Piece, asked: int | None, **fields: object) -> Reply:
    seen = replace(one.thread.fetch(asked, ""), **fields)  # type: ignore[arg-type] # fields of Observation
    html = page_of(seen, base="", number=one.number, path=one.path, theme=one.thread.settings.theme)
    return Reply(body=html)


def _bare(one: Piece, number: int | None, state: str) -> Reply:
    """The article with no comment shown."""
    return _page(one, number, sightings=(), number=None, highest=None, claimed=None, state=state)


def _hidden(one: Piece, number: int | None) -> Reply:
    shown = _bare(one, number, "open").body
    return Reply(body=shown[: shown.index('<div id="comments"')] + "</body></html>")


def _locked(one: Piece, number: int | None) -> Reply:
    form = (
        '<form action="/wp-login.php?action=postpass" class="post-password-form" method="post">'
        '<p>This content is password protected.</p><input name="post_password" type="password"></form>'
    )
    shown = _hidden(one, number).body
    begin, end = shown.index('<div class="entry-content">'), shown.index("</div></article>")
    return Reply(body=f'{shown[:begin]}<div class="entry-content">{form}{shown[end:]}')


def _old(one: Piece, number: int | None) -> Reply:
    """A cache's page from before the last comment."""
    seen = one.thread.fetch(number, "")
    kept = seen.sightings[:-1] if seen.number == seen.highest else seen.sightings
    return replace(_page(one, number, sightings=kept, claimed=5), headers={"Age": "864000"})


def _cut(one: Piece, number: int | None) -> Reply:
    return replace(_page(one, number), cut=True)


def _moved(one: Piece, number: int | None) -> Reply:
    return Reply(status=301, headers={"Location": one.path.replace("/moved/", "/elsewhere/")})


_LOGIN = plain("login", '<form id="loginform" name="loginform" action="/wp-login.php"></form>')
_CHALLENGE = plain("", "<title>Just a moment...</title><form class='challenge-form'></form>")
FATES = [
    Fate(slug="outage", reason="outage", capture="outage", instead=_always(Reply(status=500))),
    Fate(slug="challenge", reason="refused", capture="refused", instead=_always(Reply(body=_CHALLENGE))),
    Fate(slug="forbidden", reason="refused", capture="refused", instead=_always(Reply(status=403))),
    Fate(slug="login", reason="login", capture="login", instead=_always(Reply(body=_LOGIN))),
    Fate(
        slug="to-login",
        reason="login",
        capture="login",
        instead=_always(Reply(status=302, headers={"Location": "/wp-login.php"})),
    ),
    Fate(slug="theme", reason="", capture="article", complete=True),
    Fate(slug="smaller", reason="", capture="article", complete=True),
    Fate(slug="order", reason="", capture="article", complete=True),
    Fate(slug="flat", reason="", capture="article", complete=True),
    Fate(
        slug="cached",
        reason="1 comment neither seen nor proved absent (whole; what is open was asked for, and the answers were the same)",
        capture="article",
        instead=_old,
    ),
    Fate(slug="cut", reason="cut under way (ResponseDataLossError)", capture="article", instead=_cut),
    Fate(slug="locked", reason="protected", capture="article", instead=_locked, state="protected"),
    Fate(slug="off", reason="closed", capture="article", instead=lambda one, n: _bare(one, n, "closed")),
    Fate(slug="hidden", reason="hidden", capture="article", instead=_hidden),
    Fate(slug="bare", reason="hidden", capture="article", instead=lambda one, n: _bare(one, n, "open")),
    Fate(
        slug="gone404",
        reason="gone",
        capture="gone",
        instead=_always(Reply(status=404)),
        state="gone",
        events=("gone",),
    ),
    Fate(
        slug="gone410",
        reason="gone",
        capture="gone",
        instead=_always(Reply(status=410)),
        state="gone",
        events=("gone",),
    ),
    Fate(slug="moved", reason="", capture="article", instead=_moved, complete=True, events=("moved",)),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """The archive after both crawls, and the second one's exit status."""

    site: Site
    folder: Path
    status: int
    second: str

    def rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        with closing(sqlite3.connect(f"file:{self.folder / 'archive.sqlite'}?mode=ro", uri=True)) as store:
            store.row_factory = sqlite3.Row
            return store.execute(sql, values).fetchall()


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Done]:
    folder = tmp_path_factory.mktemp("archive")
    pieces = [piece(number, fate.slug) for number, fate in enumerate(FATES, 100)]
    with Site(pieces) as site:
        first = crawl_caracas(site.base, folder)
        assert first.status == 0, first.said
        for fate in FATES:
            if fate.instead is not None:
                site.pieces[fate.slug].instead = fate.instead
        _change(site)
        again = crawl_caracas(site.base, folder, "-a", "mode=all")
        with closing(sqlite3.connect(folder / "archive.sqlite")) as store:
            (second,) = store.execute("SELECT run FROM runs ORDER BY started_at DESC LIMIT 1").fetchone()
        yield Done(site=site, folder=folder, status=again.status, second=second)


def _change(site: Site) -> None:
    changes: dict[str, dict[str, Any]] = {
        "theme": {"theme": "b"},
        "smaller": {"per_page": 2},
        "order": {"descending": True, "newest_first_page": True},
        "flat": {"threaded": False},
    }
    for slug, fields in changes.items():
        thread = site.pieces[slug].thread
        thread.settings = replace(thread.settings, **fields)
    moved = site.pieces["moved"]
    site.pieces["elsewhere"] = Piece(number=moved.number, slug="elsewhere", thread=moved.thread)


def test_nothing_vanished(done: Done) -> None:
    assert done.rows("SELECT * FROM v_events WHERE kind IN ('vanished', 'returned', 'edited')") == []
    assert [tuple(row) for row in done.rows("SELECT state, count(*) FROM v_comments GROUP BY 1")] == [
        ("present", 6 * len(FATES))
    ]


def test_single_pages_that_are_closed_to_us_are_findings(done: Done) -> None:
    assert done.status == 1


@pytest.mark.parametrize("fate", FATES, ids=lambda fate: fate.slug)
def test_it_is_a_fact_of_its_own(done: Done, fate: Fate) -> None:
    url = done.site.url("elsewhere" if fate.slug == "moved" else fate.slug)
    (thread,) = done.rows("SELECT * FROM v_threads WHERE article_url = ?", url)
    assert (thread["reason"], thread["complete"]) == (fate.reason, int(fate.complete))
    assert (thread["held"], thread["vanished"]) == (6, 0)
    (article,) = done.rows("SELECT state FROM v_articles WHERE url = ?", url)
    assert article["state"] == fate.state
    told = done.rows("SELECT * FROM v_events WHERE article_url = ? AND comment_id IS NULL", url)
    assert tuple(event["kind"] for event in told) == fate.events
    captures = done.rows(
        "SELECT * FROM v_captures WHERE url LIKE ? AND run = ? ORDER BY captured_at", f"{url}%", done.second
    )
    assert captures[-1]["page_kind"] == fate.capture
    for event in told:
        evidence = {row["record_id"] for row in done.rows("SELECT record_id FROM v_captures")}
        assert {event["before_evidence"], event["after_evidence"]} <= evidence
