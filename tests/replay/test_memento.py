"""Memento (RFC 7089) by ``archiver replay``: TimeGate and TimeMap agree with the database, also while a crawl is running."""

import re
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from sqlite3 import connect
from urllib.parse import urljoin, urlsplit

import pytest

from tests.crawling import crawl_caracas, crawl_command, crawl_environment
from tests.demo.server import DemoServer
from tests.machine import ROOT
from tests.replay.served import LINKS, Answer, Served, replayed

pytestmark = [pytest.mark.pywb, pytest.mark.xdist_group("memento")]  # one archive serves them all

LONGEST = "/2018/12/11/the-night-the-lights-stayed-on/"


def _rows(folder: Path, query: str) -> list[tuple[str, ...]]:
    with closing(connect(folder / "archive.sqlite")) as store:
        return store.execute(query).fetchall()


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """An archive of two crawls, and the site's address: it is no longer there."""
    folder = tmp_path_factory.mktemp("archive")
    with DemoServer() as site:
        for _ in range(2):
            done = crawl_caracas(site.base_url, folder, "-a", "mode=all")
            assert done.status == 0, done.said
    return folder, site.base_url


@pytest.fixture(scope="module")
def served(archive: tuple[Path, str]) -> Iterator[Served]:
    with replayed(archive[0]) as pywb:
        yield pywb


@pytest.fixture(scope="module")
def captured(archive: tuple[Path, str]) -> list[datetime]:
    """When the longest article's own page was captured, to the second, in order."""
    url = archive[1] + LONGEST
    rows = _rows(
        archive[0], f"SELECT substr(captured_at, 1, 19) FROM captures WHERE url = '{url}' ORDER BY 1"
    )
    found = [datetime.fromisoformat(at).replace(tzinfo=UTC) for (at,) in rows]
    assert len(found) > 1
    return found


def _asked(at: datetime) -> str:
    return format_datetime(at, usegmt=True)


def _shown(answer: Answer) -> datetime:
    assert answer.status == 200
    return parsedate_to_datetime(answer.headers["Memento-Datetime"])


def test_the_time_gate_gives_what_was_captured_nearest(
    archive: tuple[Path, str], served: Served, captured: list[datetime]
) -> None:
    url = archive[1] + LONGEST
    for at in captured:
        answer = served.get(url, Accept_Datetime=_asked(at))
        assert _shown(answer) == at
        assert "accept-datetime" in answer.headers["Vary"].lower()
        assert at.strftime("%Y%m%d%H%M%S") in answer.headers["Content-Location"]
        assert answer.link("original") == url
        assert answer.link("timegate").endswith(f"/{served.collection}/{url}")
    assert _shown(served.get(url, Accept_Datetime=_asked(captured[0] - timedelta(days=3000)))) == captured[0]
    assert _shown(served.get(url, Accept_Datetime=_asked(captured[-1] + timedelta(days=300)))) == captured[-1]
    assert _shown(served.get(url)) == captured[-1]


@pytest.mark.parametrize("path", [LONGEST, f"{LONGEST}comment-page-1/"])
def test_a_memento_names_its_original_its_gate_and_its_map(
    archive: tuple[Path, str], served: Served, path: str
) -> None:
    """RFC 7089, 4.1 and 2.2: of an article's page and of a page of comments; first, last, prev and next are optional, and not there."""
    url = archive[1] + path
    rows = _rows(
        archive[0], f"SELECT DISTINCT substr(captured_at, 1, 19) FROM captures WHERE url = '{url}' ORDER BY 1"
    )
    instants = [datetime.fromisoformat(at).replace(tzinfo=UTC) for (at,) in rows]
    assert len(instants) > 1
    for at in instants:
        negotiated = served.get(url, Accept_Datetime=_asked(at))
        memento = served.get(negotiated.headers["Content-Location"])
        assert _shown(memento) == _shown(negotiated) == at
        for answer in (negotiated, memento):
            assert answer.link("original") == url
            assert answer.link("timegate").endswith(f"/{served.collection}/{url}")
            assert answer.link("timemap").endswith(f"/{served.collection}/timemap/link/{url}")
            relations = {relation for _, about in answer.links() for relation in about["rel"].split()}
            assert relations == {"original", "timegate", "timemap", "memento"}
    time_map = served.get(served.get(url).link("timemap"))
    assert time_map.link("timegate") == served.get(url).link("timegate")
    mementos = [to for to, about in time_map.links() if about["rel"] == "memento"]
    assert sorted({_shown(served.get(to)) for to in mementos}) == instants  # two may be of one second


def test_the_gate_that_is_advertised_is_the_gate(
    archive: tuple[Path, str], served: Served, captured: list[datetime]
) -> None:
    time_map = served.get(f"timemap/link/{archive[1]}{LONGEST}")
    gate = time_map.link("timegate")
    assert _shown(served.get(gate, Accept_Datetime=_asked(captured[0]))) == captured[0]


def test_the_time_map_lists_every_capture(
    archive: tuple[Path, str], served: Served, captured: list[datetime]
) -> None:
    url = archive[1] + LONGEST
    time_map = served.get(f"timemap/link/{url}")
    assert time_map.status == 200
    assert time_map.headers["Content-Type"] == LINKS
    assert time_map.link("original") == url
    assert time_map.link("self").endswith(f"timemap/link/{url}")
    mementos = [(to, about) for to, about in time_map.links() if about["rel"] == "memento"]
    assert [parsedate_to_datetime(about["datetime"]) for _, about in mementos] == captured
    for (to, _), at in zip(mementos, captured, strict=True):
        assert _shown(served.get(to)) == at


