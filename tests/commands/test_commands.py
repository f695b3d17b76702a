"""What the command line answers, and how it ends."""

import argparse
import csv
import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from archiver.commands import main, place, status
from archiver.commands.progress import line
from archiver.errors import Exit
from archiver.warc.layout import Archive
from archiver.warc.locks import archive_shared
from archiver.warc.reader import record_at
from tests.commands.conftest import EDITED
from tests.commands.made import page, some_article
from tests.commands.told import Archiver, ask, change, warc
from tests.house.reference import commands

# How it ends


@pytest.mark.parametrize("name", [command.NAME for command in main.COMMANDS])
def test_each_command_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main.run([name, "--help"])
    assert end.value.code == 0
    said = capsys.readouterr().out
    assert len(said) > 100
    assert name in commands()


@pytest.mark.parametrize(
    "words", [["status", "--foo"], ["stat"], [], ["show", "ten"], ["events", "--kind", "lost"]]
)
def test_what_is_unknown_is_wrong_usage(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main.run(words)
    assert end.value.code == 2
    assert "usage: archiver" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ["export"],
        ["export", "rows"],
        ["export", "--canonical", "comments"],
        ["export", "--canonical", "--format", "csv"],
        ["rebuild", "--jobs", "0"],
        ["events", "--since", "lately"],
        ["thread", "http://demo.test/", "--diff", "2019-01-02", "2019-01-01"],
    ],
    ids=" ".join,
)
def test_so_is_what_makes_no_sense(archive: Path, archiver: Archiver, words: list[str]) -> None:
    assert archiver(archive, *words).status == 2


def test_the_archive_is_named(archive: Path, archiver: Archiver, monkeypatch: pytest.MonkeyPatch) -> None:
    assert f"Archive {archive}\n" in archiver(archive, "status").err
    assert "database" not in archiver(archive, "status").err
    monkeypatch.setenv("ARCHIVER_OUTPUT", str(archive))
    monkeypatch.setenv("ARCHIVER_DATABASE", "sqlite:///elsewhere.sqlite")
    assert place.Place.from_environment().told().endswith(", database sqlite:///elsewhere.sqlite")


def test_no_database_is_bad_input(tmp_path: Path, archiver: Archiver) -> None:
    told = archiver(tmp_path, "status")
    assert told.status == 3
    assert "there is no database" in told.err
    assert list(tmp_path.iterdir()) == []


def _age(folder: Path) -> None:
    change(folder, "DROP VIEW v_threads")
    change(folder, "CREATE VIEW v_threads AS SELECT 1 AS old")
    change(folder, "PRAGMA user_version = 1")


@pytest.mark.parametrize("words", [["status"], ["events"], ["search", "power"], ["export", "comments"]])
def test_views_of_another_version_are_renewed_by_who_reads(
    archive: Path, archiver: Archiver, words: list[str]
) -> None:
    expected = archiver(archive, *words)
    _age(archive)
    told = archiver(archive, *words)
    assert (told.status, told.out) == (expected.status, expected.out), told.err


def test_views_that_can_not_be_renewed_are_told_with_what_to_type(archive: Path, archiver: Archiver) -> None:
    _age(archive)
    change(archive, "DROP VIEW v_threads")
    change(archive, "CREATE TABLE v_threads (a)")  # where a view is to stand: its making fails
    told = archiver(archive, "status")
    assert told.status == Exit.STORAGE
    assert "run 'archiver status' as a user who may write" in told.err


def test_a_bug_is_unexpected(archive: Path, archiver: Archiver, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_args: argparse.Namespace, _place: place.Place) -> int:
        raise ZeroDivisionError("by design")

    monkeypatch.setattr(status, "run", broken)
    told = archiver(archive, "status")
    assert told.status == 8
    assert "unexpected: ZeroDivisionError: by design" in told.err


