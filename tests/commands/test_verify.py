"""Real damage on real files: verify finds all of it, says which, and changes nothing."""

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from archiver.errors import TornRecord
from archiver.store.tables import metadata
from archiver.warc.cdxj import reindex
from archiver.warc.layout import Archive
from archiver.warc.ledger import Ledger
from archiver.warc.reader import members, record_at, records
from archiver.warc.records import member
from tests.commands.made import SITE, two_files
from tests.commands.told import Archiver, ask, change, warc
from tests.warc.test_reader import agree

Finding = dict[str, Any]


def _verify(archiver: Archiver, folder: Path, *words: str) -> list[Finding]:
    told = archiver(folder, "verify", "--jobs", "1", "--json", *words)
    *found, summary = told.lines
    assert summary["findings"] == len(found)
    assert told.status == (1 if found else 0), told.err
    return found


def _kinds(found: list[Finding]) -> set[str]:
    return {finding["kind"] for finding in found}


def prints(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "archive.lock" and not path.name.endswith(("-wal", "-shm"))
    }


@pytest.mark.parametrize("words", [(), ("--quick",), ("--sample", "30"), ("--jobs", "2")])
def test_a_sound_archive(archive: Path, archiver: Archiver, words: tuple[str, ...]) -> None:
    before = prints(archive)
    assert _verify(archiver, archive, *words) == []
    assert prints(archive) == before


def test_other_readers_agree_on_a_crawl(crawled: Path) -> None:
    """warcio and fastwarc find the same records, blocks and places as we do."""
    assert len(agree(warc(crawled))) > 50


def test_people_are_told(archive: Path, archiver: Archiver) -> None:
    assert archiver(archive, "verify", "--jobs", "1").out == "1 file looked at: nothing is wrong\n"


def spread(size: int, count: int) -> Iterator[int]:
    chance = random.Random(count)
    for part in range(count):
        yield chance.randrange(part * size // count, (part + 1) * size // count)


def test_any_flipped_byte_is_found(archive: Path, archiver: Archiver) -> None:
    path = warc(archive)
    whole = path.read_bytes()
    for place in spread(len(whole), 12):
        data = bytearray(whole)
        data[place] ^= 1 << (place % 8)
        path.write_bytes(data)
        found = _verify(archiver, archive)
        assert _kinds(found) & {"corrupt", "forged"}, place
        assert any(finding["file"] == path.name for finding in found)
        assert _verify(archiver, archive) == found
    path.write_bytes(whole)
    assert _verify(archiver, archive) == []


def test_a_cut_tail_is_found(archive: Path, archiver: Archiver) -> None:
    path = warc(archive)
    whole = path.read_bytes()
    for place in spread(len(whole), 6):
        path.write_bytes(whole[:place])
        found = _verify(archiver, archive)
        assert {"missing", "torn"} <= _kinds(found) or place == 0
        assert _kinds(_verify(archiver, archive, "--quick")) >= {"missing"}
        torn = [finding for finding in found if finding["kind"] == "torn"]
        assert [finding["offset"] for finding in torn] == [_last_member(path)]


def _last_member(path: Path) -> int:
    """Where the member begins in which the file ends."""
    with pytest.raises(TornRecord) as torn:
        for _ in members(path):
            pass
    return torn.value.offset


def _pieces(path: Path) -> list[bytes]:
    data = path.read_bytes()
    return [data[one.offset : one.offset + one.length] for one in members(path)]


SHUFFLES: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "a member taken out": lambda parts: parts[:5] + parts[6:],
    "a member twice": lambda parts: [*parts[:6], parts[5], *parts[6:]],
    "two members exchanged": lambda parts: [*parts[:5], parts[6], parts[5], *parts[7:]],
    "the last member taken out": lambda parts: parts[:-1],
    "a member added": lambda parts: [*parts, parts[3]],
}


@pytest.mark.parametrize("how", SHUFFLES)
def test_shuffled_members_are_found(archive: Path, archiver: Archiver, how: str) -> None:
    path = warc(archive)
    path.write_bytes(b"".join(SHUFFLES[how](_pieces(path))))
    found = _verify(archiver, archive)
    assert _kinds(found) & {"forged", "missing"}
    assert _verify(archiver, archive) == found


