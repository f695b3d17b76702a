"""What holds of a whole crawl: order, retries, stale connections, revisits, guards, failures."""

import gzip
import socket
import threading
from pathlib import Path

import pytest

from archiver.warc.reader import record_at, records
from tests.crawl.answers import CLOSE, HANG, RESET, Answer, Pause, plain, sized
from tests.crawl.crawling import crawl, start_crawl
from tests.crawl.held import groups, read
from tests.crawl.rawserver import RawProxy, RawServer, running


def page(path: str) -> Answer:
    """A page of its own for each path, long enough to be worth a revisit."""
    return Answer((plain(path * 40),))


def test_a_capture_is_on_disk_and_told_of_before_its_response_goes_on(tmp_path: Path) -> None:
    server = RawServer(page)
    with running(server):
        done = crawl(tmp_path, {"urls": [f"http://localhost:{server.port}/{n}" for n in range(40)]})
    order = [words[0] for words in done.told]
    assert order[0] == "start"
    for fetch in done.fetches:
        record_id = fetch.captured["record_id"]
        assert done.told.index(["capture", record_id]) < done.told.index(["callback", record_id])
    assert done.told[0][2] == "tests"


def test_sixteen_at_a_time_over_kept_connections(tmp_path: Path) -> None:
    together = threading.Barrier(16, timeout=30)

    def answer(path: str) -> Answer:
        together.wait()  # none is answered before sixteen have asked
        return Answer((plain(path)[:-9], plain(path)[-9:]))

    server = RawServer(answer)
    with running(server):
        done = crawl(tmp_path, {"urls": [f"http://localhost:{server.port}/{n}" for n in range(320)]})
    assert server.accepted <= 20
    held = {(group.sent, group.came) for group in groups(done.warcs)}
    assert held == {(exchange.received, bytes(exchange.sent)) for exchange in server.exchanges}
    assert len(held) == 320


def test_a_kept_connection_that_died_unseen_is_replaced(tmp_path: Path) -> None:
    server = RawServer(page, per_connection=2)
    with running(server):
        done = crawl(
            tmp_path,
            {"urls": [f"http://localhost:{server.port}/{n}" for n in range(60)]},
            {"CONCURRENT_REQUESTS": 4, "CONCURRENT_REQUESTS_PER_DOMAIN": 4},
        )
    assert [fetch.error for fetch in done.fetches] == [None] * 60
    assert len(groups(done.warcs)) == 60


@pytest.mark.parametrize("late", [False, True])
def test_what_comes_too_much_is_not_taken_for_the_next_answer(tmp_path: Path, late: bool) -> None:
    forged = plain("forged")

    def answer(path: str) -> Answer:
        first = plain(path)
        if path != "/bad":
            return Answer((first,))
        return Answer((first + b"!", Pause(0.05), forged) if late else (first + forged,))

    server = RawServer(answer)
    base = f"http://localhost:{server.port}"
    urls = [f"{base}/{name}" for name in ("bad", "b", "c", "bad", "d")]
    with running(server):
        done = crawl(tmp_path, {"urls": urls}, {"CONCURRENT_REQUESTS": 1})
    for fetch in done.fetches:
        if not fetch.url.endswith("/bad"):
            assert fetch.block == plain(fetch.url.removeprefix(base))
        else:
            assert (fetch.block or b"").startswith(plain("/bad") + (b"!" if late else forged))
    assert server.accepted == 3


def test_retries_are_captures_of_their_own(tmp_path: Path) -> None:
    answers = iter(
        [
            Answer((plain("a")[:-4], CLOSE)),
            Answer((RESET,)),
            Answer((plain("busy", status=b"HTTP/1.1 503 Busy"),)),
        ]
    )
    server = RawServer(lambda path: next(answers, Answer((plain("at-last"),))))
    with running(server):
        done = crawl(
            tmp_path,
            {"urls": [f"http://localhost:{server.port}/"]},
            {"RETRY_ENABLED": True, "RETRY_TIMES": 5},
        )
    (fetch,) = done.fetches
    held = groups(done.warcs)
    assert fetch.status == 200
    assert [group.answer.type for group in held] == ["response", "metadata", "response", "response"]
    assert held[0].answer.get("WARC-Truncated") == "disconnect"
    assert fetch.captured["record_id"] == str(held[3].answer.id).strip("<>")
    assert [bytes(exchange.sent) for exchange in server.exchanges] == [group.came for group in held]


