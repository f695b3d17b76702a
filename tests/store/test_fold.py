"""The fold: what comes twice is held once, and the order of arrival can't matter."""

import os
import random
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from archiver.derive.catch_up import catch_up
from archiver.derive.code import signature
from archiver.derive.fold import Batch, fold
from archiver.derive.land import process
from archiver.items import Landed, Note, RunStart
from archiver.sites import site_of_run
from archiver.store.engine import Store
from archiver.store.files import derived_to
from archiver.warc.captures import Captured, Noted, captures_in, whole_block
from archiver.warc.layout import Archive, Collection, marker_of
from archiver.warc.reader import records
from archiver.warc.tail import tend
from tests.crawling import crawl_caracas
from tests.demo.server import DemoServer
from tests.store.dump import facts

HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """Two crawls of the demo site."""
    folder = tmp_path_factory.mktemp("archive")
    with DemoServer() as server:
        for _ in range(2):
            done = crawl_caracas(server.base_url, folder, "-a", "mode=all")
            assert done.status == 0, done.said
    return Archive(folder)


def _collection(archive: Archive) -> Collection:
    (collection,) = archive.collections()
    return collection


def _url(path: Path) -> str:
    return f"sqlite:///{path}"


@pytest.fixture
def arrived(archive: Archive) -> list[RunStart | Noted | Landed]:
    """All that the log tells, as it was landed."""
    told: list[RunStart | Noted | Landed] = []
    bases: dict[str, str] = {}
    blocks: dict[str | None, bytes] = {}
    for path in _collection(archive).warcs():
        for found in captures_in(records(path)):
            if isinstance(found, Captured):
                site = site_of_run(found.site or "", bases[found.capture.run])
                block = blocks[found.capture.record_id] = found.block
                if found.capture.kind == "revisit":
                    block = whole_block(found.record, blocks[found.capture.refers_to])
                told.append(process(found.capture, block, site))
                continue
            if isinstance(found, RunStart):
                bases[found.run] = found.fields["base"]
            told.append(found)
    return told


def _fold_all(database: Path, arrived: list[RunStart | Noted | Landed], size: int) -> None:
    store = Store(_url(database))
    for begin in range(0, len(arrived), size):
        batch = Batch()
        for item in arrived[begin : begin + size]:
            match item:
                case RunStart():
                    batch.starts.append(item)
                case Noted():
                    batch.notes.append((item.site or "", item.note))
                case Landed():
                    batch.sheet.add(item)
        fold(store, batch)
    store.close()


def test_the_live_store_equals_one_derived_from_the_files(archive: Archive, tmp_path: Path) -> None:
    store = Store(_url(tmp_path / "again.sqlite"))
    done = catch_up(store, archive, _collection(archive))
    store.close()
    assert done.findings == []
    assert facts(tmp_path / "again.sqlite") == facts(archive.database)


def test_derived_twice_is_derived_once(archive: Archive, tmp_path: Path) -> None:
    store = Store(_url(tmp_path / "again.sqlite"))
    catch_up(store, archive, _collection(archive))
    with closing(sqlite3.connect(tmp_path / "again.sqlite")) as plain, plain:
        plain.execute("UPDATE warc_files SET derived_to = 0")
    before = facts(tmp_path / "again.sqlite")
    catch_up(store, archive, _collection(archive))
    store.close()
    assert facts(tmp_path / "again.sqlite") == before


def test_a_store_says_which_code_derived_it_while_no_other_did(archive: Archive, tmp_path: Path) -> None:
    database = tmp_path / "again.sqlite"

    def derived(sql: str) -> int:
        with closing(sqlite3.connect(database)) as plain, plain:
            plain.execute(sql)
        store = Store(_url(database))
        catch_up(store, archive, _collection(archive))
        store.close()
        with closing(sqlite3.connect(database)) as plain:
            return int(plain.execute("PRAGMA application_id").fetchone()[0])

    again = "UPDATE warc_files SET derived_to = 0"
    assert derived("SELECT 1") == signature()
    assert derived(again) == signature()
    with closing(sqlite3.connect(database)) as plain:
        plain.execute("PRAGMA application_id = 7")
    assert derived(again) == 0
    assert derived(again) == 0


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_arrival_cant_matter(
    archive: Archive, arrived: list[RunStart | Noted | Landed], tmp_path: Path, seed: int
) -> None:
    shuffled = list(arrived)
    chance = random.Random(seed)
    chance.shuffle(shuffled)
    _fold_all(tmp_path / "shuffled.sqlite", shuffled, chance.choice([1, 7, 50]))
    assert facts(tmp_path / "shuffled.sqlite") == facts(archive.database)


