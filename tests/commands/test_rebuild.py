"""The log is the truth: the store is deleted, made again, and says the same to the byte."""

import multiprocessing
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from archiver.commands.place import PROJECT
from archiver.derive import reading
from archiver.derive import rebuild as rebuild_of
from archiver.derive.rebuild import Rebuild
from archiver.derive.workers import Result, Thing, Workers
from archiver.store.engine import Store
from archiver.warc.layout import Archive, warc_name
from archiver.warc.locks import archive_shared
from tests.commands import made
from tests.commands.made import two_files
from tests.commands.told import Archiver, ask, change, warc
from tests.demo.site import DemoSite


def _dump(archiver: Archiver, folder: Path) -> str:
    told = archiver(folder, "export", "--canonical")
    assert told.status == 0, told.err
    return told.out


def _forget(folder: Path) -> None:
    for part in folder.glob("archive.sqlite*"):
        part.unlink()


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_the_rebuilt_store_is_the_live_one(archive: Path, archiver: Archiver, jobs: str) -> None:
    live = _dump(archiver, archive)
    assert live.count("\n") > 400
    _forget(archive)
    told = archiver(archive, "rebuild", "--jobs", jobs, "--json")
    assert told.status == 0, told.err
    assert told.json["captures"] == len([line for line in live.splitlines() if '"table": "captures"' in line])
    assert told.json["findings"] == []
    assert _dump(archiver, archive) == live
    assert multiprocessing.active_children() == []


class _FarAhead(Workers):
    """As if each thing had a process of its own: all is computed before anything of it is written."""

    def each(
        self, work: Callable[[Thing], Result], things: Iterable[Thing]
    ) -> Iterator[tuple[Thing, Result]]:
        return iter([(thing, work(thing)) for thing in things])


@pytest.mark.parametrize("turned", [False, True])
def test_articles_settled_apart_agree_on_whose_a_comment_is(
    tmp_path: Path, archiver: Archiver, monkeypatch: pytest.MonkeyPatch, *, turned: bool
) -> None:
    """Another article takes over a thread. Side by side neither knows what the other makes of its comments."""
    monkeypatch.setattr(rebuild_of, "SETTLED_TOGETHER", 1)
    old, new = [post for post in DemoSite(made.BASE).posts if post.said and not post.protected][:2]
    body = DemoSite(made.BASE).answer(old.path).body.replace(old.path.encode(), new.path.encode())
    taken = made.response(body.replace(f"-{old.id}".encode(), f"-{new.id}".encode()))
    archive, numbers = Archive(tmp_path / "archive"), made.ids("a")
    name = warc_name(made.SITE, made.AT, 0)
    start = made.info(name, made.AT, numbers)
    met = [old, new][:: -1 if turned else 1]
    log = [
        start,
        *made.exchange(met[0].path, made.AT + timedelta(minutes=1), start, numbers),
        *made.exchange(met[1].path, made.AT + timedelta(minutes=2), start, numbers),
        *made.exchange(old.path, made.AT + timedelta(minutes=3), start, numbers),
        *made.exchange(new.path, made.AT + timedelta(minutes=4), start, numbers, answer=taken),
    ]
    made.write(archive.collection(made.SITE).archive / name, log)
    dumps = []
    for workers in (Workers(1), _FarAhead(1)):
        rebuild = Rebuild(archive, archive.database, tell=lambda *_told: None)
        rebuild.derive(workers)
        rebuild.adopt()
        dumps.append(_dump(archiver, archive.root))
    last = f"SELECT record_id FROM captures WHERE url LIKE '%{new.path}' ORDER BY captured_at DESC LIMIT 1"
    shown = (
        "SELECT DISTINCT a.url FROM sightings s JOIN captures k ON k.id = s.capture_id"
        " JOIN comments c ON c.id = s.comment_ref JOIN articles a ON a.id = c.article_id"
    )
    assert ask(archive.root, f"{shown} WHERE k.record_id = ({last})") == [(made.BASE + new.path,)]
    assert dumps[0] == dumps[1]


def test_a_sound_archive_differs_in_nothing(archive: Path, archiver: Archiver) -> None:
    live = _dump(archiver, archive)
    told = archiver(archive, "rebuild", "--jobs", "1")
    assert told.status == 0, told.out
    assert "The old database said the same." in told.out
    assert str(archive) in told.err
    assert _dump(archiver, archive) == live
    assert not list(archive.glob("*.rebuilding*"))


CHANGES = {
    "changed": "UPDATE comment_versions SET text = 'I never said this' WHERE id = (SELECT max(id) FROM comment_versions)",
    "added": "DELETE FROM events WHERE id = 2",
    "removed": "INSERT INTO notes VALUES ('urn:uuid:forged', 'run', '2020-01-01T00:00:00.000000Z', 'limit', '{}')",
}


