"""Second witnesses in real crawls: one that refuses is let be, and one that contradicts the pages is a problem."""

import json
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue

import pytest

from archiver.store.dump import canonical
from archiver.store.engine import Store
from tests.crawling import crawl_caracas, crawl_command, crawl_environment
from tests.machine import ROOT
from tests.threads.server import Piece, Reply, Site, piece

COMMENTS = "/wp-json/wp/v2/comments"


def _flat(number: int, slug: str) -> Piece:
    """A thread on which no page tells who answers whom."""
    one = piece(number, slug)
    one.thread.settings = replace(one.thread.settings, threaded=False)
    return one


def _asked(site: Site) -> int:
    return sum(path.startswith(COMMENTS) for path in site.asked)


def _rows(folder: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(f"file:{folder / 'archive.sqlite'}?mode=ro", uri=True)) as store:
        return store.execute(sql).fetchall()


def _records(one: Piece, **parents: int) -> str:
    """REST's list, with the true parents unless ``parents`` (c101=100) say otherwise."""
    return json.dumps(
        [
            {
                "id": reply.number,
                "post": one.number,
                "parent": parents.get(f"c{reply.number}", reply.parent or 0),
                "author_name": f"Reader {reply.number}",
                "author_url": "",
                "date_gmt": reply.date.replace(tzinfo=None).isoformat(),
                "content": {"rendered": "<p>words</p>"},
                "link": f"{one.path}#comment-{reply.number}",
                "type": "comment",
            }
            for reply in one.thread.replies.values()
        ]
    )


def test_a_witness_that_refuses_is_asked_once_and_then_let_be(tmp_path: Path) -> None:
    with Site([_flat(100, "one"), _flat(101, "two")]) as site:
        site.others[COMMENTS] = Reply(status=401, body='{"code":"rest_forbidden"}')
        assert crawl_caracas(site.base, tmp_path, "-s", "ARCHIVER_WITNESSES=none").status == 0
        assert _asked(site) == 0
        done = crawl_caracas(site.base, tmp_path, "-a", "mode=all")
        assert (done.status, _asked(site)) == (0, 1), done.said  # what it refuses is no fault of the site's
        crawl_caracas(site.base, tmp_path, "-a", "mode=all")
        assert _asked(site) == 1
    assert _rows(tmp_path, "SELECT DISTINCT parent_witness FROM v_comments") == [(None,)]


def _archiver(folder: Path, *words: str) -> str:
    program = Path(sys.executable).parent / "archiver"
    environment = crawl_environment(folder)
    done = subprocess.run([program, *words], env=environment, capture_output=True, text=True, check=True)
    return done.stdout


def _assert_witness_is_printed(folder: Path, held: list[tuple[object, ...]]) -> None:
    """By ``archiver thread`` and ``show``: each parent, and that there is none, is REST's word."""
    (url,) = _rows(folder, "SELECT DISTINCT article_url FROM v_comments")[0]
    plain = _archiver(folder, "thread", str(url))
    for number, parent in held:
        assert f"answers {f'#{parent}' if parent else 'nobody'} by REST" in plain
        shown = _archiver(folder, "show", str(number))
        assert f"in answer to {parent or 'nobody'}" in shown
        assert "as REST tells)" in shown
        (told,) = json.loads(_archiver(folder, "show", str(number), "--json"))
        assert told["comment"]["parent_witness"] == "rest"
        assert {(one["witness"], one["parent_id"]) for one in told["testimonies"]} >= {("rest", parent)}
    assert "told of by REST" in shown


def test_rest_tells_the_tree_of_a_flat_thread_and_a_contradiction_is_a_problem(tmp_path: Path) -> None:
    flat, told = _flat(100, "flat"), piece(101, "told")
    reply = next(reply.number for reply in told.thread.replies.values() if reply.parent)
    first = min(told.thread.replies)
    with Site([flat]) as site:
        site.others[COMMENTS] = Reply(body=_records(flat), headers={"Content-Type": "application/json"})
        assert crawl_caracas(site.base, tmp_path).status == 0
        held = _rows(tmp_path, "SELECT comment_id, parent_id FROM v_comments ORDER BY 1")
        assert held == sorted((number, each.parent) for number, each in flat.thread.replies.items())
        assert _rows(tmp_path, "SELECT DISTINCT parent_witness FROM v_comments") == [("rest",)]
        _assert_witness_is_printed(tmp_path, held)
        site.pieces["told"] = told
        told.thread.add(told.thread.add(reply))  # below the limit: the page can't tell
        wrong = _records(told, **{f"c{reply}": first})
        site.others[COMMENTS] = Reply(body=wrong, headers={"Content-Type": "application/json"})
        for _ in range(2):
            crawl_caracas(site.base, tmp_path, "-a", "mode=all")
    ((kind, detail, article),) = _rows(tmp_path, "SELECT kind, detail, article_id FROM problems")
    assert kind == "witnesses-disagree-parent"
    assert f"comment {reply} answers {first} by rest" in str(detail)
    assert article is not None
    live = Store(f"sqlite:///{tmp_path / 'archive.sqlite'}", read_only=True)
    with live.reading() as connection:
        assert any(row.table == "testimonies" for row in canonical(connection))
    live.close()


