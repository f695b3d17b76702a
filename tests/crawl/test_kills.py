"""What a kill leaves behind is found by the next run."""

import json
import signal
from pathlib import Path

from archiver.warc.reader import record_at, records
from tests.crawl.crawling import crawl, finish_crawl, start_crawl
from tests.crawl.rawserver import RawServer, running
from tests.crawl.test_crawl import page


def test_what_a_kill_kept_from_the_index_is_listed_by_the_next_run(tmp_path: Path) -> None:
    server = RawServer(page)
    with running(server):
        urls = [f"http://localhost:{server.port}/{name}" for name in "ab"]
        crawl(tmp_path, {"urls": urls[:1]})
        indexes = tmp_path / "output/collections/tests/indexes"
        for path in (*indexes.iterdir(), indexes.parent / "indexed.json"):
            path.unlink()
        crawl(tmp_path, {"urls": urls[1:]})
    listed = "".join(path.read_text() for path in indexes.glob("*.cdxj"))
    assert all(f'"url": "{url}"' in listed for url in urls)


def test_a_kill_loses_nothing_that_a_spider_was_told_of(tmp_path: Path) -> None:
    server = RawServer(page)
    journal = tmp_path / "journal"
    plan = {"urls": [f"http://localhost:{server.port}/{n}" for n in range(20_000)], "journal": str(journal)}
    with running(server):
        process = start_crawl(tmp_path, plan)
        server.wait_for(400)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)
        told = [
            json.loads(line) for line in journal.read_text().splitlines(keepends=True) if line.endswith("\n")
        ]
        assert len(told) > 100
        for capture in told:
            path = tmp_path / "output/collections/tests/archive" / capture["warc"]
            record = record_at(path, capture["offset"], capture["length"])
            assert (record.record_id, record.target_uri) == (capture["record_id"], capture["url"])
        # The next run puts the tail right and goes on.
        again = {"urls": [f"http://localhost:{server.port}/again"]}
        done = finish_crawl(tmp_path, start_crawl(tmp_path, again))
    assert done.fetches[0].status == 200
    assert sum(1 for path in done.warcs for _ in records(path)) > 2 * len(told)
