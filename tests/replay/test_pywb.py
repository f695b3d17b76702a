"""pywb replays a crawled site whole, with no configuration: each page and what it needs, byte for byte."""

import http.client
import re
import select
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import quote, urlsplit
from urllib.request import urlopen

import pytest

from tests.crawling import crawl_caracas
from tests.demo.server import DemoServer
from tests.machine import ROOT

pytestmark = pytest.mark.pywb

LONGEST = "/2018/12/11/the-night-the-lights-stayed-on/"


@dataclass(frozen=True, slots=True)
class Replay:
    """A running pywb over the archive of a crawl of ``site``, which is served still."""

    port: int
    collection: str
    site: DemoServer

    def get(self, path: str, modifier: str = "id_") -> tuple[int, str | None, bytes]:
        """Status, Location and body of ``path`` of the site, in replay."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request(
                "GET", f"/{quote(self.collection, safe='@:')}/{modifier}/{self.site.base_url}{path}"
            )
            answer = connection.getresponse()
            return answer.status, answer.getheader("Location"), answer.read()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _until_it_answers(server: subprocess.Popen[str], port: int) -> None:
    """Connect until it listens; what it says in between paces the tries."""
    assert server.stderr is not None
    while server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        select.select([server.stderr], [], [], 0.1)
    raise RuntimeError(f"pywb ended: {server.stderr.read()}")


@pytest.fixture(scope="module")
def replay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replay]:
    folder = tmp_path_factory.mktemp("archive")
    with DemoServer() as site:
        done = crawl_caracas(site.base_url, folder)
        assert done.status == 0, done.said
        port = _free_port()
        command = [str(ROOT / ".venv-pywb" / "bin" / "wayback"), "-b", "127.0.0.1", "-p", str(port)]
        with subprocess.Popen(
            command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        ) as pywb:
            _until_it_answers(pywb, port)
            yield Replay(port, "caracas@" + site.base_url.removeprefix("http://"), site)
            pywb.terminate()


# What the theme prints anew with every request: how often the article was viewed.
_CHANGING = re.compile(rb'(?<=<span class="td-nr-views-)\d+">\d+')


def _live(url: str) -> bytes:
    with urlopen(url, timeout=30) as answer:
        body: bytes = answer.read()
    return body


@pytest.mark.parametrize(
    "path",
    [
        "/",
        LONGEST,
        f"{LONGEST}comment-page-1/",
        f"{LONGEST}comment-page-2/",
        "/2018/08/20/nine-zeros/2/",
        "/feed/",
        "/wp-content/themes/Newspaper/style.css?ver=8.1",
        "/wp-content/themes/Newspaper/css/base.css?ver=8.1",
        "/wp-content/themes/Newspaper/images/icons/newspaper.woff",
        "/wp-content/uploads/2018/12/lights.png",
        "/wp-content/uploads/2018/12/lights-300x169.png",
    ],
)
def test_pages_and_what_they_need_replay_as_they_came(replay: Replay, path: str) -> None:
    status, _, body = replay.get(path)
    assert status == 200
    assert _CHANGING.sub(b"", body) == _CHANGING.sub(b"", _live(replay.site.base_url + path))


def test_a_moved_article_replays_its_redirect(replay: Replay) -> None:
    status, location, _ = replay.get("/2018/11/02/ferry-notes/")
    assert status == 301
    assert location is not None
    assert urlsplit(location).path.endswith("/2018/11/02/the-ferry-to-margarita/")


def test_what_was_not_captured_is_not_found(replay: Replay) -> None:
    assert replay.get("/2018/12/11/never-asked-for/")[0] == 404


def test_links_lead_into_the_archive(replay: Replay) -> None:
    status, _, body = replay.get(LONGEST, modifier="mp_")
    assert status == 200
    page = body.decode()
    assert f"/mp_/{replay.site.base_url}{LONGEST}comment-page-2/" in page
    assert f"im_/{replay.site.base_url}/wp-content/uploads/2018/12/lights.png" in page


def test_every_article_replays(replay: Replay) -> None:
    for post in replay.site.truth.posts:
        status, _, body = replay.get(urlsplit(post.url).path, modifier="mp_")
        assert status == 200, post.url
        assert post.title.partition("&")[0] in body.decode(), post.url


def test_every_comment_page_replays_by_its_own_address(replay: Replay) -> None:
    pages = [(post, n) for post in replay.site.truth.posts for n in range(1, post.comment_pages)]
    assert pages
    for post, number in pages:
        status, _, body = replay.get(f"{urlsplit(post.url).path}comment-page-{number}/", modifier="mp_")
        assert status == 200
        said = [c for c in replay.site.truth.comments if c.post == post.id and c.page == number]
        assert all(f"comment-{comment.id}" in body.decode() for comment in said)


def test_everything_fixed_that_a_page_names_replays_to_the_byte(replay: Replay) -> None:
    base = replay.site.base_url
    pages = [replay.get(urlsplit(post.url).path)[2].decode() for post in replay.site.truth.posts]
    # Found by other means than ours: whatever begins like a fixed file's address.
    named = set(re.findall(rf"{re.escape(base)}(/wp-(?:content|includes)/[^\s\"'<>(),]+)", "".join(pages)))
    assert {name.partition("?")[0].rpartition(".")[2] for name in named} == {"css", "js", "png"}
    for name in sorted(named):
        parts = urlsplit(name)
        status, _, body = replay.get(name)
        assert (status, body) == (200, replay.site.site.answer(parts.path, parts.query).body), name