@pytest.mark.parametrize("kind", CHANGES)
def test_a_dry_run_prints_a_row_that_was_changed_by_hand(
    archive: Path, archiver: Archiver, kind: str
) -> None:
    assert change(archive, CHANGES[kind]) == 1
    before = _dump(archiver, archive)
    told = archiver(archive, "rebuild", "--dry-run", "--jobs", "1", "--json")
    assert told.status == 1
    difference, summary = told.lines
    assert difference["difference"] == kind
    assert sum(sum(counts.values()) for counts in summary["differences"].values()) == 1
    assert not summary["copied"]
    assert _dump(archiver, archive) == before
    plain = archiver(archive, "rebuild", "--dry-run", "--jobs", "1")
    assert plain.out.startswith(f"{kind} {difference['table']} ")
    assert archiver(archive, "rebuild", "--jobs", "1").status == 1  # it differed, and is mended
    assert archiver(archive, "rebuild", "--jobs", "1").status == 0


class _Enough(Exception):
    """The rebuild is stopped here."""


@pytest.mark.parametrize("stop_after", [1, 2])
def test_a_stopped_rebuild_is_gone_on_with(
    archive: Path, archiver: Archiver, monkeypatch: pytest.MonkeyPatch, stop_after: int
) -> None:
    monkeypatch.setattr(reading, "CHUNK_ITEMS", 10)
    live = _dump(archiver, archive)
    _forget(archive)
    told: list[int] = []

    def tell(stage: str, done: int, _total: int) -> None:
        told.append(done)
        if stage == "reading" and len(told) > stop_after:
            raise _Enough

    rebuild = Rebuild(Archive(archive), archive / "archive.sqlite", tell=tell)
    with pytest.raises(_Enough):
        rebuild.derive(Workers(1))
    assert ask_rebuilding(archive) > 0
    again = archiver(archive, "rebuild", "--jobs", "1", "--json")
    assert again.status == 0, again.err
    assert again.json["resumed"]
    whole = live.count('"table": "captures"')
    assert 0 < again.json["captures"] < whole
    assert _dump(archiver, archive) == live


def test_a_stopped_rebuild_begins_anew_where_a_file_that_it_has_read_is_another(
    archive: Path, archiver: Archiver
) -> None:
    live = _dump(archiver, archive)

    def tell(stage: str, _done: int, _total: int) -> None:
        if stage == "settling":
            raise _Enough

    with pytest.raises(_Enough):
        Rebuild(Archive(archive), archive / "archive.sqlite", tell=tell).derive(Workers(1))
    assert ask_rebuilding(archive) > 0
    path = warc(archive)
    os.utime(path, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns + 1))
    again = archiver(archive, "rebuild", "--jobs", "1", "--json")
    assert not again.json["resumed"]
    assert again.json["captures"] == live.count('"table": "captures"')


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_killed_rebuild_harms_nothing(archive: Path, archiver: Archiver, number: signal.Signals) -> None:
    live = _dump(archiver, archive)
    running = subprocess.Popen(
        [sys.executable, "-m", "archiver.commands.main", "rebuild", "--jobs", "2"],
        env={**os.environ, "ARCHIVER_OUTPUT": str(archive)},
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    while not (archive / "archive.sqlite.rebuilding").exists() and running.poll() is None:
        threading.Event().wait(0.002)
    running.send_signal(number)
    _, said = running.communicate(timeout=60)
    ends = {-9} if number == signal.SIGKILL else {128 + number}
    if (
        number == signal.SIGINT
    ):  # so CPython ends where it came in text that exec was given, as dataclasses do: 130 to a shell
        ends.add(-signal.SIGINT)
    assert running.returncode in ends, said
    assert _dump(archiver, archive) == live
    assert archiver(archive, "rebuild", "--jobs", "1").status == 0
    assert _dump(archiver, archive) == live
    assert not list(archive.glob("*.rebuilding*"))


def ask_rebuilding(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "archive.sqlite.rebuilding")) as store:
        return int(store.execute("SELECT count(*) FROM captures").fetchone()[0])


def test_a_rebuild_by_other_code_begins_anew(archive: Path, archiver: Archiver) -> None:
    _forget(archive)
    Store(f"sqlite:///{archive}/archive.sqlite.rebuilding").close()
    (archive / "archive.sqlite.rebuilding.json").write_text('{"code": "another", "files": {}}')
    change_rebuilding = archive / "archive.sqlite.rebuilding"
    with closing(sqlite3.connect(change_rebuilding)) as store, store:
        store.execute("INSERT INTO notes VALUES ('urn:uuid:stale', 'r', 't', 'limit', '{}')")
    told = archiver(archive, "rebuild", "--jobs", "1", "--json")
    assert not told.json["resumed"]
    assert ask(archive, "SELECT count(*) FROM notes WHERE record_id = 'urn:uuid:stale'") == [(0,)]


def test_readers_are_undisturbed(archive: Path, archiver: Archiver) -> None:
    change(archive, CHANGES["changed"])
    with closing(sqlite3.connect(f"file:{archive}/archive.sqlite?mode=ro", uri=True)) as reader:
        query = "SELECT count(*) FROM comment_versions WHERE text = 'I never said this'"
        reader.execute("BEGIN")
        assert reader.execute(query).fetchone() == (1,)
        assert archiver(archive, "rebuild", "--jobs", "1").status == 1
        assert reader.execute(query).fetchone() == (1,)  # its own moment
        reader.execute("COMMIT")
        assert reader.execute(query).fetchone() == (0,)  # the same open file, the new rows


