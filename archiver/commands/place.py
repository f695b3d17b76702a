"""Which archive a command works on: the settings of the environment, as a crawl reads them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from archiver.errors import BadInput, StorageFailed, ViewsOutdated
from archiver.settings import archive_settings
from archiver.store import backup
from archiver.store.engine import Store
from archiver.warc.layout import Archive

PROJECT = Path(__file__).resolve().parents[2]
"""The folder of ``scrapy.cfg``: the default archive and pywb's environment lie in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The archive's folder and its database's address; ``apart``: the database is not where it usually is."""

    output: Path
    database: str
    contact: str
    apart: bool
    stamp_url: str = ""
    stamp_roots: str = ""

    @classmethod
    def from_environment(cls) -> Self:
        """The archive that ARCHIVER_OUTPUT and ARCHIVER_DATABASE name."""
        chosen = archive_settings()
        return cls(
            output=Path(chosen["ARCHIVER_OUTPUT"]).absolute(),
            database=chosen["ARCHIVER_DATABASE"],
            contact=chosen["ARCHIVER_CONTACT"],
            apart=chosen["ARCHIVER_DATABASE"] != f"sqlite:///{chosen['ARCHIVER_OUTPUT']}/archive.sqlite",
            stamp_url=chosen["ARCHIVER_STAMP_URL"],
            stamp_roots=chosen["ARCHIVER_STAMP_ROOTS"],
        )

    @property
    def archive(self) -> Archive:
        """The files."""
        return Archive(self.output)

    @property
    def database_file(self) -> Path:
        """The database's file. Raises BadInput where the address names none."""
        return backup.file_of(self.database)

    def told(self) -> str:
        """What every command says first."""
        return f"Archive {self.output}" + (f", database {self.database}" if self.apart else "")

    def need_archive(self) -> None:
        """Raises BadInput where there is no archive: a name that was mistyped makes no new one."""
        if not (self.output / "collections").is_dir():
            raise BadInput(f"there is no archive at {self.output} (ARCHIVER_OUTPUT names another)")

    def need_database(self) -> Path:
        """The database's file. Raises BadInput where there is none."""
        file = self.database_file
        if not file.exists():
            raise BadInput(f"there is no database at {file}: crawl a site, or run 'archiver rebuild'")
        return file

    def store(self) -> Store:
        """The database, to be read; views of another version are renewed first.

        Raises BadInput where there is none, StorageFailed where it can't be read.
        """
        file = self.need_database()
        try:
            return Store(self.database, read_only=True)
        except ViewsOutdated:
            self._renew_views(file)
        return Store(self.database, read_only=True)

    def _renew_views(self, file: Path) -> None:
        try:
            Store(self.database).close()
        except StorageFailed as problem:
            raise StorageFailed(
                f"the views of {file} are not of this version and can't be renewed ({problem}):"
                " run 'archiver status' as a user who may write that file and its folder"
            ) from None