def test_cut_answers_that_the_spider_wants_are_marked_all_the_same(tmp_path: Path) -> None:
    server = RawServer({"cut": Answer((plain("cut")[:-4], CLOSE))})
    with running(server):
        done = crawl(
            tmp_path, {"urls": [f"http://localhost:{server.port}/cut"]}, {"DOWNLOAD_FAIL_ON_DATALOSS": False}
        )
    (fetch,) = done.fetches
    assert fetch.status == 200
    assert fetch.captured["truncated"] == "disconnect"


def test_a_download_stopped_by_the_spider_is_cut(tmp_path: Path) -> None:
    server = RawServer({"long": Answer((plain("long")[:-4], HANG))})
    with running(server):
        done = crawl(tmp_path, {"urls": [f"http://localhost:{server.port}/long"], "stop_download": True})
    (fetch,) = done.fetches
    assert fetch.captured["truncated"] == "unspecified"
    (group,) = groups(done.warcs)
    assert group.came == plain("long")[:-4]
    assert "fetchCut: stopped on request" in group.told


def test_what_is_in_flight_can_be_dropped_and_is_kept(tmp_path: Path) -> None:
    server = RawServer({"a": Answer((plain("a")[:-4], HANG)), "b": Answer((HANG,))})
    base = f"http://localhost:{server.port}"
    with running(server):
        done = crawl(tmp_path, {"urls": [f"{base}/b", f"{base}/a"], "drop_at": f"{base}/a"})
    assert done.fetch(f"{base}/a").captured["truncated"] == "unspecified"
    assert done.fetch(f"{base}/a").block == plain("a")[:-4]
    assert done.fetch(f"{base}/b").captured["kind"] == "failure"
    assert "the test wants no more" in done.fetch(f"{base}/b").said