def test_a_record_written_anew_is_forged(archive: Path, archiver: Archiver) -> None:
    """Every CRC is right, only the words are others."""
    path = warc(archive)
    made, done = [], False
    for record, _ in records(path):
        block = record.block.replace(b"HTTP/1.1 404", b"HTTP/1.1 200")
        if not done and block != record.block:
            record, done = (
                type(record)(**{name: getattr(record, name) for name in record.__slots__} | {"block": block}),
                True,
            )
        made.append(member(record, 2))
    assert done
    path.write_bytes(b"".join(made))
    found = [finding for finding in _verify(archiver, archive) if finding["kind"] == "forged"]
    assert any("WARC-Block-Digest" in finding["detail"] for finding in found)
    assert any("sha256" in finding["detail"] for finding in found)


TABLES = [
    name for name in sorted(metadata.tables) if name not in ("links", "problems", "warc_files")
]  # the first two are empty here, the third is compared by name

ONE_OF = {  # tables without row ids
    "sightings": "position = 1",
    "testimonies": "version_id = (SELECT min(version_id) FROM testimonies)",
}


@pytest.mark.parametrize("table", TABLES)
def test_a_row_that_is_changed_or_taken_out_is_found(archive: Path, archiver: Archiver, table: str) -> None:
    columns = metadata.tables[table].columns
    plain = [
        one.name
        for one in columns
        if not one.primary_key and not one.foreign_keys and one.type.python_type is str
    ]
    held = (archive / "archive.sqlite").read_bytes()
    if plain:
        where = ONE_OF.get(table, f"rowid = (SELECT max(rowid) FROM {table})")
        column = plain[-1]
        assert change(archive, f"""UPDATE {table} SET "{column}" = '"by hand"' WHERE {where}""") >= 1
        found = _verify(archiver, archive)
        assert _kinds(found) & {"forged", "orphaned", "missing"}
        assert any(f" of {table}" in finding["detail"] for finding in found)
    _restore(archive, held)
    row = ONE_OF.get(table, f"rowid = (SELECT min(rowid) FROM {table})")
    assert change(archive, f"DELETE FROM {table} WHERE {row}") >= 1
    found = _verify(archiver, archive)
    assert _kinds(found) & {"missing", "stale", "corrupt"}
    assert _verify(archiver, archive) == found


def test_a_mark_beyond_a_file_s_end_is_found(archive: Path, archiver: Archiver) -> None:
    """Rows are compared without it, and the next run would pass over what it adds to that file."""
    assert change(archive, "UPDATE warc_files SET derived_to = derived_to + 1000") >= 1
    assert _kinds(_verify(archiver, archive)) == {"forged"}
    assert archiver(archive, "repair", "--do").status == 0
    assert _verify(archiver, archive) == []


def _restore(archive: Path, held: bytes) -> None:
    for part in archive.glob("archive.sqlite*"):
        part.unlink()
    (archive / "archive.sqlite").write_bytes(held)


def test_a_row_that_is_added_is_found(archive: Path, archiver: Archiver) -> None:
    change(
        archive,
        "INSERT INTO captures SELECT id + 100000, 'urn:uuid:never', site, url, captured_at, earliest, status, mime,"
        ' payload_digest, block_digest, kind, refers_to, truncated, warc, "offset", length, run, page_kind, page_url, latest'
        " FROM captures LIMIT 1",
    )
    (finding,) = _verify(archiver, archive)
    assert finding["kind"] == "orphaned"
    assert finding["record_id"] == "urn:uuid:never"


