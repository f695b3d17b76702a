"""The store as the rest of the house holds it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from archiver.errors import StorageFailed
from archiver.store.schema import open_store
from archiver.store.sqlite import FAILURE, READING

__all__ = ["Connection", "Store", "reading_at"]


class Store:
    """An open store. ``url`` is SQLAlchemy's form of its address.

    Raises StorageFailed, with the address, when it can't be opened or written.
    """

    def __init__(self, url: str, *, read_only: bool = False) -> None:
        self.url = url
        self._engine = open_store(url, read_only=read_only)
        self._reading = self._engine.execution_options(**{READING: True})  # the same connections

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One transaction: committed at the end, rolled back when anything is raised."""
        try:
            with self._engine.begin() as connection:
                yield connection
        except (SQLAlchemyError, FAILURE) as error:
            raise StorageFailed(f"{self.url}: {error.__cause__ or error}") from error

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One transaction that only reads: a snapshot, which waits for no writer."""
        try:
            with self._reading.begin() as connection:
                yield connection
        except (SQLAlchemyError, FAILURE) as error:
            raise StorageFailed(f"{self.url}: {error.__cause__ or error}") from error

    def close(self) -> None:
        """Give back every connection."""
        self._engine.dispose()


@contextmanager
def reading_at(url: str) -> Iterator[Connection]:
    """As :meth:`Store.reading`, of the store at that address, which is closed then. Raises StorageFailed."""
    store = Store(url, read_only=True)
    try:
        with store.reading() as connection:
            yield connection
    finally:
        store.close()
