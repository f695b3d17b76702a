"""What waits together for the disk: one sync for all, and one that can't be written costs no other."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Self

import pytest
from twisted.python.failure import Failure

from archiver.crawl.journal import Journal, RunMemory, new_id
from archiver.crawl.synced import Synced
from archiver.derive.land import supposed
from archiver.errors import ArchiverError, BadInput
from archiver.items import Capture
from archiver.warc.layout import Archive
from archiver.warc.reader import record_at, records
from archiver.warc.records import Record, metadata_record

NOW = datetime(2018, 12, 11, 12, tzinfo=UTC)


class Hand:
    """A reactor turned by hand."""

    def __init__(self) -> None:
        self.later: list[Callable[[], object]] = []
        self.threads: SimpleQueue[tuple[Callable[..., object], tuple[Any, ...]]] = SimpleQueue()

    def callLater(self, seconds: float, call: Callable[[], object]) -> Self:
        self.later.append(call)
        return self

    def active(self) -> bool:
        return False

    def callFromThread(self, call: Callable[..., object], *args: Any) -> None:
        self.threads.put((call, args))

    def turn(self) -> None:
        call, args = self.threads.get(timeout=30)
        call(*args)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    journal = Journal(Archive(tmp_path), "tests", run=new_id(), clock=lambda: NOW, fields=lambda: ())
    yield journal
    journal.end()


def a_record(**facts: Any) -> Record:
    return metadata_record(
        record_id=new_id(),
        date=NOW,
        fields=(("a", "b"),),
        warcinfo_id=None,
        facts=tuple(facts.items()),
    )


def test_what_is_gathered_goes_to_disk_in_order_and_at_once(journal: Journal, tmp_path: Path) -> None:
    hand, starts = Hand(), []
    synced = Synced(
        journal,
        hand,
        is_busy=lambda: True,
        on_failure=lambda failure: pytest.fail(str(failure)),
        on_start=lambda start: starts.append(start.site),
    )
    lots = [[a_record(), a_record()], [a_record()], [a_record(), a_record(), a_record()]]
    places = []
    for lot in lots:
        synced.append(lot, lambda found: places.append((list(starts), found)))
    assert places == []
    (write,) = hand.later
    write()
    hand.turn()
    assert [started for started, _ in places] == [["tests"]] * 3
    for lot, (_, found) in zip(lots, places, strict=True):
        for record, place in zip(lot, found, strict=True):
            path = tmp_path / "collections/tests/archive" / place.warc
            assert record_at(path, place.offset, place.length).record_id == record.record_id
    assert journal.ends() == {path.name: path.stat().st_size}
    assert [record.type for record, _ in records(path)] == ["warcinfo"] + ["metadata"] * 6


def test_one_that_can_not_be_written_costs_no_other(journal: Journal) -> None:
    hand = Hand()
    failures: list[ArchiverError] = []
    made: list[object] = []
    refused: list[Failure] = []
    synced = Synced(
        journal, hand, is_busy=lambda: True, on_failure=failures.append, on_start=lambda start: None
    )
    for lot in ([a_record()], [a_record(Bad="a\r\nb")], [a_record()]):
        synced.append(lot, made.append).addErrback(lambda failure: refused.append(failure))
    (write,) = hand.later
    write()
    hand.turn()
    hand.turn()
    assert len(made) == 2
    assert [failure.type for failure in refused] == [BadInput]
    assert len(failures) == 1


def test_a_run_remembers_what_a_revisit_may_name() -> None:
    memory = RunMemory(size=4)

    def capture(number: int, **changes: Any) -> Capture:
        made = supposed(f"http://a/{number}", b"HTTP/1.1 200 OK\r\n\r\n", NOW)
        own = {"record_id": f"urn:uuid:{number}", "payload_digest": f"sha1:{number}"}
        return replace(made, **{**own, **changes})

    memory.remember(capture(1))
    memory.remember(capture(2, payload_digest="sha1:1"))
    for url, digest, named in (
        ("http://elsewhere/", "sha1:1", "urn:uuid:1"),
        ("http://a/2", None, "urn:uuid:2"),
    ):
        found = memory(url, digest)
        assert found is not None
        assert found.record_id == named
    for unfit in ({"kind": "revisit"}, {"truncated": "time"}, {"payload_digest": None}):
        memory.remember(capture(3, **unfit))
        assert memory("http://a/3", None) is None
    memory.remember(capture(4, status=404))
    assert memory("http://a/4", None) is None
    for number in range(5, 9):
        memory.remember(capture(number))
    assert memory("http://elsewhere/", "sha1:1") is None


def test_ids_are_of_version_4_and_never_the_same() -> None:
    ids = {new_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(len(an_id) == 45 and an_id.startswith("urn:uuid:") and an_id[23] == "4" for an_id in ids)
