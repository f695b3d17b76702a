"""``python -m benchmarks.replay [GIGABYTES]``: what a large archive costs to index, to open in pywb and to pack.

An archive of one site is written as a crawl writes it (the same records, index and flushes), of answers of
about 20 KB that can't be compressed. At each doubling: bytes of index, bytes written for it, the time that the
last flush of a run takes, and pywb from its start to its first page. At the end the database is
derived, and everything is packed as one WACZ file.
"""

import http.client
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from archiver.warc.cdxj import Index
from archiver.warc.exchange import Exchange, exchange_records
from archiver.warc.layout import Archive, Collection, warc_name
from archiver.warc.records import Location, Record, Refers, member, warcinfo_record
from benchmarks.programs import ROOT

SITE = "caracas@big.test:80"
BASE = "http://big.test"
BODY = 20_000
FILE = 256 * 1024 * 1024
FLUSH = 500  # captures in the three seconds between two flushes, at a quick crawl's pace
SAMPLE = 50


def _nothing_known(_url: str, _digest: str | None) -> Refers | None:
    return None


@dataclass(slots=True)
class Filling:
    """An archive that grows. ``written`` are the bytes written for the index so far."""

    collection: Collection
    index: Index
    captures: int = 0
    bytes: int = 0
    written: int = 0
    _at: datetime = datetime(2018, 1, 1, tzinfo=UTC)
    _chance: random.Random = field(default_factory=lambda: random.Random(1))
    _files: int = 0
    _ids: int = 0

    def to(self, size: int) -> None:
        """Write files until the archive has ``size`` bytes."""
        while self.bytes < size:
            self._file(min(FILE, size - self.bytes))

    def url(self, number: int) -> str:
        """The address of a capture."""
        return f"{BASE}/{number * 2_654_435_761 % 2**32:08x}/{number}/"

    def flush(self) -> None:
        """What a crawl does every few seconds, and at its end."""
        before = {path.name for path in self.collection.indexes.glob("*.cdxj")}
        self.index.flush()
        self.written += sum(
            path.stat().st_size for path in self.collection.indexes.glob("*.cdxj") if path.name not in before
        )

    def _file(self, size: int) -> None:
        name = warc_name("caracas", self._at, self._files)
        self._files += 1
        info = warcinfo_record(
            record_id=self._new_id(),
            date=self._at,
            filename=name,
            run=self._new_id(),
            site=SITE,
            fields=(("base", BASE),),
        )
        with (self.collection.archive / name).open("wb") as out:
            self._append(out.write, info, name, out.tell())
            while out.tell() < size:
                for record in self._exchange(info):
                    self._append(out.write, record, name, out.tell())
                self.captures += 1
                if self.captures % FLUSH == 0:
                    out.flush()
                    self.flush()
            self.bytes += out.tell()
        self.flush()

    def _append(self, write: "object", record: Record, name: str, offset: int) -> None:
        data = member(record, 1)
        write(data)  # type: ignore[operator] # a file's own
        self.index.add(record, Location(warc=name, offset=offset, length=len(data)))

    def _exchange(self, info: Record) -> tuple[Record, ...]:
        self._at += timedelta(milliseconds=250)
        url = self.url(self.captures)
        body = self._chance.randbytes(BODY)
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: {len(body)}\r\n\r\n"
        fetched = Exchange(
            url=url,
            method="GET",
            started=self._at,
            request=f"GET {url.removeprefix(BASE)} HTTP/1.1\r\nHost: big.test\r\n\r\n".encode(),
            response=head.encode() + body,
            elapsed=0.1,
        )
        return exchange_records(
            fetched,
            warcinfo_id=info.record_id,
            new_id=self._new_id,
            known=_nothing_known,
            read=lambda _refers: None,
        )

    def _new_id(self) -> str:
        self._ids += 1
        return f"urn:uuid:00000000-0000-4000-8000-{self._ids:012x}"


@contextmanager
def _pywb(folder: Path) -> Iterator[tuple[int, float]]:
    """pywb over the archive: its port, and the seconds until it listened."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    begun = time.perf_counter()
    with subprocess.Popen(
        [ROOT / ".venv-pywb" / "bin" / "wayback", "-b", "127.0.0.1", "-p", str(port)],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as child:
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.01)
        yield port, time.perf_counter() - begun
        child.terminate()


def _seconds(port: int, url: str) -> float:
    begun = time.perf_counter()
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request("GET", f"/{SITE}/id_/{url}")
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"{url}: pywb answered {answer.status}")
    return time.perf_counter() - begun


def _step(filling: Filling, folder: Path) -> str:
    chance = random.Random(filling.captures)
    urls = [filling.url(chance.randrange(filling.captures)) for _ in range(SAMPLE)]
    begun = time.perf_counter()
    filling.flush()
    end = time.perf_counter() - begun
    size = sum(path.stat().st_size for path in filling.collection.indexes.glob("*.cdxj"))
    with _pywb(folder) as (port, start):
        first = _seconds(port, urls[0])
        rest = median(_seconds(port, url) for url in urls[1:])
    per = size / filling.captures
    return (
        f"| {filling.bytes / 1e9:.2f} | {filling.captures:,} | {size / 1e6:.1f} | {per:.0f} | {filling.written / size:.1f}"
        f" | {end * 1000:.0f} | {start:.1f} | {first * 1000:.0f} | {rest * 1000:.0f} |"
    )


def _command(folder: Path, *words: str) -> tuple[float, float, int]:
    """Seconds on the clock, seconds of CPU and peak memory in MB of a command of ours."""
    environment = {**os.environ, "ARCHIVER_OUTPUT": str(folder)}
    environment.pop("ARCHIVER_DATABASE", None)
    begun = time.perf_counter()
    child = subprocess.Popen(
        [Path(sys.executable).parent / "archiver", *words], env=environment, stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"archiver {words[0]} ended with {child.returncode}")
    cpu = usage.ru_utime + usage.ru_stime
    return time.perf_counter() - begun, cpu, usage.ru_maxrss // 1024


def main() -> None:
    """Measure, and print the rows of the table."""
    size = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    with tempfile.TemporaryDirectory(prefix="archiver-big-") as work:
        folder = Path(work)
        collection = Archive(folder).collection(SITE)
        collection.create()
        filling = Filling(collection, Index(collection.indexes))
        with _pywb(folder) as (_, start):
            print(f"pywb over an empty archive listens after {start:.1f} s")
        print(
            "| GB | captures | index MB | bytes a capture | written over held | run's end ms | start s | first ms | next ms |"
        )
        print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
        for part in (8, 4, 2, 1):
            filling.to(int(size * 1e9 / part))
            print(_step(filling, folder), flush=True)
        for words in (("rebuild",), ("wacz", "--all", "-o", str(folder / "all.wacz"))):
            wall, cpu, peak = _command(folder, *words)
            print(
                f"{words[0]}: {wall:.0f} s, {filling.bytes / 1e6 / cpu:.0f} MB a second of CPU, peak {peak} MB"
            )


if __name__ == "__main__":
    main()
