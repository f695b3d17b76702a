"""Every awkward answer, over every way there is, against what the server itself knows."""

import hashlib
import json
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from archiver.warc.reader import records
from tests.crawl.answers import ANSWERS
from tests.crawl.crawling import Crawl, crawl
from tests.crawl.held import Group, groups, read
from tests.crawl.rawserver import Exchange, RawProxy, RawServer, running, tls_context


@dataclass(frozen=True)
class Way:
    tls: bool
    proxied: bool


@dataclass(frozen=True)
class Crawled:
    way: Way
    base: str
    server: RawServer
    proxy: RawProxy
    crawl: Crawl
    groups: list[Group]

    def of(self, name: str) -> list[Group]:
        return [group for group in self.groups if self.path(group) == f"/{name}"]

    def path(self, group: Group) -> str:
        url = group.answer.url or group.told.partition("target: ")[2].partition("\r\n")[0]
        split = urlsplit(url)
        return split.path + (f"?{split.query}" if split.query else "")


WAYS = {
    "http": Way(tls=False, proxied=False),
    "https": Way(tls=True, proxied=False),
    "proxy": Way(tls=False, proxied=True),
    "connect": Way(tls=True, proxied=True),
}


@pytest.fixture(scope="module", params=list(WAYS.values()), ids=list(WAYS))
def crawled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    way = request.param
    folder = tmp_path_factory.mktemp("wire")
    server = RawServer(ANSWERS, tls_context(folder) if way.tls else None)
    proxy = RawProxy()
    base = f"http{'s' if way.tls else ''}://localhost:{server.port}"
    # Twice, so that the second round goes over connections that the first has left behind.
    plan: dict[str, object] = {"urls": [f"{base}/{name}" for name in (*ANSWERS, *ANSWERS)]}
    if way.proxied:
        plan["proxy"] = f"http://127.0.0.1:{proxy.port}"
    with running(server, proxy):
        done = crawl(folder, plan)
    return Crawled(way, base, server, proxy, done, groups(done.warcs))


def test_there_are_enough_awkward_answers() -> None:
    assert len(ANSWERS) >= 60


def test_the_crawl_ended_well(crawled: Crawled) -> None:
    assert crawled.crawl.reason == "finished"
    assert "Traceback" not in crawled.crawl.log
    assert "Unhandled" not in crawled.crawl.log


def test_every_exchange_is_held_to_the_byte_and_no_other(crawled: Crawled) -> None:
    left = {id(exchange): exchange for exchange in crawled.server.exchanges}
    for group in crawled.groups:
        path = crawled.path(group)
        same = [exchange for exchange in left.values() if is_same(exchange, group)]
        assert same, (path, group.sent, group.came, [bytes(e.sent) for e in crawled.server.of(path)])
        del left[id(min(same, key=lambda exchange: exchange.number))]
    for exchange in left.values():
        # Looks the same as a keep-alive connection that has died: asked again on a fresh one.
        assert not exchange.sent, exchange.path
        assert exchange.number > 0, exchange.path


def is_same(exchange: Exchange, group: Group) -> bool:
    if exchange.received != group.sent:
        return False
    if group.answer.type == "revisit":
        return exchange.sent.startswith(group.came) and group.came.endswith(b"\r\n\r\n")
    return bytes(exchange.sent) == group.came


def test_every_fetch_is_captured(crawled: Crawled) -> None:
    assert len(crawled.crawl.fetches) == 2 * len(ANSWERS)
    for fetch in crawled.crawl.fetches:
        assert fetch.capture is not None, fetch
        (held,) = (group for group in crawled.groups if group.answer.id == f"<{fetch.captured['record_id']}>")
        if held.answer.type == "response":
            assert fetch.block == held.answer.block
        elif held.answer.type == "metadata":
            assert fetch.block == b""
    # Redirects are fetches too, though no callback sees them.
    assert len(crawled.groups) == int(stat(crawled.crawl.log, "archiver/captures"))


def stat(log: str, name: str) -> str:
    return log.partition(f"'{name}': ")[2].partition(",")[0].rstrip("}\n")


@pytest.mark.parametrize("name", ANSWERS)
def test_what_is_said_of_each(crawled: Crawled, name: str) -> None:
    answer = ANSWERS[name]
    for group in crawled.of(name):
        held = group.answer
        if answer.status is None:
            assert held.type == "metadata"
            assert held.url is None, "pywb would serve it"
            assert f"target: {crawled.base}/{name}\r\n" in group.told
            assert group.told.startswith("fetchError: ")
        else:
            assert held.type in ("response", "revisit")
            assert held.url == f"{crawled.base}/{name}"
            status_line = held.block.lstrip(b"\r\n").split(b"\n")[0]
            assert int(status_line.split()[1]) == answer.status
            assert held.get("WARC-Truncated") == answer.truncated
            assert ("fetchCut: " in group.told) == (answer.truncated is not None)
    if not answer.redirects:
        for fetch in crawled.crawl.fetches:
            if fetch.url == f"{crawled.base}/{name}":
                assert (fetch.error is None) == answer.shown, fetch


