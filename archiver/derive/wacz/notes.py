"""Where a note's record lies: the store keeps what a note says, not its place.

A note is written as soon as it is made, an exchange when it ends. So a note lies before every
capture that began after it, and before few that began earlier: those that were under way.
"""

from bisect import bisect_right
from itertools import accumulate
from pathlib import Path

from archiver.store import chosen
from archiver.store.chosen import NoteRow
from archiver.store.engine import Connection
from archiver.warc.layout import Archive
from archiver.warc.reader import records
from archiver.warc.records import Location


class NoteFinder:
    """Finds the notes of one run in the gaps between its captures. ``ends`` says how far each file was derived."""

    def __init__(self, connection: Connection, archive: Archive, run: str, ends: dict[str, int]) -> None:
        captures = chosen.places_of_run(connection, run)
        self._archive = archive
        self._gaps: list[tuple[str, str, int, int]] = []
        latest: list[str] = []
        for number, (site, warc, begin, end, at) in enumerate(captures):
            is_first = number == 0 or captures[number - 1][1] != warc
            before = chosen.gap_before(connection, warc, begin) if is_first else captures[number - 1][3]
            self._gaps.append((site, warc, before, begin))
            latest.append(at)
            if number + 1 == len(captures) or captures[number + 1][1] != warc:
                behind = chosen.gap_behind(connection, warc, begin)
                self._gaps.append((site, warc, end, ends.get(warc, end) if behind is None else behind))
                latest.append(at)
        self._latest = list(accumulate(latest, max))
        self._read: dict[int, dict[str, Location]] = {}

    def place(self, note: NoteRow) -> tuple[str, Path, Location] | None:
        """The site, file and place of ``note``; None if it lies in no gap, or with others in one member.

        Raises RecordError where a gap can't be read.
        """
        guess = bisect_right(self._latest, note.at)
        order = [*range(min(guess, len(self._gaps) - 1), -1, -1), *range(guess + 1, len(self._gaps))]
        for number in order:
            place = self._in_gap(number).get(note.record_id)
            if place is not None:
                site, warc = self._gaps[number][:2]
                return (site, self._archive.collection(site).archive / warc, place) if place.length else None
        return None

    def _in_gap(self, number: int) -> dict[str, Location]:
        """The metadata records of a gap, by id."""
        if number not in self._read:
            site, warc, begin, end = self._gaps[number]
            path = self._archive.collection(site).archive / warc
            found = records(path, begin, end=end) if begin < end else ()
            self._read[number] = {
                record.record_id: place for record, place in found if record.type == "metadata"
            }
        return self._read[number]
