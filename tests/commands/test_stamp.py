"""``archiver stamp`` on a real archive, ``verify`` on its stamps, and a crawl that has its head stamped."""

import hashlib
import json
import os
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from archiver.errors import Exit
from tests.commands.told import Archiver, ask, warc
from tests.crawling import crawl_caracas
from tests.demo.server import DemoServer
from tests.machine import ROOT
from tests.warc.authority import Authority

pytestmark = pytest.mark.openssl


@pytest.fixture(scope="module")
def tsa(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    with Authority(tmp_path_factory.mktemp("authority") / "one") as one:
        yield one


def _stamp(archiver: Archiver, archive: Path, tsa: Authority, *words: str) -> str:
    told = archiver(archive, "stamp", "--url", tsa.url, "--roots", str(tsa.believed), *words)
    assert told.status == Exit.DONE, told.err
    return told.out


def test_a_stamp_is_got_and_verify_says_so(archive: Path, archiver: Archiver, tsa: Authority) -> None:
    lines = (archive / "fixity.jsonl").read_bytes().splitlines()
    head = hashlib.sha256(lines[-1]).hexdigest()
    out = _stamp(archiver, archive, tsa)
    assert f"Ledger line {len(lines)}, head {head}" in out
    assert "rfc3161-client" in out
    assert "has a stamp already" in _stamp(archiver, archive, tsa)
    told = archiver(archive, "verify", "--quick")
    assert told.status == Exit.DONE, told.out
    assert "1 time stamp good (1 by rfc3161-client against the roots kept with it)" in told.out
    assert f"line {len(lines)} of {len(lines)}" in told.out
    told = archiver(archive, "verify", "--jobs", "1", "--json", "--roots", str(tsa.roots))
    (stamp,) = told.lines[-1]["stamps"]
    assert (stamp["line"], stamp["checked_with"]) == (len(lines), "rfc3161-client")
    assert stamp["against"] == f"the roots in {tsa.roots}"


def _proof() -> str:
    """The commands of docs/archivist.md, "That it was there on that day"."""
    text = (ROOT / "docs" / "archivist.md").read_text(encoding="utf-8")
    chapter = text.split("## That it was there on that day", 1)[1]
    return chapter.split("```sh\ncd output\n", 1)[1].split("```", 1)[0]


def _prove(archive: Path, tsa: Authority, **values: object) -> subprocess.CompletedProcess[bytes]:
    chosen = {name: str(value) for name, value in values.items()} | {"ROOT": str(tsa.roots)}
    return subprocess.run(
        ["bash", "-e", "-c", _proof()],
        cwd=archive,
        env={**os.environ, **chosen},
        check=False,
        capture_output=True,
    )


def test_a_third_party_proves_a_comment_with_openssl_alone(
    archive: Path, archiver: Archiver, tsa: Authority
) -> None:
    _stamp(archiver, archive, tsa)
    ((number,),) = ask(archive, "SELECT comment_id FROM v_comments ORDER BY comment_id LIMIT 1")
    (cited,) = archiver(archive, "cite", str(number), "--json").json
    proof = cited["evidence"]
    line = len((archive / "fixity.jsonl").read_bytes().splitlines())
    values = {"LINE": line, "FILE": proof["warc"], "OFFSET": proof["offset"], "LENGTH": proof["length"]}
    good = _prove(archive, tsa, **values)
    assert good.returncode == 0, good.stderr
    assert good.stdout.startswith(b"Verification: OK\nWARC/1.1\r\n")
    assert f"WARC-Record-ID: <{proof['record_id']}>".encode() in good.stdout
    path = warc(archive)
    whole = path.read_bytes()
    path.write_bytes(whole[:50] + bytes([whole[50] ^ 1]) + whole[51:])
    assert b"the file is not as it was" in _prove(archive, tsa, **values).stdout
    path.write_bytes(whole)
    ledger = archive / "fixity.jsonl"
    ledger.write_bytes(ledger.read_bytes().replace(b'"records":', b'"records":1', 1))
    assert b"the chain breaks at" in _prove(archive, tsa, **values).stdout


def _write(name: str, data: bytes) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(data)


def _flip(part: float) -> Callable[[Path], object]:
    def flip(folder: Path) -> None:
        data = bytearray((folder / "reply.tsr").read_bytes())
        data[int(part * len(data))] ^= 1
        (folder / "reply.tsr").write_bytes(data)

    return flip


HARMS: dict[str, tuple[Callable[[Path], object], str]] = {
    "a byte of the signature": (_flip(0.999), "forged"),
    "a byte that nobody signed": (_flip(0.5), "corrupt"),
    "sums are gone": (lambda folder: (folder / "SHA256SUMS").unlink(), "missing"),
    "the reply gone": (lambda folder: (folder / "reply.tsr").unlink(), "missing"),
    "the query gone": (lambda folder: (folder / "query.tsq").unlink(), "missing"),
    "the root gone": (lambda folder: (folder / "root.pem").unlink(), "missing"),
    "the query is none": (_write("query.tsq", b"0"), "forged"),
    "certificates are none": (_write("certificates.pem", b"0"), "corrupt"),
    "another line's": (lambda folder: folder.rename(folder.with_name("000001")), "forged"),
    "a line that is not there": (lambda folder: folder.rename(folder.with_name("000099")), "missing"),
}


@pytest.mark.parametrize("harm", HARMS)
def test_a_stamp_that_was_altered_is_found(
    archive: Path, archiver: Archiver, tsa: Authority, harm: str
) -> None:
    _stamp(archiver, archive, tsa)
    (folder,) = (archive / "stamps").iterdir()
    do, kind = HARMS[harm]
    do(folder)
    told = archiver(archive, "verify", "--quick", "--json")
    *found, summary = told.lines
    assert [(one["kind"], one["file"].split("/")[0]) for one in found] == [(kind, "stamps")]
    assert (told.status, summary["stamps"]) == (Exit.FINDINGS, [])


def test_an_authority_that_is_not_named_any_more_is_told_from_a_forged_stamp(
    archive: Path, archiver: Archiver, tsa: Authority, tmp_path: Path
) -> None:
    _stamp(archiver, archive, tsa)
    other = Authority(tmp_path / "other")
    told = archiver(archive, "verify", "--quick", "--json", "--roots", str(other.roots))
    assert [one["kind"] for one in told.lines[:-1]] == ["orphaned"]
    both = tmp_path / "both.pem"
    both.write_bytes(other.roots.read_bytes() + tsa.roots.read_bytes())
    assert archiver(archive, "verify", "--quick", "--roots", str(both)).status == Exit.DONE


def test_a_chain_written_anew_from_some_line_on_does_not_fit_its_stamp(
    archive: Path, archiver: Archiver, tsa: Authority
) -> None:
    """What no chain shows by itself: every line fits the one before, and all files fit their lines."""
    ledger = archive / "fixity.jsonl"
    _stamp(archiver, archive, tsa)
    made: list[bytes] = []
    for line in ledger.read_bytes().splitlines():
        said = json.loads(line) | {"run": "another"}
        said["previous"] = hashlib.sha256(made[-1]).hexdigest() if made else said["previous"]
        made.append(json.dumps(said, separators=(",", ":")).encode())
    ledger.write_bytes(b"".join(line + b"\n" for line in made))
    *found, _ = archiver(archive, "verify", "--quick", "--json").lines
    assert [(one["kind"], one["file"]) for one in found] == [("forged", f"stamps/{len(made):06}")]


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ((), Exit.USAGE, "ARCHIVER_STAMP_URL"),
        (("--url", "ftp://example.org"), Exit.USAGE, "http://"),
        (("--url", "http://127.0.0.1:1", "--roots", "nowhere.pem"), Exit.BAD_INPUT, "nowhere.pem"),
    ],
)
def test_wrong_words(
    archive: Path, archiver: Archiver, words: tuple[str, ...], status: Exit, said: str
) -> None:
    told = archiver(archive, "stamp", *words)
    assert told.status == status
    assert said in told.err