def test_a_file_that_is_no_database_is_kept(archive: Path, archiver: Archiver) -> None:
    live = _dump(archiver, archive)
    _forget(archive)
    (archive / "archive.sqlite").write_bytes(b"something else entirely" * 100)
    told = archiver(archive, "rebuild", "--jobs", "1")
    assert told.status == 1
    assert (archive / "archive.sqlite.broken-1").read_bytes().startswith(b"something else")
    assert _dump(archiver, archive) == live


def test_behind_damage_the_rest_is_read(archive: Path, archiver: Archiver) -> None:
    captures = ask(archive, 'SELECT "offset", length FROM captures ORDER BY "offset"')
    offset, length = captures[5]
    path = warc(archive)
    data = bytearray(path.read_bytes())
    data[offset + length // 2] ^= 0xFF
    path.write_bytes(data)
    told = archiver(archive, "rebuild", "--jobs", "1")
    assert told.status == 1
    assert f"damage: {path.name} at byte {offset}" in told.out
    assert ask(archive, "SELECT count(*) FROM captures") == [(len(captures) - 1,)]


def test_a_revisit_is_joined_with_a_record_in_a_file_that_comes_later(
    tmp_path: Path, archiver: Archiver
) -> None:
    """Two runs side by side: what the one refers to stands in the other's file, which is read after it."""
    earlier, later = two_files(Archive(tmp_path))
    told = archiver(tmp_path, "rebuild", "--jobs", "1")
    assert told.status == 0, told.out
    rows = ask(tmp_path, "SELECT warc, kind, page_kind FROM captures ORDER BY warc")
    assert rows == [(earlier.name, "revisit", "article"), (later.name, "response", "article")]
    assert ask(tmp_path, "SELECT count(*) FROM article_sightings") == [(2,)]
    ends = dict(ask(tmp_path, "SELECT warc, derived_to FROM warc_files"))
    assert ends == {path.name: path.stat().st_size for path in (earlier, later)}


def test_a_revisit_of_a_record_that_is_nowhere_is_a_finding(tmp_path: Path, archiver: Archiver) -> None:
    _, later = two_files(Archive(tmp_path))
    later.unlink()
    told = archiver(tmp_path, "rebuild", "--jobs", "1")
    assert told.status == 1
    assert "which is nowhere" in told.out
    assert ask(tmp_path, "SELECT kind FROM captures") == [("revisit",)]


def test_who_holds_the_archive_is_told(archive: Path, archiver: Archiver) -> None:
    with archive_shared(Archive(archive)):
        told = archiver(archive, "rebuild")
    assert told.status == 4
    assert "is in use by process" in told.err


def test_what_an_archivist_made_for_themselves_stays(archive: Path, archiver: Archiver) -> None:
    change(archive, "CREATE TABLE my_tags (site TEXT, comment_id INTEGER, tag TEXT)")
    change(archive, "INSERT INTO my_tags SELECT site, comment_id, 'first' FROM v_comments LIMIT 1")
    change(
        archive,
        "CREATE VIEW my_comments AS SELECT tag, text FROM my_tags JOIN v_comments USING (site, comment_id)",
    )
    mine = ask(archive, "SELECT * FROM my_comments")
    assert mine
    assert archiver(archive, "verify", "--jobs", "1").status == 0
    told = archiver(archive, "rebuild", "--jobs", "1")
    assert (told.status, told.out.count("said the same")) == (0, 1), told.out
    assert ask(archive, "SELECT * FROM my_comments") == mine
    change(archive, "UPDATE comment_versions SET text = 'I never said this'")
    assert archiver(archive, "repair", "--do", "--jobs", "1").status == 0
    assert ask(archive, "SELECT * FROM my_comments") == mine
    assert archiver(archive, "verify", "--jobs", "1").status == 0


def test_what_is_nobody_s_is_told_and_kept_in_the_old_database(archive: Path, archiver: Archiver) -> None:
    change(archive, "CREATE TABLE tags (tag TEXT)")
    change(archive, "INSERT INTO tags VALUES ('first')")
    verified = archiver(archive, "verify", "--jobs", "1")
    assert verified.status == 1
    assert "table tags is none of this version's (what is your own begins with my_" in verified.out
    dry = archiver(archive, "rebuild", "--dry-run", "--jobs", "1")
    assert dry.status == 1
    assert "named my_…: table tags\n" in dry.out
    assert ask(archive, "SELECT * FROM tags") == [("first",)]
    told = archiver(archive, "rebuild", "--jobs", "1")
    assert told.status == 1
    assert "table tags; the old one is kept as archive.sqlite.replaced-0" in told.out
    assert archiver(archive, "verify", "--jobs", "1").status == 0
    with closing(sqlite3.connect(archive / "archive.sqlite.replaced-0")) as kept:
        assert kept.execute("SELECT * FROM tags").fetchall() == [("first",)]