class KillingSite(Site):
    """A site that kills the crawl of ``victims`` which asks it for ``fatal``, or tells it to end (``number``), before that
    is answered.
    """

    def __init__(self, pieces: list[Piece], fatal: str, number: int = signal.SIGKILL) -> None:
        super().__init__(pieces)
        self.fatal = fatal
        self.number = number
        self.victims: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()

    def answer(self, path: str) -> Reply:
        reply = super().answer(path)
        if self.fatal and self.fatal in path:
            self.fatal = ""
            victim = self.victims.get()
            victim.send_signal(self.number)
            victim.wait(timeout=60)
        return reply

    def kill_a_crawl(self, folder: Path) -> None:
        command = crawl_command("-a", f"base={self.base}")
        environment = crawl_environment(folder)
        with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL) as process:
            self.victims.put(process)
        assert process.returncode == (-self.number if self.number == signal.SIGKILL else 128 + self.number)


def _questions(site: Site) -> list[str]:
    """What was asked of REST since this was last asked: post and page of each question."""
    asked = [path.partition("post=")[2] for path in site.asked if path.startswith(COMMENTS)]
    site.asked.clear()
    return sorted(f"{path.partition('&')[0]}, page {path.rpartition('=')[2]}" for path in asked)


def _check_rebuilt(folder: Path) -> None:
    live = _archiver(folder, "export", "--canonical")
    _archiver(folder, "rebuild", "--jobs", "1")
    assert _archiver(folder, "export", "--canonical") == live


def test_what_a_killed_run_did_not_ask_of_rest_is_asked_by_the_next(tmp_path: Path) -> None:
    one = _flat(100, "one")
    with KillingSite([one], fatal=COMMENTS) as site:
        site.others[COMMENTS] = Reply(body=_records(one), headers={"Content-Type": "application/json"})
        site.kill_a_crawl(tmp_path)
        assert one.path in site.asked
        site.asked.clear()
        done = crawl_caracas(site.base, tmp_path)
        assert done.status == 0, done.said
        assert one.path not in site.asked  # its thread is whole: only the question was left
        assert _questions(site) == ["100, page 1"]
        crawl_caracas(site.base, tmp_path)
        assert _questions(site) == []
    _check_rebuilt(tmp_path)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_list_of_rest_that_a_killed_run_had_begun_is_gone_on_with_by_the_next(
    number: int, tmp_path: Path
) -> None:
    """What is in flight when a run is told to end is captured as it fails: that was not asked."""
    one = _flat(100, "one")
    headers = {"Content-Type": "application/json", "X-WP-TotalPages": "3"}
    with KillingSite([one], fatal="page=2", number=number) as site:
        site.others[COMMENTS] = Reply(body=_records(one), headers=headers)
        site.kill_a_crawl(tmp_path)
        site.asked.clear()
        crawl_caracas(site.base, tmp_path, "-a", "mode=new")
        assert _questions(site) == ["100, page 2", "100, page 3"]
        crawl_caracas(site.base, tmp_path)
        assert _questions(site) == []
    _check_rebuilt(tmp_path)


def test_a_run_for_one_article_does_not_forget_a_list_that_a_killed_run_had_begun(tmp_path: Path) -> None:
    one, two = _flat(100, "one"), piece(101, "two")
    headers = {"Content-Type": "application/json", "X-WP-TotalPages": "3"}
    with KillingSite([one, two], fatal="page=2") as site:
        site.others[COMMENTS] = Reply(body=_records(one), headers=headers)
        site.kill_a_crawl(tmp_path)
        site.asked.clear()
        assert crawl_caracas(site.base, tmp_path, "-a", f"url={site.url('two')}").status == 0
        assert _questions(site) == []
        crawl_caracas(site.base, tmp_path, "-a", "mode=new")
        assert _questions(site) == ["100, page 2", "100, page 3"]
        crawl_caracas(site.base, tmp_path, "-a", "mode=new")
        assert _questions(site) == []
    _check_rebuilt(tmp_path)


def test_a_run_without_requisites_does_not_forget_what_pages_of_a_killed_run_lack(tmp_path: Path) -> None:
    one, two = piece(100, "one"), piece(101, "two")
    picture = "/late.png"
    with KillingSite([one, two], fatal=picture) as site:
        shown = site.fresh(one, None).body.replace("<article", f'<img src="{picture}"><article', 1)
        assert picture in shown
        one.instead = lambda _piece, _number: Reply(body=shown)
        site.kill_a_crawl(tmp_path)
        site.asked.clear()
        only = ("-a", f"url={site.url('two')}")
        assert crawl_caracas(site.base, tmp_path, *only, "-s", "REQUISITES_ENABLED=0").status == 0
        assert picture not in site.asked
        assert crawl_caracas(site.base, tmp_path, *only).status == 0
        assert picture in site.asked
        assert one.path not in site.asked
        site.asked.clear()
        assert crawl_caracas(site.base, tmp_path, *only).status == 0
        assert picture not in site.asked
