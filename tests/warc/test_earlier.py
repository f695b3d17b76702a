"""What a run makes of earlier ones' files: revisits rest on bytes that are read again, damage is said."""

import logging
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from archiver.crawl.journal import Journal, RunMemory, new_id
from archiver.store.files import earlier
from archiver.warc.captures import capture_of
from archiver.warc.exchange import Exchange, exchange_records
from archiver.warc.layout import Archive
from archiver.warc.leftovers import vouched_by
from archiver.warc.records import Record, Refers
from tests.warc.made import AT, plain

URL = "http://example.org/a"
BODY = b"the same words " * 100


class Bench:
    """A journal and its run's memory, as a recorder holds them."""

    def __init__(self, root: Path) -> None:
        self.memory = RunMemory()
        self.journal = Journal(Archive(root), "site", run="urn:uuid:run", clock=self.now, fields=tuple)
        self.folder = Archive(root).collection("site").archive

    def now(self) -> datetime:
        return AT

    def fetch(self, body: bytes = BODY) -> Record:
        """Write an exchange down; gives the record of its answer."""
        exchange = Exchange(url=URL, method="GET", started=AT, response=plain(body))
        made = exchange_records(
            exchange,
            warcinfo_id=self.journal.writer.warcinfo_id,
            new_id=new_id,
            known=self.memory,
            read=self.journal.block_of,
        )
        places = self.journal.append(made).result(timeout=30)
        capture = capture_of(made[0], places[0], "urn:uuid:run")
        assert capture is not None
        self.memory.remember(capture)
        return made[0]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_what_equals_a_record_on_disk_is_a_revisit(bench: Bench) -> None:
    first = bench.fetch()
    again = bench.fetch()
    bench.journal.end()
    assert (first.type, again.type, again.refers_to) == ("response", "revisit", first.record_id)


def test_a_record_that_can_not_be_read_again_is_no_ground_for_a_revisit(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    bench.fetch()
    (path,) = bench.folder.glob("*.warc.gz")
    data = bytearray(path.read_bytes())
    data[-8] ^= 1  # its CRC
    path.write_bytes(data)
    with caplog.at_level(logging.WARNING):
        assert bench.fetch().type == "response"
    bench.journal.end()
    assert "kept whole" in caplog.text


def test_what_lies_elsewhere_is_not_read(bench: Bench) -> None:
    bench.fetch()
    refers = bench.memory(URL, None)
    assert refers is not None
    assert bench.journal.block_of(refers) == plain(BODY)
    assert bench.journal.block_of(replace(refers, place=None)) is None
    assert (
        bench.journal.block_of(Refers(record_id="urn:uuid:x", url=URL, date=AT, place=refers.place)) is None
    )
    bench.journal.end()


def test_what_was_wrong_with_an_earlier_run_s_file_is_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    first = Bench(tmp_path)
    first.fetch()
    first.journal.end()
    (path,) = first.folder.glob("*.warc.gz")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    second = Bench(tmp_path)
    second.journal.known_end = vouched_by(tmp_path / "fixity.jsonl")
    with caplog.at_level(logging.ERROR):
        second.fetch()
        second.fetch()
    second.journal.end()
    wanted = f"{path.name}: its bytes are not those that the ledger vouches for; it is not continued"
    assert second.journal.findings == [wanted]
    assert caplog.messages == [wanted]
    assert path.read_bytes() == data


@pytest.mark.parametrize("digest", ["sha1:A", None])
def test_what_another_site_holds_is_no_ground_for_a_revisit(digest: str | None) -> None:
    with create_engine("sqlite://").connect() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE captures (record_id, site, url, captured_at, payload_digest, status, kind, truncated)"
        )
        for number, site in enumerate(("here", "elsewhere"), 1):
            connection.exec_driver_sql(
                "INSERT INTO captures VALUES (?, ?, ?, ?, 'sha1:A', 200, 'response', NULL)",
                (f"urn:uuid:{number}", site, URL, f"2018-12-1{number}"),
            )
        assert earlier(connection, "here", URL, digest) == ("urn:uuid:1", URL, "2018-12-11")
        assert earlier(connection, "nowhere", URL, digest) is None
