"""Which records are taken: whole files, or captures with all that they need to be understood and shown.

A capture brings the other records of its exchange (its request, and what is said of it), the
``warcinfo`` it stands under, what it refers to, and what it is shown with. Those lie in the
gaps between captures, which the store knows.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

from archiver.derive.wacz.needs import Needs
from archiver.derive.wacz.notes import NoteFinder
from archiver.derive.wacz.parts import Part, Piece, joined, name_in_package
from archiver.errors import BadInput, RecordError
from archiver.store import chosen
from archiver.store.chosen import NoteRow
from archiver.store.engine import Connection
from archiver.store.files import derived_to
from archiver.store.rows import Row
from archiver.warc.layout import Archive
from archiver.warc.reader import records
from archiver.warc.records import Location, Record

_OF_A_RUN = ("run-end", "import")


class Selection:
    """The records chosen so far. ``ids`` are the captures, ``runs`` theirs; ``shared`` those that can't be taken, since their
    member holds other records too; ``missing`` addresses that pages name and that were never captured.
    """

    def __init__(self, connection: Connection, archive: Archive) -> None:
        self.ids: set[str] = set()
        self.runs: set[str] = set()
        self.shared: list[str] = []
        self._connection = connection
        self._archive = archive
        self._needs = Needs(connection, archive)
        self._ends = derived_to(connection)
        self._places: dict[Path, set[tuple[int, int]]] = defaultdict(set)
        self._infos: dict[Path, set[str]] = defaultdict(set)
        self._sites: dict[Path, str] = {}

    @property
    def missing(self) -> set[str]:
        """See the class."""
        return self._needs.missing

    def take(self, rows: Iterable[Row]) -> None:
        """Take these captures and what they need. Raises RecordError where a record can't be read."""
        for row in rows:
            if self._take(row):
                for needed in self._needs.of(row):
                    self._take(needed)

    def take_notes(self, wanted: Callable[[NoteRow], bool]) -> None:
        """Take those notes of the runs of what was taken that are ``wanted``, and the end of each such run: without it a
        run counts as cut off. Raises RecordError.
        """
        for run in sorted(self.runs):
            finder = NoteFinder(self._connection, self._archive, run, self._ends)
            for note in chosen.notes_of(self._connection, run):
                if note.kind in _OF_A_RUN or wanted(note):
                    found = finder.place(note)
                    if found is not None:
                        site, path, place = found
                        self._sites[path] = site
                        self._places[path].add((place.offset, place.offset + place.length))

    def parts(self) -> list[Part]:
        """What was taken, by file."""
        taken: set[str] = set()
        return [
            Part(
                site=self._sites[path],
                path=path,
                name=name_in_package(path, taken, whole=False),
                whole=False,
                pieces=joined(places),
            )
            for path, places in sorted(self._places.items())
        ]

    def _take(self, row: Row) -> bool:
        """Take one capture and the records of its exchange; false if it was taken before, or can't be."""
        if row["record_id"] in self.ids:
            return False
        self.ids.add(row["record_id"])
        if not row["length"]:
            self.shared.append(row["record_id"])
            return False
        path = self._archive.collection(row["site"]).archive / row["warc"]
        self._sites[path] = row["site"]
        self.runs.add(row["run"])
        self._places[path].add((row["offset"], row["offset"] + row["length"]))
        before, behind = self._around(path, row)
        own = next((record for record, _ in before if record.record_id == row["record_id"]), None)
        if own is None:
            raise RecordError(
                f"record {row['record_id']} is not where the database says",
                warc=path.name,
                offset=row["offset"],
            )
        self._take_beside(path, own, [*before, *behind])
        self._take_info(path, row, own)
        return True

    def _around(
        self, path: Path, row: Row
    ) -> tuple[list[tuple[Record, Location]], list[tuple[Record, Location]]]:
        """The records behind the capture before, up to the row's own; and those from there to the next capture."""
        offset = row["offset"]
        begin = chosen.gap_before(self._connection, path.name, offset)
        end = chosen.gap_behind(self._connection, path.name, offset)
        found = list(records(path, begin, end=self._ends.get(path.name) if end is None else end))
        split = next((n for n, (_, place) in enumerate(found) if place.offset > offset), len(found))
        return found[:split], found[split:]

    def _take_beside(self, path: Path, own: Record, around: list[tuple[Record, Location]]) -> None:
        """Take those records around ``own`` that are of its exchange."""
        exchange = {own.record_id, *own.concurrent_to}
        for record, place in around:
            is_ours = (
                record.record_id in exchange
                or record.refers_to == own.record_id
                or own.record_id in record.concurrent_to
            )
            if is_ours and place.length:
                self._places[path].add((place.offset, place.offset + place.length))

    def _take_info(self, path: Path, row: Row, own: Record) -> None:
        """Take the warcinfo that ``own`` stands under, if this file has it: another program's need not."""
        name = own.warcinfo_id or "urn:first"
        if name in self._infos[path]:
            return
        self._infos[path].add(name)
        first = chosen.first_of_run(self._connection, path.name, row["run"])
        near = chosen.gap_before(self._connection, path.name, row["offset"] if first is None else first)
        for begin in dict.fromkeys((near, 0)):
            for record, place in records(path, begin, end=row["offset"]):
                if record.type == "warcinfo" and own.warcinfo_id in (None, record.record_id):
                    if place.length:
                        self._places[path].add((place.offset, place.offset + place.length))
                    return


def whole_files(connection: Connection, archive: Archive, site: str | None) -> tuple[list[Part], list[str]]:
    """Every WARC file of the archive (of ``site``, if given) as far as the store knows it, and the names of those that
    it does not know at all.

    Raises BadInput where a file that the store knows is shorter, or gone.
    """
    ends = derived_to(connection)
    parts: list[Part] = []
    unknown: list[str] = []
    taken: set[str] = set()
    for collection in archive.collections():
        if site not in (None, collection.site):
            continue
        for path in collection.warcs():
            end = ends.get(path.name, 0)
            if not end:
                unknown.append(path.name)
                continue
            if path.stat().st_size < end:
                raise BadInput(f"{path} is shorter than the {end} bytes that were derived: archiver verify")
            name = name_in_package(path, taken, whole=True)
            parts.append(
                Part(
                    site=collection.site, path=path, name=name, whole=True, pieces=(Piece(begin=0, end=end),)
                )
            )
    return parts, unknown