def test_what_is_no_time_and_what_was_not_captured_are_refused(
    archive: tuple[Path, str], served: Served
) -> None:
    assert served.get(archive[1] + LONGEST, Accept_Datetime="yesterday").status == 400
    assert served.get(f"{archive[1]}/never/").status == 404
    assert served.get(f"timemap/link/{archive[1]}/never/").status == 404


def test_without_configuration_the_gate_stands_beside_the_frame(
    archive: tuple[Path, str], captured: list[datetime]
) -> None:
    with replayed(archive[0], by_hand=True) as pywb:
        answer = pywb.get(f"mp_/{archive[1]}{LONGEST}", Accept_Datetime=_asked(captured[0]))
        assert _shown(answer) == captured[0]
        assert len(pywb.get(f"timemap/link/{archive[1]}{LONGEST}").links()) == 3 + len(captured)


def test_the_index_of_a_crawl_is_what_cdxj_indexer_makes(archive: tuple[Path, str]) -> None:
    (folder,) = archive[0].glob("collections/*")
    made = subprocess.run(
        [ROOT / ".venv-pywb" / "bin" / "cdxj-indexer", "--sort", *sorted(folder.glob("archive/*.warc.gz"))],
        capture_output=True,
        check=True,
        timeout=60,
    ).stdout
    ours = {line for path in folder.glob("indexes/*.cdxj") for line in path.read_bytes().splitlines()}
    assert sorted(ours) == sorted(made.splitlines())
    assert {b"warc/revisit" in line for line in ours} == {True, False}


# By its own address


def test_each_comment_is_shown_at_its_permalink(archive: tuple[Path, str], served: Served) -> None:
    rows = _rows(
        archive[0], "SELECT permalink, comment_id, article_url FROM v_comments WHERE state = 'present'"
    )
    numbered = 0
    for link, number, article in rows:
        page, _, place = link.partition("#")
        assert place == f"comment-{number}"
        numbered += page != article
        answer = served.get(f"mp_/{page}")
        assert answer.status == 200, page
        assert f'id="{place}"' in answer.body.decode(), link
    assert len(rows) > 30
    assert numbered > 5


def test_links_between_captured_pages_work_in_replay(archive: tuple[Path, str], served: Served) -> None:
    folder, base = archive
    captured = {url for (url,) in _rows(folder, "SELECT DISTINCT url FROM captures WHERE status < 400")}
    followed: set[str] = set()
    for path in (LONGEST, f"{LONGEST}comment-page-1/", "/"):
        here = f"http://127.0.0.1:{served.port}/{served.collection}/mp_/{base}{path}"
        page = served.get(here).body.decode()
        for href in re.findall(r'<a\s[^>]*href="([^"]+)"', page):
            to = urljoin(here, href).partition("#")[0]
            original = re.sub(r"^(?:\d*mp_/)", "", to.partition(f"/{served.collection}/")[2])
            if original in captured and original not in followed:
                followed.add(original)
                assert served.get(to).status in (200, 301), original
    assert f"{base}{LONGEST}comment-page-1/" in followed
    assert base + LONGEST in followed
    assert len(followed) > 5


def test_a_moved_article_leads_to_where_it_is_now(archive: tuple[Path, str], served: Served) -> None:
    moved = served.get(f"mp_/{archive[1]}/2018/11/02/ferry-notes/")
    assert moved.status == 301
    there = served.get(moved.headers["Location"])
    assert there.status == 200
    assert urlsplit(moved.headers["Location"]).path.endswith("/2018/11/02/the-ferry-to-margarita/")


# While a crawl is running


def test_a_page_is_replayed_while_its_crawl_goes_on(tmp_path: Path) -> None:
    with DemoServer() as site:
        done = crawl_caracas(site.base_url, tmp_path, "-a", f"url={site.base_url}{LONGEST}")
        assert done.status == 0, done.said
        (last,) = _rows(tmp_path, "SELECT count(*) FROM captures")[0]
        goes_on = threading.Event()
        real = site.site.answer

        def held(path: str, query: str = "") -> object:
            """The site answers no second page of a thread before it is told to."""
            if path.endswith("/comment-page-1/"):
                assert goes_on.wait(120)
            return real(path, query)

        site.site.answer = held  # type: ignore[method-assign, assignment] # the test holds the site up
        with replayed(tmp_path) as pywb:
            before = len(pywb.get(f"timemap/link/{site.base_url}{LONGEST}").links())
            with subprocess.Popen(
                crawl_command("-a", f"base={site.base_url}", "-a", "mode=all"),
                cwd=ROOT,
                env=crawl_environment(tmp_path),
                stderr=subprocess.DEVNULL,
            ) as crawl:
                try:
                    front = f"mp_/{site.base_url}/feed/"
                    while (found := pywb.get(front)).status == 404:
                        assert crawl.poll() is None
                    assert found.status == 200
                    assert crawl.poll() is None
                finally:
                    goes_on.set()
                assert crawl.wait(120) == 0
            assert len(pywb.get(f"timemap/link/{site.base_url}{LONGEST}").links()) > before
            (now,) = _rows(tmp_path, "SELECT count(*) FROM captures")[0]
            assert now > last
            for (url,) in _rows(tmp_path, "SELECT DISTINCT url FROM captures WHERE status = 200"):
                assert pywb.get(f"id_/{url}").status == 200, url