def test_no_answer_a_refusal_and_a_bad_answer_have_their_statuses(
    archive: Path, archiver: Archiver, tsa: Authority
) -> None:
    words = ("stamp", "--roots", str(tsa.believed), "--url")
    good = tsa.answer
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        assert archiver(archive, *words, url).status == Exit.UNREACHABLE
    try:
        tsa.answer = lambda _query: (403, b"")
        assert archiver(archive, *words, tsa.url).status == Exit.REFUSED
        tsa.answer = lambda _query: (200, b"nonsense")
        assert archiver(archive, *words, tsa.url).status == Exit.BAD_INPUT
    finally:
        tsa.answer = good
    assert not (archive / "stamps").exists()


def _settings(tsa: Authority, url: str) -> tuple[str, ...]:
    chosen = {"URL": url, "ROOTS": tsa.believed, "RUNS": 1}
    return tuple(word for name, value in chosen.items() for word in ("-s", f"ARCHIVER_STAMP_{name}={value}"))


def test_a_run_says_its_chains_head_and_has_it_stamped(
    demo_site: DemoServer, tmp_path: Path, archiver: Archiver, tsa: Authority
) -> None:
    folder = tmp_path / "archive"
    few = ("-a", "limit=1", "-s", "REQUISITES_ENABLED=0")
    first = crawl_caracas(demo_site.base_url, folder, *few, *_settings(tsa, tsa.url))
    lines = (folder / "fixity.jsonl").read_bytes().splitlines()
    said = f"ledger line {len(lines)}, head {hashlib.sha256(lines[-1]).hexdigest()}"
    assert said in first.said
    assert f"stamps/{len(lines):06}" in first.said
    assert archiver(folder, "verify", "--quick").status == Exit.DONE


def test_a_run_that_is_not_stamped_loses_nothing(
    demo_site: DemoServer, tmp_path: Path, archiver: Archiver, tsa: Authority
) -> None:
    folder = tmp_path / "archive"
    few = ("-a", f"url={demo_site.base_url}/about/", "-s", "REQUISITES_ENABLED=0")
    run = crawl_caracas(demo_site.base_url, folder, *few, *_settings(tsa, demo_site.base_url + "/tsa"))
    assert run.status == Exit.FINDINGS, run.said
    assert "not stamped: http://127.0.0.1" in run.said
    assert "nothing is lost by it: archiver stamp" in run.said
    assert archiver(folder, "verify", "--jobs", "1").status == Exit.DONE
    _stamp(archiver, folder, tsa)
