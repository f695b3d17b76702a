"""The doctor on a real archive, and on ones that ail."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from archiver.errors import Exit
from archiver.warc.exchange import Exchange, exchange_records
from archiver.warc.layout import Archive, warc_name
from archiver.warc.records import Record
from tests.commands.made import AT, BASE, SITE, info, nothing_known, page, two_files, write
from tests.commands.told import Archiver, change
from tests.demo.site import DemoSite
from tests.machine import need

Checks = dict[str, Any]


def _checks(archiver: Archiver, folder: Path) -> Checks:
    told = archiver(folder, "doctor", "--json")
    checks = {check["name"]: check for check in told.json}
    assert told.status == (
        Exit.FINDINGS if any(check["level"] == "fail" for check in checks.values()) else Exit.DONE
    )
    return checks


def test_a_sound_archive(archive: Path, archiver: Archiver) -> None:
    checks = _checks(archiver, archive)
    (site,) = [name.removeprefix("pages of ") for name in checks if name.startswith("pages of ")]
    pages = checks[f"pages of {site}"]
    assert pages["level"] == "ok", pages
    assert "show an article" in pages["detail"]
    assert "newspaper" in pages["detail"]
    levels = {name: check["level"] for name, check in checks.items()}
    assert {name for name, level in levels.items() if level == "fail"} <= {"disk"}
    assert levels["clock"] == levels["names"] == levels["ledger"] == levels["stamps"] == "ok"
    assert "no site has a name" in checks["names"]["detail"]
    assert "schema 0" in checks["database"]["detail"]
    assert "openssl" in checks["versions"]["detail"] or "rfc3161-client" in checks["versions"]["detail"]


def test_parts_on_another_disk(archive: Path, archiver: Archiver) -> None:
    shared = Path("/dev/shm")
    there = shared.is_dir() and shared.stat().st_dev != archive.stat().st_dev
    need("" if there else "there is no second file system at /dev/shm")
    with TemporaryDirectory(dir=shared) as folder:
        (moved,) = (archive / "collections").glob("*/archive")
        shutil.move(moved, folder)
        moved.symlink_to(Path(folder) / "archive")
        names = [name for name in _checks(archiver, archive) if name.startswith("disk")]
    assert names == ["disk", f"disk of {moved}"]


def test_a_clock_set_back_behind_the_newest_capture(archive: Path, archiver: Archiver) -> None:
    later = (datetime.now(UTC) + timedelta(days=3)).isoformat()
    change(archive, f"UPDATE captures SET captured_at = '{later}' WHERE id = (SELECT max(id) FROM captures)")
    clock = _checks(archiver, archive)["clock"]
    assert (clock["level"], "the newest capture" in clock["detail"]) == ("fail", True)


def test_a_chain_that_breaks(archive: Path, archiver: Archiver) -> None:
    ledger = archive / "fixity.jsonl"
    ledger.write_bytes(ledger.read_bytes().replace(b'"records":', b'"records":1', 1))
    assert _checks(archiver, archive)["ledger"]["level"] == "fail"


def test_an_authority_that_is_never_asked(
    archive: Path, archiver: Archiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARCHIVER_STAMP_URL", "https://tsa.example.org/")
    assert _checks(archiver, archive)["stamps"]["level"] == "warn"


def test_a_name_that_leads_nowhere(tmp_path: Path, archiver: Archiver) -> None:
    folder = tmp_path / "archive"
    two_files(Archive(folder))  # of demo.test, a name that nobody has (RFC 6761)
    archiver(folder, "rebuild", "--jobs", "1")
    names = _checks(archiver, folder)["names"]
    assert (names["level"], "demo.test" in names["detail"]) == ("warn", True)


# Pages that the rules do not know


def _archive(
    folder: Path, *, host: str, day: int = 0, redesign: Callable[[bytes], bytes] = lambda page: page
) -> None:
    """The demo's articles as a site at ``host`` shows them, captured for the site at demo.test, in a file of that day's."""
    archive = Archive(folder)
    ids, name = iter(f"urn:uuid:{day}-{number}" for number in count()), warc_name(SITE, AT, day)
    at = AT + timedelta(days=day)
    start = info(name, at, ids)
    made: list[Record] = [start]
    for minute, post in enumerate(DemoSite(BASE).posts):
        fetched = Exchange(
            url=f"http://{host}{post.path}",
            method="GET",
            started=at + timedelta(minutes=minute),
            request=f"GET {post.path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode(),
            response=redesign(page(post.path)),
            elapsed=0.1,
        )
        made += exchange_records(
            fetched,
            warcinfo_id=start.record_id,
            new_id=lambda: next(ids),
            known=nothing_known,
            read=lambda _refers: None,
        )
    write(archive.collection(SITE).archive / name, made)


def _other_markup(page: bytes) -> bytes:
    """As long as before: Content-Length stands in its head."""
    return (
        page.replace(b"<article", b"<details")
        .replace(b"class=", b"clazz=")
        .replace(b"itemprop=", b"itempro_=")
    )


def test_a_redesign_that_the_rules_do_not_know(tmp_path: Path, archiver: Archiver) -> None:
    folder = tmp_path / "archive"
    _archive(folder, host="demo.test", redesign=_other_markup)
    archiver(folder, "rebuild", "--jobs", "1")
    pages = _checks(archiver, folder)[f"pages of {SITE}"]
    assert pages["level"] == "fail", pages
    assert "archiver/sites/caracas.py" in pages["detail"]


def test_pages_of_a_host_that_the_site_file_lacks(tmp_path: Path, archiver: Archiver) -> None:
    folder = tmp_path / "archive"
    _archive(folder, host="new.demo.test")
    archiver(folder, "rebuild", "--jobs", "1")
    hosts = _checks(archiver, folder)[f"hosts of {SITE}"]
    assert hosts["level"] == "warn", hosts
    assert "new.demo.test" in hosts["detail"]
    assert "archiver rebuild" in hosts["detail"]


def test_a_site_that_has_moved_to_such_a_host(tmp_path: Path, archiver: Archiver) -> None:
    folder = tmp_path / "archive"
    _archive(folder, host="demo.test")
    _archive(folder, host="new.demo.test", day=1)
    archiver(folder, "rebuild", "--jobs", "1")
    checks = _checks(archiver, folder)
    assert checks[f"hosts of {SITE}"]["level"] == "fail", checks
    assert checks[f"pages of {SITE}"]["level"] != "fail", checks


def test_json_and_words_say_the_same(archive: Path, archiver: Archiver) -> None:
    words = archiver(archive, "doctor").out
    for check in json.loads(archiver(archive, "doctor", "--json").out):
        assert check["name"] in words