@pytest.mark.parametrize(("number", "ended"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_ends_it(
    archive: Path, archiver: Archiver, monkeypatch: pytest.MonkeyPatch, number: int, ended: int
) -> None:
    def slow(_args: argparse.Namespace, _place: place.Place) -> int:
        os.kill(os.getpid(), number)
        return 0

    monkeypatch.setattr(status, "run", slow)
    before = signal.getsignal(signal.SIGTERM)
    assert archiver(archive, "status").status == ended
    assert signal.getsignal(signal.SIGTERM) == before


def test_who_reads_only_the_beginning_is_no_error(archive: Path) -> None:
    command = f"{sys.executable} -m archiver.commands.main export --canonical; echo $? >&2"
    done = subprocess.run(
        ["bash", "-c", f"({command}) | head -1"],
        env={**os.environ, "ARCHIVER_OUTPUT": str(archive)},
        capture_output=True,
        text=True,
        check=True,
        cwd=place.PROJECT,
    )
    assert done.stdout.count("\n") == 1
    assert done.stderr == f"Archive {archive}\n0\n"


def test_the_line_of_progress() -> None:
    units = {"reading": (1e6, "MB")}
    told = line(units, "reading", 30_000_000, 100_000_000, 20_000_000, 10.0)
    assert told == "reading 30 of 100 MB (30 %), 2.0 MB/s, 35 s left"


# What it answers


def test_status(archive: Path, archiver: Archiver) -> None:
    told = archiver(archive, "status", "--json").json
    (site,) = told["sites"]
    assert told["archive"] == str(archive)
    assert site["captures"] == ask(archive, "SELECT count(*) FROM captures")[0][0]
    assert (site["vanished"], site["warc_files"]) == (1, 1)
    assert site["warc_bytes"] == warc(archive).stat().st_size
    assert site["last_run"]["finish_reason"] == "finished"
    plain = archiver(archive, "status").out
    assert f"{site['articles']} articles, {site['comments']} comments (1 vanished since)" in plain
    assert archiver(archive, "status", "--site", "nowhere").status == 3
    runs = archiver(archive, "status", "--bytes", "--json").json["sites"][0]["bytes"]
    assert len(runs) == ask(archive, "SELECT count(*) FROM runs")[0][0] > 1
    sizes = [size for run in runs for size in run["kinds"].values()]
    totals = [
        sum(size[name] for size in sizes) for name in ("captures", "bytes", "revisits", "revisit_bytes")
    ]
    assert (
        tuple(totals)
        == ask(
            archive,
            "SELECT count(*), sum(length), sum(kind = 'revisit'), sum(length * (kind = 'revisit')) FROM captures",
        )[0]
    )
    spared = "SELECT sum(o.length - k.length) FROM captures k JOIN captures o ON o.record_id = k.refers_to"
    assert sum(size["whole"] - size["bytes"] for size in sizes) == ask(archive, spared)[0][0] > 0
    assert "bytes without revisits" in archiver(archive, "status", "--bytes").out
    change(archive, "UPDATE threads SET complete = 0, reason = 'page 2 missing' WHERE article_id = 1")
    assert "(page 2 missing;" in archiver(archive, "status").out


def test_thread_by_any_of_its_addresses(archive: Path, archiver: Archiver) -> None:
    url, pages = ask(archive, "SELECT article_url, pages FROM v_threads ORDER BY held DESC LIMIT 1")[0]
    assert pages > 1
    whole = archiver(archive, "thread", url, "--json")
    (told,) = whole.json
    assert [one["comment_id"] for one in told["comments"]] == [
        row[0]
        for row in ask(
            archive, f"SELECT comment_id FROM v_comments WHERE article_url = '{url}' ORDER BY page, position"
        )
    ]
    assert told["thread"]["held"] == len(told["comments"])
    for other in (
        f"{url}comment-page-2/#comment-9",
        url.rstrip("/"),
        f"{url}?utm_source=x",
        f"{url}#respond",
    ):
        assert archiver(archive, "thread", other, "--json").json == whole.json, other
    plain = archiver(archive, "thread", url).out
    for one in told["comments"]:
        assert f"#{one['comment_id']} {one['author'] or '(no name)'}, " in plain
    assert archiver(archive, "thread", f"{url}nothing/").status == 3
    assert archiver(archive, "thread", url.partition("://")[2]).out == plain
    assert archiver(archive, "thread", "http://[").status == 3


def test_events(archive: Path, archiver: Archiver) -> None:
    latest = archiver(archive, "events", "--limit", "2", "--json").json
    assert {event["kind"] for event in latest} == {"vanished", "edited"}
    assert latest[0]["not_after"] >= latest[1]["not_after"]
    (edited,) = archiver(archive, "events", "--kind", "edited", "--json").json
    assert edited["before_evidence"] != edited["after_evidence"]
    assert isinstance(edited["detail"], dict)
    since = edited["not_before"]
    assert len(archiver(archive, "events", "--since", since, "--limit", "0", "--json").json) < len(
        archiver(archive, "events", "--limit", "0", "--json").json
    )
    of_article = archiver(archive, "events", "--article", edited["article_url"], "--json").json
    assert {event["article_url"] for event in of_article} == {edited["article_url"]}
    plain = archiver(archive, "events", "--kind", "vanished").out
    assert plain.startswith("vanished: comment ")
    assert archiver(archive, "events", "--kind", "back").out == "No such event.\n"
    assert archiver(archive, "events", "--site", edited["site"]).out.count("\n") > 1
    assert archiver(archive, "events", "--site", "elsewhere").status == 3


def test_search(archive: Path, archiver: Archiver) -> None:
    (now,) = archiver(archive, "search", '"gave offence"', "others", "--json").json
    assert (now["kind"], now["current"]) == ("comment", 1)
    assert "[gave offence]" in now["excerpt"]
    (before,) = ask(
        archive,
        f"SELECT text FROM v_comment_versions WHERE comment_id = {now['comment_id']} AND text <> '{EDITED}'",
    )[0]
    earlier = archiver(archive, "search", f'"{before}"', "--json").json
    assert [(one["comment_id"], one["current"]) for one in earlier] == [(now["comment_id"], 0)]
    assert "an earlier wording" in archiver(archive, "search", f'"{before}"').out
    assert archiver(archive, "search", "zzzz").out == "Nothing found.\n"
    for odd in ("AND", "*", "a OR", 'x"y', "(", "NEAR(", "-", "text:"):
        assert archiver(archive, "search", "--", odd).status == 0, odd
    assert archiver(archive, "search", '"').status == 2
    title = ask(archive, "SELECT title FROM v_articles WHERE title LIKE '% % %' LIMIT 1")[0][0]
    found = archiver(archive, "search", title, "--in", "articles", "--json").json
    assert title in [one["title"] for one in found]


def test_show(archive: Path, archiver: Archiver) -> None:
    (number,) = ask(archive, "SELECT comment_id FROM v_events WHERE kind = 'edited'")[0]
    (told,) = archiver(archive, "show", str(number), "--json").json
    assert [one["text"] for one in told["wordings"]][-1] == EDITED
    assert len(told["wordings"]) == 2
    assert [event["kind"] for event in told["events"]] == ["edited", "appeared"]
    assert len(told["evidence"]) >= 2
    for sight in told["evidence"]:
        assert (
            record_at(warc(archive), sight["offset"], sight["length"], sight["record_id"]).type == "response"
        )
    plain = archiver(archive, "show", str(number)).out
    assert EDITED in plain
    assert "Wording 2 of 2" in plain
    assert archiver(archive, "show", "1").status == 3
    assert archiver(archive, "show", str(number), "--site", "another").status == 3


def test_who_tells_a_time_that_the_page_does_not_is_said(archive: Path, archiver: Archiver) -> None:
    number, url = ask(archive, "SELECT comment_id, article_url FROM v_comments WHERE parent_id > 0")[0]
    for words in (("show", str(number)), ("thread", url)):
        plain = archiver(archive, *words).out
        assert "by REST" not in plain
        assert "time by" not in plain
    assert "as the page tells)" in archiver(archive, "show", str(number)).out
    at = "2018-12-11T13:00:05.000000Z"
    change(
        archive, f"UPDATE comments SET exact_at = '{at}', exact_witness = 'feed' WHERE comment_id = {number}"
    )
    assert f"published {at}, as a feed tells" in archiver(archive, "show", str(number)).out
    assert f"{at} [time by a feed]" in archiver(archive, "thread", url).out
    (told,) = archiver(archive, "show", str(number), "--json").json
    assert told["comment"]["published_source"] == "feed"


def test_export_of_views(archive: Path, archiver: Archiver, tmp_path: Path) -> None:
    for what in ("articles", "comments", "events"):
        (count,) = ask(archive, f"SELECT count(*) FROM v_{what}")[0]
        lines = archiver(archive, "export", what).lines
        assert len(lines) == count
        file = tmp_path / f"{what}.csv"
        told = archiver(archive, "export", what, str(file), "--format", "csv")
        assert (told.status, told.out) == (0, "")
        rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"), newline="")))
        assert len(rows) == count
        assert list(rows[0]) == list(lines[0])
        assert not {"article_id", "comment_ref"} & set(rows[0])
    assert isinstance(archiver(archive, "export", "articles").lines[0]["tags"], list)
    told = archiver(archive, "export", "events", str(tmp_path / "missing" / "file"))
    assert told.status == 5


def test_the_canonical_dump_is_sorted_and_names_no_id_of_ours(archive: Path, archiver: Archiver) -> None:
    rows = archiver(archive, "export", "--canonical").lines
    tables = [row["table"] for row in rows]
    assert tables == sorted(tables)
    assert {"captures", "sightings", "comments", "comment_versions", "events", "threads"} <= set(tables)
    names = {name for row in rows for name in row}
    assert not names & {"id", "capture_id", "article_id", "version_id", "comment_ref", "derived_to"}


def test_parse(archive: Path, archiver: Archiver, tmp_path: Path) -> None:
    path = some_article()
    block = page(path)
    for name, data in (("answer", block), ("body.html", block.partition(b"\r\n\r\n")[2])):
        (tmp_path / name).write_bytes(data)
        url = f"https://www.caracaschronicles.com{path}"
        told = archiver(archive, "parse", str(tmp_path / name), "--url", url)
        assert told.status == 0, told.err
        assert (told.json["site"], told.json["kind"], told.json["problems"]) == ("caracas", "article", [])
        assert len(told.json["articles"]) == 1
        assert told.json["comments"]
        assert told.json["comments"][0]["published"]["at"].endswith("Z")
    elsewhere = archiver(archive, "parse", str(tmp_path / "body.html"), "--url", f"http://demo.test{path}")
    assert elsewhere.json["site"].startswith("wordpress@demo.test")
    named = archiver(
        archive, "parse", str(tmp_path / "answer"), "--url", f"http://demo.test{path}", "--site", "caracas"
    )
    assert named.json["site"].startswith("caracas@demo.test")
    assert named.json["permalink"] == f"http://demo.test{path}"
    assert archiver(archive, "parse", str(tmp_path / "none"), "--url", "http://demo.test/").status == 3
    assert archiver(archive, "parse", str(tmp_path / "answer"), "--url", "demo").status == 2
    (tmp_path / "broken").write_bytes(b"HTTP/1.1")
    assert archiver(archive, "parse", str(tmp_path / "broken"), "--url", "http://demo.test/").status == 3


def test_doctor(archive: Path, archiver: Archiver) -> None:
    told = archiver(archive, "doctor", "--json")
    levels = {check["name"]: check["level"] for check in told.json}
    assert {"disk", "permissions", "clock", "lock", "database", "versions", "pywb"} <= set(levels)
    assert levels["database"] == levels["lock"] == levels["versions"] == levels["clock"] == "ok"
    with archive_shared(Archive(archive)):
        held = {check["name"]: check for check in archiver(archive, "doctor", "--json").json}
    assert held["lock"]["level"] == "warn"
    assert str(os.getpid()) in held["lock"]["detail"]
    ledger = archive / "fixity.jsonl"
    ledger.write_text(ledger.read_text().replace('"at":"20', '"at":"29'))
    (archive / "archive.sqlite").write_bytes(b"no database" * 100)
    broken = archiver(archive, "doctor")
    assert broken.status == 1
    assert "fail clock" in broken.out
    assert "fail database" in broken.out


def test_replay_without_pywb_or_archive(
    archive: Path, archiver: Archiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place, "PROJECT", tmp_path)
    told = archiver(archive, "replay")
    assert told.status == 3
    assert "make pywb" in told.err
    _fake_wayback(tmp_path)
    assert archiver(tmp_path / "empty", "replay").status == 3


def _fake_wayback(project: Path) -> None:
    """What says how it was called, in pywb's place."""
    wayback = project / ".venv-pywb" / "bin" / "wayback"
    wayback.parent.mkdir(parents=True)
    wayback.write_text('#!/bin/sh\necho "$PWD" "$@"\n', encoding="utf-8")
    wayback.chmod(0o755)


def test_replay_becomes_pywb_in_the_archives_folder(archive: Path, tmp_path: Path) -> None:
    _fake_wayback(tmp_path)
    script = "import sys; from pathlib import Path; from archiver.commands import main, place; "
    script += f"place.PROJECT = Path({str(tmp_path)!r}); sys.exit(main.run(['replay', '--port', '8099']))"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "ARCHIVER_OUTPUT": str(archive)},
        capture_output=True,
        text=True,
        check=True,
        cwd=place.PROJECT,
    )
    assert done.stdout == f"{archive} --port 8099 --bind 127.0.0.1\n"
    assert "http://127.0.0.1:8099/caracas@127.0.0.1:" in done.stderr


def test_json_is_json_where_it_is_promised() -> None:
    for command in main.COMMANDS:
        parser = argparse.ArgumentParser()
        command.arguments(parser)
        reports = command.NAME not in ("export", "replay")
        assert ("--json" in parser.format_help()) == reports, command.NAME
