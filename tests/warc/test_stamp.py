"""Time stamps from an authority of openssl's on loopback: good ones are kept, all others are told apart and leave nothing."""

import hashlib
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archiver.errors import (
    ArchiverError,
    AuthorityRefused,
    AuthorityUnreachable,
    BadInput,
    StampError,
    UsageError,
)
from archiver.warc.layout import Archive
from archiver.warc.ledger import Ledger, head_of, raw_lines
from archiver.warc.stamp import authority, kept, trust
from archiver.warc.stamp.kept import check_kept, stamp_head
from archiver.warc.stamp.token import check, query_for
from tests.warc.authority import Authority

pytestmark = pytest.mark.openssl

LINES = 3


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("authorities")


@pytest.fixture(scope="module")
def made(place: Path) -> Iterator[Authority]:
    with Authority(place / "one") as one:
        yield one


@pytest.fixture
def tsa(made: Authority) -> Authority:
    made.answer = lambda query: (200, made.reply(query))
    made.asked.clear()
    return made


@pytest.fixture(scope="module")
def unsorted(place: Path) -> Iterator[Authority]:
    with Authority(place / "unsorted", unsorted=True) as one:
        yield one


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """One with a ledger of three lines and nothing else."""
    archive = Archive(tmp_path / "archive")
    ledger = Ledger(archive.ledger, clock=lambda: datetime(2019, 1, 1, tzinfo=UTC))
    for number in range(LINES):
        ledger.append(
            name=f"{number}.warc.gz", bytes=number, sha256="0" * 64, records=1, run="r", closed=True
        )
    return archive


def _stamp(archive: Archive, tsa: Authority, believed: trust.Trust | None = None) -> kept.Stamped:
    return stamp_head(
        archive, lambda query: authority.ask(tsa.url, query), believed or trust.from_file(tsa.believed)
    )


def _nothing_kept(archive: Archive) -> bool:
    return not archive.stamps.exists() or not list(archive.stamps.iterdir())


def test_the_head_is_stamped_kept_and_checked_again_without_the_authority(
    archive: Archive, tsa: Authority
) -> None:
    before = archive.ledger.read_bytes()
    got = _stamp(archive, tsa)
    assert got.head == head_of(archive.ledger)
    assert got.folder == archive.stamps / "000003"
    assert sorted(path.name for path in got.folder.iterdir()) == [
        "SHA256SUMS",
        "certificates.pem",
        "query.tsq",
        "reply.tsr",
        "root.pem",
    ]
    assert (got.stamp.checked_with, len(tsa.asked)) == ("rfc3161-client", 1)
    assert (datetime.now(UTC) - got.stamp.at).total_seconds() < 300
    (one,) = kept.kept(archive)
    assert check_kept(one, got.head.sha256, None) == (got.stamp, "the roots kept with it")
    assert check_kept(one, got.head.sha256, trust.from_file(tsa.roots))[0] == got.stamp
    assert len(tsa.asked) == 1
    assert archive.ledger.read_bytes() == before


def test_what_goes_out_is_a_hash_and_the_imprint_is_the_chains_head(archive: Archive, tsa: Authority) -> None:
    got = _stamp(archive, tsa)
    (query,) = tsa.asked
    assert bytes.fromhex(got.head.sha256) in query
    assert len(query) < 100


@pytest.mark.parametrize("name", ["made", "unsorted"])
def test_a_third_party_needs_openssl_alone(
    archive: Archive, name: str, request: pytest.FixtureRequest
) -> None:
    """The very words of docs/operator.md."""
    tsa: Authority = request.getfixturevalue(name)
    _stamp(archive, tsa)
    words = (
        "sed -n 3p fixity.jsonl | tr -d '\\n' > line && openssl ts -verify -data line -in stamps/000003/reply.tsr"
        f" -CAfile {tsa.roots} -untrusted stamps/000003/certificates.pem"
    )
    done = subprocess.run(["sh", "-c", words], cwd=archive.root, capture_output=True, check=False, text=True)
    assert done.stdout == "Verification: OK\n", done.stderr
    wrong = words.replace("sed -n 3p", "sed -n 2p")
    assert (
        subprocess.run(["sh", "-c", wrong], cwd=archive.root, capture_output=True, check=False).returncode
        == 1
    )