@pytest.mark.parametrize(
    "name", ["space-before-colon", "leading-crlf", "leading-lf", "chunk-gzip-coding", "non-ascii-name"]
)
def test_what_scrapy_can_not_read_is_held_whole_and_said(crawled: Crawled, name: str) -> None:
    for group in crawled.of(name):
        assert group.answer.type == "response"
        assert group.came == ANSWERS[name].data
        assert "fetchFault: Scrapy gave no response: DownloadFailedError" in group.told


@pytest.mark.parametrize("name", ["icy", "http-0.9"])
def test_what_is_no_http_is_held_beside_its_failure(crawled: Crawled, name: str) -> None:
    for group in crawled.of(name):
        (raw,) = group.asides
        assert raw.block == ANSWERS[name].data
        assert raw.get("Content-Type") == "application/octet-stream"
        assert raw.url is None


def test_interim_answers_stand_apart(crawled: Crawled) -> None:
    for name in ("continue", "early-hints", "early-hints-apart", "three-interim"):
        for group in crawled.of(name):
            (interim,) = group.asides
            assert interim.url is None, "pywb would serve it"
            assert interim.block + group.answer.block == ANSWERS[name].data
            assert group.answer.block.startswith(b"HTTP/1.1 200")


def test_the_facts_of_the_connection(crawled: Crawled) -> None:
    for group in crawled.groups:
        assert group.request is not None
        for record in (group.request, group.answer):
            assert record.get("WARC-IP-Address") == (None if crawled.way.proxied else "127.0.0.1")
            if not group.came:
                continue
            old = group.answer.block.startswith(b"HTTP/1.0")
            spoken = ["http/1.0" if old else "http/1.1"]
            assert record.all("WARC-Protocol") == spoken + (["tls/1.3"] if crawled.way.tls else [])
            cipher = record.get("WARC-Cipher-Suite")
            assert (cipher is not None and cipher.startswith("TLS_")) == crawled.way.tls


def test_the_proxy_was_used(crawled: Crawled) -> None:
    assert bool(crawled.proxy.accepted) == crawled.way.proxied
    assert bool(crawled.proxy.connects) == (crawled.way.proxied and crawled.way.tls)
    if crawled.way.proxied and not crawled.way.tls:
        assert all(group.sent.startswith(b"GET http://localhost:") for group in crawled.groups)


def test_connections_were_kept_alive(crawled: Crawled) -> None:
    most = max(exchange.number for exchange in crawled.server.exchanges)
    assert most >= 3
    assert crawled.server.accepted < len(crawled.server.exchanges)


def test_our_reader_and_another_agree(crawled: Crawled) -> None:
    for path in crawled.crawl.warcs:
        ours = [
            (f"<{record.record_id}>", record.type, record.target_uri, record.block)
            for record, _ in records(path)
        ]
        theirs = [(held.id, held.type, held.url, held.block) for held in read(path)]
        assert ours == theirs


def test_digests_and_ids_hold(crawled: Crawled) -> None:
    ids = set()
    for path in crawled.crawl.warcs:
        for held in read(path):
            assert held.get("WARC-Block-Digest") == "sha256:" + hashlib.sha256(held.block).hexdigest()
            assert held.id not in ids
            ids.add(held.id)


def test_every_answer_with_an_address_is_listed_for_replay(crawled: Crawled) -> None:
    lines = [
        line
        for path in crawled.crawl.folder.glob("collections/tests/indexes/*.cdxj")
        for line in path.read_text().splitlines()
    ]
    listed = sorted(json.loads(line.split(" ", 2)[2])["url"] for line in lines)
    assert listed == sorted(group.answer.url for group in crawled.groups if group.answer.url)


def test_the_run_tells_of_itself(crawled: Crawled) -> None:
    (path,) = crawled.crawl.warcs
    first, *_, last = read(path)
    assert first.type == "warcinfo"
    told = first.block.decode()
    for words in (
        "run: urn:uuid:",
        "site: tests",
        "operator: archivist@example.org",
        "robots: ignore",
        "Scrapy/2.19",
        "format: WARC File Format 1.1",
    ):
        assert words in told
    assert last.block.startswith(b"archiverNote: run-end\r\n")
    assert b"finish_reason: finished\r\n" in last.block
    assert all(record.get("WARC-Warcinfo-ID") == first.id for record in list(read(path))[1:])
