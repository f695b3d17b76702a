"""The demo site's archive replays whole in pywb, as a reader finds it: ``cd output && wayback``."""

import http.client
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from tests.crawling import crawl_caracas
from tests.demo.server import DemoServer
from tests.machine import ROOT, need

pytestmark = pytest.mark.pywb

STARTS_WITHIN = 60.0  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What pywb answers."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """A crawl of the demo site, and pywb on its archive. ``server`` is still up, to compare with."""

    server: DemoServer
    port: int
    site: str

    def get(self, url: str, *, mode: str = "id_") -> Answered:
        """What pywb shows for the captured ``url``: ``id_`` as captured, ``mp_`` rewritten."""
        return _get(self.port, f"/{quote(self.site)}/{mode}/{url}")


def _get(port: int, path: str) -> Answered:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return Answered(status=answer.status, headers=dict(answer.getheaders()), body=answer.read())
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


def _wait_for(port: int, pywb: "subprocess.Popen[bytes]", log: Path) -> None:
    """Ask until pywb answers; it has no way of its own to say that it is ready."""
    end = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            _get(port, "/")
            return
        except OSError:
            if pywb.poll() is not None or time.monotonic() > end:
                pytest.fail(
                    f"pywb did not start: {log.read_text(encoding='utf-8', errors='replace')[-2000:]}"
                )
            time.sleep(0.1)


@pytest.fixture(scope="module")
def replay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replay]:
    wayback = ROOT / ".venv-pywb" / "bin" / "wayback"
    need("" if wayback.exists() else "pywb is not built (make pywb)")
    folder, log = tmp_path_factory.mktemp("archive"), tmp_path_factory.mktemp("log") / "pywb"
    with DemoServer() as server:
        done = crawl_caracas(server.base_url, folder)
        assert done.status == 0, done.said
        port = _free_port()
        with log.open("wb") as said:
            pywb = subprocess.Popen(
                [wayback, "-p", str(port), "-b", "127.0.0.1"],
                cwd=folder,
                stdout=said,
                stderr=said,
                env={**os.environ, "PYTHONWARNINGS": "ignore"},
            )
        try:
            _wait_for(port, pywb, log)
            (collection,) = (folder / "collections").iterdir()
            yield Replay(server=server, port=port, site=collection.name)
        finally:
            pywb.terminate()
            pywb.wait(timeout=30)


def _sent(replay: Replay, url: str) -> bytes:
    """What the demo site sends for ``url``, its coding removed."""
    parts = urlsplit(url)
    return replay.server.site.answer(parts.path, parts.query).body


def _fixed(replay: Replay) -> list[str]:
    """The addresses of all pictures, styles, scripts and fonts that were asked for."""
    return sorted(
        {path for path in replay.server.requests if path.startswith(("/wp-content/", "/wp-includes/"))}
    )


def test_articles_replay(replay: Replay) -> None:
    for post in replay.server.truth.posts:
        answer = replay.get(post.url, mode="mp_")
        assert answer.status == 200, post.url
        assert post.title.split("&")[0] in answer.body.decode(), post.url


def test_comment_pages_replay_by_their_own_addresses(replay: Replay) -> None:
    pages = [
        (post, number)
        for post in replay.server.truth.posts
        if post.comment_pages > 1
        for number in range(1, post.comment_pages)
    ]
    assert pages
    for post, number in pages:
        answer = replay.get(f"{post.url}comment-page-{number}/", mode="mp_")
        assert answer.status == 200
        said = [c for c in replay.server.truth.comments if c.post == post.id and c.page == number]
        assert all(f"comment-{comment.id}" in answer.body.decode() for comment in said)


def test_links_between_pages_stay_in_the_replay(replay: Replay) -> None:
    post = max(replay.server.truth.posts, key=lambda post: post.comment_pages)
    shown = replay.get(post.url, mode="mp_").body.decode()
    assert f"/{replay.site}/" in shown
    assert f"{post.url}comment-page-{post.comment_pages - 1}/" in shown
    assert f'href="{replay.server.base_url}' not in shown


def test_the_moved_article_replays_by_its_old_address(replay: Replay) -> None:
    (moved,) = [post for post in replay.server.truth.posts if post.moved_from]
    answer = replay.get(moved.moved_from, mode="mp_")
    assert answer.status in (301, 302)
    assert answer.headers["Location"].endswith(moved.url)


def test_all_that_pages_need_replays_to_the_byte(replay: Replay) -> None:
    names = _fixed(replay)
    assert {name.partition("?")[0].rpartition(".")[2] for name in names} == {"css", "js", "png", "woff"}
    for name in names:
        answer = replay.get(replay.server.base_url + name)
        assert answer.status == 200, name
        assert answer.body == _sent(replay, replay.server.base_url + name), name


def test_nothing_that_a_page_names_is_missing(replay: Replay) -> None:
    for post in replay.server.truth.posts:
        for name in _needs(replay, post.url):
            assert replay.get(name).status == 200, (post.url, name)


def _needs(replay: Replay, url: str) -> list[str]:
    """What a page names in plain attributes, found by other means than ours."""
    text = replay.get(url).body.decode()
    base = replay.server.base_url
    return [
        name
        for piece in text.replace("'", '"').replace("(", '"').replace(")", '"').replace(" ", '"').split('"')
        if (name := piece.strip(",")).startswith((f"{base}/wp-content/", f"{base}/wp-includes/"))
    ]