def test_nothing_there_is_a_fact_too(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    urls = [f"http://127.0.0.1:{port}/", "http://no-such-host.invalid/"]
    done = crawl(tmp_path, {"urls": urls})
    told = {group.told.partition("\r\n")[0].split(": ")[1] for group in groups(done.warcs)}
    assert told == {"DownloadConnectionRefusedError", "CannotResolveHostError"}
    assert {fetch.captured["kind"] for fetch in done.fetches} == {"failure"}
    assert all(group.request is None for group in groups(done.warcs))


def test_only_codings_that_replay_everywhere_are_asked_for(tmp_path: Path) -> None:
    server = RawServer(page)
    base = f"http://localhost:{server.port}"
    asked = ["br", "zstd, gzip", "gzip", "identity", "gzip;q=0.5, deflate", "*"]
    requests = [
        {"url": f"{base}/{n}", "headers": {"Accept-Encoding": words}} for n, words in enumerate(asked)
    ]
    with running(server):
        crawl(tmp_path, {"urls": [f"{base}/none"], "requests": requests})
    sent = {
        exchange.path: exchange.received.partition(b"Accept-Encoding: ")[2].partition(b"\r\n")[0]
        for exchange in server.exchanges
    }
    assert sent == {
        "/none": b"gzip, deflate",
        "/0": b"gzip, deflate",
        "/1": b"gzip, deflate",
        "/2": b"gzip",
        "/3": b"identity",
        "/4": b"gzip;q=0.5, deflate",
        "/5": b"gzip, deflate",
    }


def test_requests_with_bodies_are_held_whole(tmp_path: Path) -> None:
    server = RawServer(page)
    with running(server):
        request = {"url": f"http://localhost:{server.port}/p", "method": "POST", "body": "a=1&b=é" * 5000}
        done = crawl(tmp_path, {"requests": [request]})
    (group,) = groups(done.warcs)
    assert group.sent == server.exchanges[0].received
    assert len(group.sent) > 40_000


def test_head_is_refused(tmp_path: Path) -> None:
    server = RawServer(page)
    with running(server):
        done = crawl(tmp_path, {"requests": [{"url": f"http://localhost:{server.port}/", "method": "HEAD"}]})
    (fetch,) = done.fetches
    assert fetch.error == "UsageError"
    assert server.exchanges == []


@pytest.mark.parametrize("scheme", ["data:text/html,x", "file:///etc/hostname", "ftp://localhost/"])
def test_what_has_no_wire_is_off(tmp_path: Path, scheme: str) -> None:
    done = crawl(tmp_path, {"urls": [scheme]})
    assert done.fetches[0].error == "NotSupported"


def test_a_cache_is_refused(tmp_path: Path) -> None:
    process = start_crawl(tmp_path, {"urls": []}, {"HTTPCACHE_ENABLED": True})
    log, _ = process.communicate(timeout=60)
    assert "HTTPCACHE_ENABLED is set: an answer from a cache never passed the wire" in log
    assert "Spider opened" not in log


def test_the_same_body_again_is_a_revisit(tmp_path: Path) -> None:
    text = b"the same words " * 100
    server = RawServer(lambda path: Answer((sized(text, b"X-Path: " + path.encode()),)))
    base = f"http://localhost:{server.port}"
    with running(server):
        done = crawl(
            tmp_path,
            {"urls": [f"{base}/a"], "follow": {f"{base}/a": [f"{base}/b"], f"{base}/b": [f"{base}/a"]}},
            {"CLOSESPIDER_PAGECOUNT": 3, "CONCURRENT_REQUESTS": 1},
        )
    first, second, *_ = groups(done.warcs)
    assert first.answer.type == "response"
    assert second.answer.type == "revisit"
    assert second.answer.get("WARC-Refers-To") == first.answer.id
    assert second.answer.get("WARC-Refers-To-Target-URI") == f"{base}/a"
    assert second.answer.block == sized(text, b"X-Path: /b").removesuffix(text)
    # The spider and the parser see it whole.
    fetch = next(fetch for fetch in done.fetches if fetch.url == f"{base}/b")
    assert fetch.block == sized(text, b"X-Path: /b")
    assert fetch.body == text
    assert fetch.captured["kind"] == "revisit"


def test_not_modified_is_a_revisit(tmp_path: Path) -> None:
    answers = iter([page("/a")])
    bare = b'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\n\r\n'
    server = RawServer(lambda path: next(answers, Answer((bare,))))
    url = f"http://localhost:{server.port}/a"
    with running(server):
        done = crawl(
            tmp_path,
            {"urls": [url], "follow": {url: [url]}},
            {"CLOSESPIDER_PAGECOUNT": 2, "CONCURRENT_REQUESTS": 1},
        )
    first, second, *_ = groups(done.warcs)
    assert second.answer.type == "revisit"
    assert second.answer.get("WARC-Refers-To") == first.answer.id
    assert second.answer.block == b""
    assert second.came == bare
    assert done.fetches[1].block == bare


def test_a_public_crawl_is_not_led_onto_this_machine(tmp_path: Path) -> None:
    inner = RawServer(page)
    secret = f"http://127.0.0.1:{inner.port}/secret"
    outer = RawServer(
        {"": Answer((sized(b"go", b"Location: " + secret.encode(), status=b"HTTP/1.1 302 Go"),))}
    )
    proxy = RawProxy(target=("127.0.0.1", outer.port))  # so that a public name can be a seed here
    with running(inner, outer, proxy):
        done = crawl(tmp_path, {"urls": ["http://news.example/"], "proxy": f"http://127.0.0.1:{proxy.port}"})
    assert done.fetch(secret).error == "AddressRefused"
    assert len(outer.exchanges) == 1
    assert inner.exchanges == []


def test_a_name_that_no_seed_has_may_not_lead_onto_this_machine(tmp_path: Path) -> None:
    server = RawServer(page)
    url = f"http://localhost:{server.port}/"
    with running(server):
        done = crawl(tmp_path, {"requests": [{"url": url, "meta": {"is_start_request": False}}]})
    assert done.fetch(url).error == "AddressRefused"
    assert done.fetch(url).captured["kind"] == "failure"
    assert server.exchanges == []


def test_a_seed_on_this_machine_opens_this_machine_only(tmp_path: Path) -> None:
    inner = RawServer(page)
    outer = RawServer(
        {
            "": Answer((plain("seed"),)),
            "loop": Answer(
                (sized(b"", b"Location: http://127.0.0.1:%d/x" % inner.port, status=b"HTTP/1.1 302 Go"),)
            ),
            "link": Answer((sized(b"", b"Location: http://169.254.169.254/x", status=b"HTTP/1.1 302 Go"),)),
        }
    )
    base = f"http://localhost:{outer.port}"
    with running(inner, outer):
        done = crawl(tmp_path, {"urls": [f"{base}/", f"{base}/loop", f"{base}/link"]})
    assert len(inner.exchanges) == 1
    refused = done.fetch("http://169.254.169.254/x")
    assert refused.error == "AddressRefused"
    assert "a link-local address" in refused.said
    assert refused.captured["kind"] == "failure"


def test_the_spider_may_open_private_addresses(tmp_path: Path) -> None:
    server = RawServer(page)
    request = {"url": f"http://localhost:{server.port}/", "meta": {"is_start_request": False}}
    with running(server):
        done = crawl(tmp_path, {"requests": [request], "allow_private_hosts": ["localhost"]})
    assert done.fetches[0].status == 200


def test_ipv6(tmp_path: Path) -> None:
    try:
        server = RawServer(page, family=socket.AF_INET6)
    except OSError:
        pytest.skip("no IPv6 loopback here")
    with running(server):
        done = crawl(
            tmp_path,
            {"urls": [f"http://[::1]:{server.port}/a"]},
            {"DNS_RESOLVER": "scrapy.resolver.CachingHostnameResolver"},
        )
    (group,) = groups(done.warcs)
    assert group.answer.get("WARC-IP-Address") == "::1"
    assert group.sent == server.exchanges[0].received


def test_notes_stand_in_the_order_they_were_made(tmp_path: Path) -> None:
    server = RawServer(page)
    with running(server):
        done = crawl(tmp_path, {"urls": [f"http://localhost:{server.port}/"], "notes": ["look-start"]})
    types = [(held.type, held.block[:24]) for path in done.warcs for held in read(path)]
    assert [type_ for type_, _ in types] == ["warcinfo", "metadata", "request", "response", "metadata"]
    assert types[1][1] == b"archiverNote: look-start"
    assert [words for words in done.told if words[0] == "note"] == [["note", "look-start"]]


def test_a_disk_that_refuses_stops_the_crawl_and_loses_nothing(tmp_path: Path) -> None:
    noise = gzip.compress(b"".join(bytes([n % 251]) for n in range(3000)))

    def answer(path: str) -> Answer:
        body = noise + bytes((n * n * 7919 + hash(path)) % 256 for n in range(4000))
        return Answer((sized(body, b"Content-Encoding: x-noise"),))

    server = RawServer(answer)
    plan = {
        "urls": [f"http://localhost:{server.port}/{n}" for n in range(400)],
        "file_limit": 200_000,
        "brief": True,
    }
    with running(server):
        done = crawl(tmp_path, plan, {"LOG_LEVEL": "CRITICAL"})
    assert done.reason == "storage_failed"
    good = [fetch for fetch in done.fetches if fetch.error is None]
    bad = [fetch for fetch in done.fetches if fetch.error is not None]
    assert good
    assert {fetch.error for fetch in bad} == {"StorageFailed"}
    assert len(server.exchanges) < 200, "nothing new is asked for"
    (path,) = done.warcs
    for fetch in good:
        assert record_at(path, fetch.captured["offset"], fetch.captured["length"]).target_uri == fetch.url
    assert path.stat().st_size <= 200_000
    assert list(records(path)), "cut back to whole members"


def test_an_archive_that_can_not_be_opened_stops_the_crawl_before_it_asks(tmp_path: Path) -> None:
    (tmp_path / "output").mkdir()
    (tmp_path / "output/collections").write_text("a file where a folder should be")
    server = RawServer(page)
    with running(server):
        done = crawl(tmp_path, {"urls": [f"http://localhost:{server.port}/"]})
    assert done.reason == "storage_failed"
    assert server.exchanges == []


def test_a_crawl_that_fetches_nothing_leaves_no_file(tmp_path: Path) -> None:
    assert crawl(tmp_path, {"urls": []}).warcs == []