def test_forged_words_name_their_record(archive: Path, archiver: Archiver) -> None:
    """Exactly the row that was changed, with the file and the place of the capture that shows otherwise."""
    change(archive, "UPDATE comment_versions SET text = 'I never said this' WHERE id = 7")
    found = _verify(archiver, archive)
    (finding,) = [one for one in found if one["kind"] == "forged"]
    assert [one["detail"][:12] for one in found if one is not finding] == [
        "comments_fts"
    ]  # it has the old words
    assert (finding["kind"], finding["file"]) == ("forged", warc(archive).name)
    assert finding["detail"].endswith("text")
    (length,) = ask(archive, f"SELECT length FROM captures WHERE record_id = '{finding['record_id']}'")[0]
    assert b"I never" not in record_at(warc(archive), finding["offset"], length).block
    sampled = _verify(archiver, archive, "--sample", "1000")
    assert _kinds(sampled) == {"forged"}


def test_a_search_index_that_lies_is_found(archive: Path, archiver: Archiver) -> None:
    change(
        archive,
        "INSERT INTO comments_fts (comments_fts, rowid, author, text)"
        " SELECT 'delete', id, author, text FROM comment_versions WHERE id = 7",
    )
    (finding,) = _verify(archiver, archive)
    assert (finding["kind"], finding["file"]) == ("corrupt", "archive.sqlite")
    assert "comments_fts" in finding["detail"]


def test_a_capture_unknown_to_the_store_is_stale_or_missing(archive: Path, archiver: Archiver) -> None:
    """A database of last week beside today's files."""
    (half,) = ask(
        archive,
        'SELECT min("offset") FROM captures WHERE run = (SELECT run FROM runs ORDER BY started_at DESC)',
    )[0]
    change(archive, f"UPDATE warc_files SET derived_to = {half}")
    change(archive, "DELETE FROM problems")
    assert "stale" in _kinds(_verify(archiver, archive, "--quick"))


def _index(folder: Path) -> Path:
    return sorted(folder.glob("collections/*/indexes/*.cdxj"))[-1]


INDEX_DAMAGE: dict[str, tuple[Callable[[list[bytes]], list[bytes]], set[str]]] = {
    "a line taken out": (lambda lines: lines[:3] + lines[4:], {"missing"}),
    "out of order": (lambda lines: [lines[1], lines[0], *lines[2:]], {"corrupt"}),
    "another address": (lambda lines: [lines[0].replace(b'"url": "http', b'"url": "xttp'), *lines[1:]], {"stale"}),
    "another place": (lambda lines: [*lines[:-1], lines[-1].replace(b'"offset": "', b'"offset": "9')], {"orphaned", "missing"}),
    "another status": (lambda lines: [*lines[:-1], lines[-1].replace(b'"status": "', b'"status": "9')], {"stale"}),
    "garbled": (lambda lines: [*lines, b"zz\n"], {"corrupt"}),
    "cut": (lambda lines: [*lines[:-1], lines[-1][:-20]], {"torn", "missing"}),
}  # fmt: skip


@pytest.mark.parametrize("how", INDEX_DAMAGE)
def test_a_damaged_index_is_found(archive: Path, archiver: Archiver, how: str) -> None:
    path = _index(archive)
    damage, kinds = INDEX_DAMAGE[how]
    path.write_bytes(b"".join(damage(path.read_bytes().splitlines(keepends=True))))
    assert _kinds(_verify(archiver, archive)) == kinds


def test_a_deleted_index_is_found(archive: Path, archiver: Archiver) -> None:
    for path in archive.glob("collections/*/indexes/*.cdxj"):
        path.unlink()
    assert _kinds(_verify(archiver, archive)) == {"missing"}


LEDGER_DAMAGE: dict[str, tuple[Callable[[bytes], bytes], set[str]]] = {
    "a line changed": (lambda text: text.replace(b'"records":', b'"records":1', 1), {"forged"}),
    "a line taken out": (lambda text: text[text.index(b"\n") + 1 :], {"forged"}),
    "its tail cut": (lambda text: text[:-9], {"torn", "stale"}),
    "garbled": (lambda text: b"what?\n" + text, {"corrupt", "forged"}),
    "deleted": (lambda _text: b"", {"missing", "stale"}),
}