def test_a_store_of_last_week_catches_up(archive: Archive, tmp_path: Path) -> None:
    """A database copied before the second crawl, beside the WARC files of both."""
    shutil.copytree(archive.root, tmp_path / "copy")
    copy = Archive(tmp_path / "copy")
    with closing(sqlite3.connect(copy.database)) as plain:
        (half,) = plain.execute(
            'SELECT min("offset") FROM captures WHERE run = (SELECT run FROM runs ORDER BY started_at DESC LIMIT 1)'
        ).fetchone()
    copy.database.unlink()
    for leftover in copy.root.glob("archive.sqlite-*"):
        leftover.unlink()
    (path,) = _collection(copy).warcs()
    whole = path.read_bytes()
    path.write_bytes(whole[:half])
    store = Store(_url(copy.database))
    assert catch_up(store, copy, _collection(copy)).findings == []
    path.write_bytes(whole)
    assert catch_up(store, copy, _collection(copy)).findings == []
    store.close()
    assert facts(copy.database) == facts(archive.database)


def test_a_request_whose_answer_was_cut_off_is_not_called_derived(archive: Archive, tmp_path: Path) -> None:
    """It is moved aside with the torn bytes, and the next record begins where it stood."""
    shutil.copytree(archive.root, tmp_path / "copy")
    copy = Archive(tmp_path / "copy")
    path = list(_collection(copy).warcs())[-1]
    answer = [place for record, place in records(path) if record.type == "response"][-1]
    os.truncate(path, answer.offset + answer.length // 2)
    marker_of(path).touch()
    store = Store(_url(tmp_path / "again.sqlite"))
    catch_up(store, copy, _collection(copy))
    with store.reading() as connection:
        end = derived_to(connection)[path.name]
    store.close()
    tended = tend(path, 0)
    assert tended.torn_bytes > answer.length // 2  # the request went too
    assert end == tended.kept_to


def test_a_note_is_kept_once(tmp_path: Path, arrived: list[RunStart | Noted | Landed]) -> None:
    notes: list[Note] = [item.note for item in arrived if isinstance(item, Noted)]
    assert {note.kind for note in notes} >= {"look-start", "run-end"}
    assert len({note.record_id for note in notes}) == len(notes)


@pytest.mark.parametrize("size", [1, 100])
def test_a_comment_belongs_to_the_article_that_shows_it_last(
    tmp_path: Path, arrived: list[RunStart | Noted | Landed], size: int
) -> None:
    """Settled together or one after the other: a thread that was taken over by another article is that one's."""
    shown: dict[str, Landed] = {}
    for item in arrived:
        if isinstance(item, Landed) and item.facts and item.facts.thread and item.facts.thread.comments:
            shown.setdefault(item.page_url or "", item)
    after, before = sorted(shown.values(), key=lambda item: item.capture.captured_at)[:2]
    assert before.facts is not None
    assert before.facts.thread is not None
    assert after.facts is not None
    assert after.facts.thread is not None
    taken = before.facts.thread.comments
    later = replace(
        after,
        capture=replace(after.capture, record_id="urn:later", captured_at=before.capture.captured_at + HOUR),
        facts=replace(after.facts, thread=replace(after.facts.thread, comments=taken)),
    )
    _fold_all(tmp_path / "a.sqlite", [after, before, later], size)  # the one that takes over has the lower id
    with closing(sqlite3.connect(tmp_path / "a.sqlite")) as store:
        numbers = [comment.comment_id for comment in taken]
        marks = ", ".join("?" * len(numbers))
        found = store.execute(
            "SELECT DISTINCT a.url FROM comments c JOIN articles a ON a.id = c.article_id"
            f" WHERE c.comment_id IN ({marks})",
            numbers,
        ).fetchall()
    assert found == [(later.page_url,)]
