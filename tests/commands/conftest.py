"""A real archive of the demo site, crawled twice, with a change between; each test gets a copy."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from archiver.commands.main import run
from tests.commands.told import Told
from tests.crawling import crawl_caracas
from tests.demo.model import Post
from tests.demo.server import DemoServer

EDITED = "These words were put in later, for the others gave offence."


def _changed(posts: tuple[Post, ...], last: int) -> tuple[Post, ...]:
    """The site a day later: the newest comment (of the post ``last``) is gone, the first one reads differently."""
    changed = []
    for post in posts:
        said = post.said
        if post.id == last:
            said = said[:-1]
        elif post.said and post is min((one for one in posts if one.said), key=lambda one: one.published):
            said = (replace(said[0], text=f"<p>{EDITED}</p>"), *said[1:])
        changed.append(replace(post, said=said))
    return tuple(changed)


@pytest.fixture(scope="session")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive's folder. Don't change anything in it: ask for ``archive``."""
    folder = tmp_path_factory.mktemp("crawled") / "archive"
    with DemoServer() as server:
        first = crawl_caracas(server.base_url, folder, "-a", "mode=all")
        assert first.status == 0, first.said
        newest = max(server.truth.comments, key=lambda comment: comment.id)
        server.site.posts = _changed(server.site.posts, newest.post)
        second = crawl_caracas(server.base_url, folder, "-a", "mode=all")
        assert second.status == 0, second.said
    return folder


@pytest.fixture
def archive(crawled: Path, tmp_path: Path) -> Path:
    """A copy of its own."""
    folder = tmp_path / "archive"
    shutil.copytree(crawled, folder)
    return folder


@pytest.fixture
def archiver(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Told]:
    """Run ``archiver`` in this process: ``archiver(FOLDER, WORDS…)``."""

    def call(folder: Path, *words: str) -> Told:
        monkeypatch.setenv("ARCHIVER_OUTPUT", str(folder))
        monkeypatch.delenv("ARCHIVER_DATABASE", raising=False)
        capsys.readouterr()
        status = run(words)
        said = capsys.readouterr()
        return Told(status=int(status), out=said.out, err=said.err)

    return call