def test_certificates_out_of_order_are_left_to_openssl(
    archive: Archive, unsorted: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    got = _stamp(archive, unsorted)
    assert (got.stamp.checked_with, len(got.stamp.certificates)) == ("openssl", 2)
    assert "Test stamps" in got.stamp.authority
    (one,) = kept.kept(archive)
    assert check_kept(one, got.head.sha256, None)[0] == got.stamp
    with pytest.raises(StampError):
        check_kept(one, "0" * 64, None)
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(BadInput, match="no openssl"):
        check_kept(one, got.head.sha256, None)


def test_another_stamp_of_the_same_line_stands_beside_the_first(archive: Archive, tsa: Authority) -> None:
    _stamp(archive, tsa)
    _stamp(archive, tsa)
    assert [one.folder.name for one in kept.kept(archive)] == ["000003", "000003.2"]
    assert {one.line for one in kept.kept(archive)} == {3}


def test_no_line_no_stamp(tmp_path: Path, tsa: Authority) -> None:
    with pytest.raises(BadInput, match="no line"):
        _stamp(Archive(tmp_path), tsa)
    assert tsa.asked == []


# Answers that do not hold


def _other_nonce(tsa: Authority, archive: Archive) -> None:
    raw = [raw for _, raw in raw_lines(archive.ledger)][-1]
    tsa.answer = lambda _query: (200, tsa.reply(query_for(raw)))


def _no_nonce(tsa: Authority, archive: Archive) -> None:
    raw = [raw for _, raw in raw_lines(archive.ledger)][-1]
    tsa.answer = lambda _query: (200, tsa.reply(tsa.query(raw, "-sha256", "-no_nonce")))


def _other_imprint(tsa: Authority, archive: Archive) -> None:
    tsa.answer = lambda _query: (200, tsa.reply(tsa.query(b"something else")))


def _garbage(tsa: Authority, archive: Archive) -> None:
    tsa.answer = lambda _query: (200, b"<html>Not found</html>")


def _nothing(tsa: Authority, archive: Archive) -> None:
    tsa.answer = lambda _query: (200, b"")


def _cut(tsa: Authority, archive: Archive) -> None:
    tsa.answer = lambda query: (200, tsa.reply(query)[:-100])


def _flood(tsa: Authority, archive: Archive) -> None:
    tsa.answer = lambda query: (200, b"\x30" * (authority.MOST + 1))


@pytest.mark.parametrize(
    ("how", "words"),
    [
        (_other_nonce, "nonce"),
        (_no_nonce, "nonce"),
        (_other_imprint, "imprint"),
        (_garbage, "openssl"),
        (_nothing, "openssl"),
        (_cut, "openssl"),
        (_flood, "more than"),
    ],
    ids=lambda value: value.__name__.strip("_") if callable(value) else "",
)
def test_an_answer_that_does_not_hold_is_not_kept(
    archive: Archive, tsa: Authority, how: object, words: str
) -> None:
    assert callable(how)
    how(tsa, archive)
    with pytest.raises(StampError, match=words):
        _stamp(archive, tsa)
    assert _nothing_kept(archive)
    tsa.answer = lambda query: (200, tsa.reply(query))
    assert _stamp(archive, tsa).folder.name == "000003"


@pytest.mark.parametrize("name", ["made", "unsorted"])
def test_a_signer_nobody_believes_is_refused(
    archive: Archive, place: Path, name: str, request: pytest.FixtureRequest
) -> None:
    tsa: Authority = request.getfixturevalue(name)
    other = Authority(place / f"other-{name}")
    with pytest.raises(StampError):
        _stamp(archive, tsa, trust.from_file(other.believed))
    assert _nothing_kept(archive)


@pytest.mark.parametrize("unsorted", [False, True])
@pytest.mark.parametrize(("begin", "end"), [(-10, -1), (1, 10)], ids=["expired", "not yet valid"])
def test_a_certificate_must_be_valid_at_the_stamps_instant(
    tmp_path: Path, begin: int, end: int, unsorted: bool
) -> None:
    tsa = Authority(tmp_path / "tsa", unsorted=unsorted)
    query, now, day = query_for(b"line"), datetime.now(UTC), timedelta(days=1)
    sha256, believed = hashlib.sha256(b"line").hexdigest(), trust.from_file(tsa.believed)
    tsa.sign_anew(now - day, now + day, ExtendedKeyUsageOID.TIME_STAMPING)
    assert check(query, tsa.reply(query), sha256, believed).authority
    tsa.sign_anew(now + begin * day, now + end * day, ExtendedKeyUsageOID.TIME_STAMPING)
    with pytest.raises(StampError):
        check(query, tsa.reply(query), sha256, believed)


def test_an_issuer_between_is_no_root(tsa: Authority) -> None:
    query = query_for(b"line")
    reply, sha256 = tsa.reply(query), hashlib.sha256(b"line").hexdigest()
    believed = trust.from_file(tsa.believed)
    assert check(query, reply, sha256, believed).checked_with == "rfc3161-client"
    with pytest.raises(StampError):
        check(query, reply, sha256, replace(believed, roots=believed.between, between=()))
    with pytest.raises(StampError):
        check(query, reply, sha256, replace(believed, between=()))


def test_a_file_without_a_root_is_refused(tsa: Authority, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="self-signed"):
        trust.from_file(tsa.folder / "between.pem")
    (tmp_path / "no.pem").write_text("no certificate")
    for path in (tmp_path / "no.pem", tmp_path / "nowhere.pem"):
        with pytest.raises(BadInput, match=path.name):
            trust.from_file(path)


def test_a_refusal_is_told_in_the_authoritys_words(archive: Archive, tsa: Authority) -> None:
    raw = [raw for _, raw in raw_lines(archive.ledger)][-1]
    tsa.answer = lambda _query: (200, tsa.reply(tsa.query(raw, "-sha512")))
    with pytest.raises(AuthorityRefused, match=r"rejection \(Message digest algorithm is not supported"):
        _stamp(archive, tsa)
    assert _nothing_kept(archive)


@pytest.mark.parametrize(
    ("status", "error"),
    [(403, AuthorityRefused), (404, AuthorityRefused), (302, AuthorityRefused), (503, AuthorityUnreachable)],
)
def test_an_answer_that_is_not_200(
    archive: Archive, tsa: Authority, status: int, error: type[ArchiverError]
) -> None:
    tsa.answer = lambda _query: (status, b"no")
    with pytest.raises(error, match=str(status)):
        _stamp(archive, tsa)
    assert len(tsa.asked) == 1
    assert _nothing_kept(archive)


# Authorities that are not there


def test_nobody_listens(archive: Archive) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        with pytest.raises(AuthorityUnreachable, match="refused"):
            authority.ask(url, b"query")


@pytest.mark.parametrize("drop", [b"", b"H", b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n0"])
def test_one_that_trickles_holds_us_no_longer_than_is_allowed(drop: bytes) -> None:
    """It says nothing, or a byte now and then: no single read takes long, all of them together would."""
    over = Event()

    def trickle(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection:
            connection.sendall(drop)
            while not over.wait(0.05):
                if drop:
                    connection.sendall(drop[-1:])

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=trickle, args=(listener,))
        thread.start()
        try:
            with pytest.raises(AuthorityUnreachable):
                authority.ask(f"http://127.0.0.1:{listener.getsockname()[1]}/", b"query", seconds=0.5)
        finally:
            over.set()
            thread.join()


@pytest.mark.parametrize("url", ["", "tsa.example.org", "file:///etc/passwd", "http://", "http://x:99999/"])
def test_no_address(url: str) -> None:
    with pytest.raises(UsageError):
        authority.ask(url, b"")


def test_no_password_is_told() -> None:
    assert authority.named("https://me:secret@tsa.example.org/x?key=1") == "https://tsa.example.org/x"


# Hostile bytes


@pytest.fixture(scope="module")
def exchanged(made: Authority) -> tuple[bytes, bytes, trust.Trust]:
    query = query_for(b"line")
    return query, made.reply(query), trust.from_file(made.believed)


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_changed_replies_are_told_and_nothing_else_escapes(
    exchanged: tuple[bytes, bytes, trust.Trust], data: st.DataObject
) -> None:
    query, reply, believed = exchanged
    whole = bytearray(reply)
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] ^= data.draw(st.integers(1, 255))
    sha256 = hashlib.sha256(b"line").hexdigest()
    try:
        stamp = check(query, bytes(whole), sha256, believed)
    except ArchiverError:
        return
    # What is not signed may change: then the stamp still says the same.
    assert stamp.at == check(query, reply, sha256, believed).at