def test_whoever_reads_the_first_line_alone_is_told_by_the_status(archive: Path) -> None:
    """As in ``archiver verify | head -1``, here with a reader that reads nothing at all."""
    (archive / "fixity.jsonl").unlink()
    environment = {**os.environ, "ARCHIVER_OUTPUT": str(archive), "PYTHONUNBUFFERED": "1"}
    reader, writer = os.pipe()
    os.close(reader)
    words = [sys.executable, "-m", "archiver.commands.main", "verify", "--quick"]
    try:
        done = subprocess.run(words, env=environment, stdout=writer, stderr=subprocess.PIPE, check=False)
    finally:
        os.close(writer)
    assert done.returncode == 1, done.stderr


@pytest.mark.parametrize("how", LEDGER_DAMAGE)
@pytest.mark.parametrize("words", [(), ("--quick",)])
def test_a_damaged_ledger_is_found(
    archive: Path, archiver: Archiver, how: str, words: tuple[str, ...]
) -> None:
    path = archive / "fixity.jsonl"
    damage, kinds = LEDGER_DAMAGE[how]
    path.write_bytes(damage(path.read_bytes()))
    assert _kinds(_verify(archiver, archive, *words)) == kinds


@pytest.fixture
def pair(tmp_path: Path, archiver: Archiver) -> tuple[Path, Path, Path]:
    """The folder of a sound archive of two files, and the files; the first revisits the second."""
    folder = tmp_path / "pair"
    archive = Archive(folder)
    files = two_files(archive)
    ledger = Ledger(archive.ledger, clock=lambda: datetime(2019, 1, 6, tzinfo=UTC))
    for path in files:
        data = path.read_bytes()
        count = sum(1 for _ in records(path))
        ledger.append(
            name=path.name,
            bytes=len(data),
            sha256=sha256(data).hexdigest(),
            records=count,
            run="r",
            closed=True,
        )
    collection = archive.collection(SITE)
    assert reindex(collection.archive, collection.indexes) == []
    assert archiver(folder, "rebuild", "--jobs", "1").status == 0
    assert _verify(archiver, folder) == []
    return (folder, *files)


def test_exchanged_files_are_found(pair: tuple[Path, Path, Path], archiver: Archiver) -> None:
    folder, one, other = pair
    shutil.move(one, folder / "aside")
    shutil.move(other, one)
    shutil.move(folder / "aside", other)
    found = _verify(archiver, folder)
    assert {finding["file"] for finding in found if "its file is" in finding["detail"]} == {
        one.name,
        other.name,
    }
    assert _kinds(_verify(archiver, folder, "--quick")) >= {"corrupt"}


def test_a_file_that_was_taken_away_is_missing_and_its_rows_orphaned(
    pair: tuple[Path, Path, Path], archiver: Archiver
) -> None:
    folder, _, other = pair
    other.unlink()
    found = _verify(archiver, folder)
    assert {"missing", "orphaned"} <= _kinds(found)
    assert "forged" not in _kinds(found)
    assert any("revisits" in finding["detail"] and finding["kind"] == "missing" for finding in found)


def test_a_file_from_elsewhere_is_orphaned(pair: tuple[Path, Path, Path], archiver: Archiver) -> None:
    folder, one, _ = pair
    shutil.copy(one, one.with_name("stranger.warc.gz"))
    found = _verify(archiver, folder)
    assert any(finding["kind"] == "orphaned" and finding["file"] == "stranger.warc.gz" for finding in found)
    assert any("id is that of an earlier record" in finding["detail"] for finding in found)


def test_it_goes_on_after_each_finding(archive: Path, archiver: Archiver) -> None:
    path = warc(archive)
    places = [one.offset + one.length // 2 for one in members(path)][4::9][:4]
    data = bytearray(path.read_bytes())
    for place in places:
        data[place] ^= 0x55
    path.write_bytes(data)
    corrupt = [finding for finding in _verify(archiver, archive) if "gzip member" in finding["detail"]]
    assert len(corrupt) == len(places)


def test_no_archive_is_bad_input(tmp_path: Path, archiver: Archiver) -> None:
    told = archiver(tmp_path / "mistyped", "verify")
    assert told.status == 3
    assert not (tmp_path / "mistyped").exists()
