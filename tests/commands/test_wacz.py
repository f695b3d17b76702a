"""A WACZ file is valid, complete in itself, exact to the byte and proved; what is altered or asked for wrongly is refused."""

import base64
import hashlib
import json
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils

from archiver.warc.zipnum import SortedLines
from tests.commands.told import Archiver, ask, change
from tests.commands.wacz import Wacz, check_proof, fixed_files_named, longest_thread, packed, validate
from tests.machine import ROOT

ALL_TIME = ("--since", "2000-01-01")


@pytest.fixture
def article(archive: Path, archiver: Archiver, tmp_path: Path) -> Wacz:
    return packed(archiver, archive, tmp_path / "article.wacz", "--article", longest_thread(archive))


@pytest.fixture
def key(tmp_path: Path) -> Callable[[ec.EllipticCurve], Path]:
    def make(curve: ec.EllipticCurve) -> Path:
        path = tmp_path / f"{curve.name}.pem"
        path.write_bytes(
            ec.generate_private_key(curve).private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        return path

    return make


# It is a WACZ file


@pytest.mark.wacz
@pytest.mark.parametrize("words", [(), ALL_TIME, ("--all",)], ids=["article", "span", "all"])
def test_py_wacz_finds_it_valid(
    archive: Path, archiver: Archiver, tmp_path: Path, words: tuple[str, ...]
) -> None:
    words = words or ("--article", longest_thread(archive))
    file = packed(archiver, archive, tmp_path / "it.wacz", *words).file
    done = validate(file)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "is valid" in done.stdout


@pytest.mark.wacz
@pytest.mark.parametrize("path", ["pages/pages.jsonl", "proof/records.jsonl", "datapackage.json", "archive/"])
def test_py_wacz_refuses_one_that_was_altered(article: Wacz, tmp_path: Path, path: str) -> None:
    (path,) = [name for name in zipfile.ZipFile(article.file).namelist() if name.startswith(path)]
    changed = article.altered(tmp_path / "altered.wacz", path, article.read(path).replace(b"1", b"2", 1))
    assert validate(changed).returncode != 0


def test_what_is_compressed_already_is_stored(article: Wacz) -> None:
    with zipfile.ZipFile(article.file) as package:
        assert package.testzip() is None
        stored = {info.filename for info in package.infolist() if info.compress_type == zipfile.ZIP_STORED}
        assert stored == {*article.warcs(), "indexes/index.cdx.gz"}


def test_a_reader_that_passes_over_the_local_headers_finds_the_data(article: Wacz) -> None:
    # replayweb.page takes the data to begin 30 bytes and the name behind the header's place.
    data = article.file.read_bytes()
    with zipfile.ZipFile(article.file) as package:
        for info in package.infolist():
            begin = info.header_offset + 30 + len(info.filename)
            raw = data[begin : begin + info.compress_size]
            is_stored = info.compress_type == zipfile.ZIP_STORED
            assert (raw if is_stored else zlib.decompress(raw, -15)) == package.read(info)


def test_the_manifest_tells_what_it_is(archive: Path, article: Wacz) -> None:
    manifest = article.json("datapackage.json")
    assert manifest["wacz_version"] == "1.1.1"
    assert manifest["mainPageUrl"] == longest_thread(archive)
    with zipfile.ZipFile(article.file) as package:
        for found in manifest["resources"]:
            data = package.read(found["path"])
            assert found["bytes"] == len(data)
            assert found["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        paths = {found["path"] for found in manifest["resources"]}
        assert paths | {"datapackage.json", "datapackage-digest.json"} == set(package.namelist())
    digest = hashlib.sha256(article.read("datapackage.json")).hexdigest()
    assert article.json("datapackage-digest.json") == {"path": "datapackage.json", "hash": f"sha256:{digest}"}


def test_the_same_archive_gives_the_same_bytes(
    archive: Path,
    archiver: Archiver,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    key: Callable[[ec.EllipticCurve], Path],
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1545000000")
    monkeypatch.setenv("ARCHIVER_WACZ_KEY", str(key(ec.SECP384R1())))
    url = longest_thread(archive)
    one, two = (
        packed(archiver, archive, tmp_path / f"{n}.wacz", "--article", url).file.read_bytes() for n in (1, 2)
    )
    assert one == two


# It is complete in itself


def test_an_article_brings_its_thread_and_each_capture_of_it(archive: Path, article: Wacz) -> None:
    url = longest_thread(archive)
    wanted = ask(
        archive,
        "SELECT record_id FROM captures WHERE id IN (SELECT capture_id FROM article_sightings s JOIN articles a"
        f" ON a.id = s.article_id WHERE a.url = '{url}')",
    )
    held = {headers.get_header("WARC-Record-ID").strip("<>") for headers in article.records()}
    assert {row[0] for row in wanted} <= held
    pages = {
        line["url"] for name in ("pages", "extraPages") for line in article.lines(f"pages/{name}.jsonl")[1:]
    }
    assert f"{url}comment-page-1/" in pages
    assert len(held) < ask(archive, "SELECT count(*) FROM captures")[0][0]


@pytest.mark.parametrize("words", [(), ALL_TIME, ("--all",)], ids=["article", "span", "all"])
def test_nothing_that_a_record_refers_to_is_left_behind(
    archive: Path, archiver: Archiver, tmp_path: Path, words: tuple[str, ...]
) -> None:
    words = words or ("--article", longest_thread(archive))
    records = packed(archiver, archive, tmp_path / "it.wacz", *words).records()
    held = {headers.get_header("WARC-Record-ID") for headers in records}
    assert len(held) == len(records)
    for headers in records:
        for name in ("WARC-Refers-To", "WARC-Warcinfo-ID", "WARC-Concurrent-To"):
            other = headers.get_header(name)
            assert other is None or other in held, (name, headers.get_header("WARC-Target-URI"))
    types = {headers.get_header("WARC-Type") for headers in records}
    assert types >= {"warcinfo", "request", "response", "metadata"}
    joined = {headers.get_header("WARC-Concurrent-To") for headers in records}
    answers = [h for h in records if h.get_header("WARC-Type") in ("response", "revisit")]
    assert all(headers.get_header("WARC-Record-ID") in joined for headers in answers)


def test_what_a_page_is_shown_with_comes_along(archive: Path, article: Wacz) -> None:
    urls = {entry["url"] for _, _, entry in article.index()}
    captured = {row[0] for row in ask(archive, "SELECT url FROM captures")}
    main = longest_thread(archive)
    (page, *_) = [
        subprocess.run(
            [sys.executable, "-m", "warcio.cli", "extract", "--payload", path, str(offset)],
            capture_output=True,
            check=True,
        ).stdout
        for path, offset in [
            (str(next(archive.glob(f"collections/*/archive/{warc}"))), offset)
            for warc, offset in ask(
                archive,
                f"SELECT warc, \"offset\" FROM v_captures WHERE url = '{main}' AND kind = 'response'",
            )
        ]
    ]
    named = fixed_files_named(page) & captured
    assert {url.partition("?")[0].rpartition(".")[2] for url in named} == {"css", "js", "png"}
    assert named <= urls
    assert any(url.endswith(".woff") for url in urls)  # a style sheet names it


def test_notes_on_an_article_s_looks_come_along(archive: Path, article: Wacz) -> None:
    notes = ask(archive, "SELECT record_id, fields FROM notes WHERE kind = 'look-start'")
    url = longest_thread(archive)
    own = {record_id for record_id, fields in notes if json.loads(fields)["article"] == url}
    ends = {row[0] for row in ask(archive, "SELECT record_id FROM notes WHERE kind = 'run-end'")}
    held = {headers.get_header("WARC-Record-ID").strip("<>") for headers in article.records()}
    assert own
    assert own | ends <= held
    assert not ({record_id for record_id, _ in notes} - own) & held


def test_what_a_revisit_refers_to_comes_along_from_before_the_time_asked_for(
    archive: Path, archiver: Archiver, tmp_path: Path
) -> None:
    ((at, earlier),) = ask(
        archive, "SELECT captured_at, refers_to FROM captures WHERE kind = 'revisit' LIMIT 1"
    )
    ((before,),) = ask(archive, f"SELECT captured_at FROM captures WHERE record_id = '{earlier}'")
    assert before < at
    wacz = packed(archiver, archive, tmp_path / "it.wacz", "--since", at)
    held = {headers.get_header("WARC-Record-ID").strip("<>") for headers in wacz.records()}
    assert earlier in held
    old = {row[0] for row in ask(archive, f"SELECT record_id FROM captures WHERE captured_at < '{at}'")}
    assert old - held


def test_a_record_that_shares_its_member_is_left_out_and_named(
    archive: Path, archiver: Archiver, tmp_path: Path
) -> None:
    url = longest_thread(archive)
    ((shared,),) = ask(archive, f"SELECT record_id FROM captures WHERE url = '{url}comment-page-1/' LIMIT 1")
    assert change(archive, f"UPDATE captures SET length = 0 WHERE record_id = '{shared}'")
    told = archiver(archive, "wacz", "--article", url, "-o", str(tmp_path / "it.wacz"))
    assert told.status == 1
    assert f"left out: record {shared}" in told.out
    held = {
        headers.get_header("WARC-Record-ID").strip("<>") for headers in Wacz(tmp_path / "it.wacz").records()
    }
    assert shared not in held


# It is exact


@pytest.mark.parametrize("words", [(), ALL_TIME, ("--all",)], ids=["article", "span", "all"])
def test_records_are_the_archive_s_to_the_byte_and_in_its_ledger(
    archive: Path, archiver: Archiver, tmp_path: Path, words: tuple[str, ...]
) -> None:
    whole = "--all" in words
    words = words or ("--article", longest_thread(archive))
    wacz = packed(archiver, archive, tmp_path / "it.wacz", *words)
    assert check_proof(wacz, archive) == (1 if whole else len(wacz.records()))
    if whole:
        (path,) = archive.glob("collections/*/archive/*.warc.gz")
        assert list(wacz.warcs().values()) == [path.read_bytes()]


def test_time_stamps_of_the_lines_come_along(archive: Path, archiver: Archiver, tmp_path: Path) -> None:
    lines = len((archive / "fixity.jsonl").read_bytes().splitlines())
    for line in (lines, lines + 1):  # the second is of no line that was there
        folder = archive / "stamps" / f"{line:06d}"
        folder.mkdir(parents=True)
        (folder / "reply.tsr").write_bytes(b"a reply")
    wacz = packed(archiver, archive, tmp_path / "it.wacz", "--all")
    with zipfile.ZipFile(wacz.file) as package:
        assert [name for name in package.namelist() if "stamp" in name] == [
            f"proof/stamp-{lines:06d}-reply.tsr"
        ]
    assert wacz.read(f"proof/stamp-{lines:06d}-reply.tsr") == b"a reply"


@pytest.mark.pywb
def test_the_index_is_what_cdxj_indexer_makes(article: Wacz, tmp_path: Path) -> None:
    ((name, data),) = article.warcs().items()
    path = tmp_path / Path(name).name
    path.write_bytes(data)
    done = subprocess.run(
        [ROOT / ".venv-pywb" / "bin" / "cdxj-indexer", "--sort", path],
        capture_output=True,
        text=True,
        check=True,
    )
    ours = []
    for key, at, entry in article.index():
        begin = int(entry["offset"])
        member = data[begin : begin + int(entry["length"])]
        assert entry.pop("recordDigest") == f"sha256:{hashlib.sha256(member).hexdigest()}"
        ours.append(f"{key} {at} {json.dumps(entry)}")
    assert ours == done.stdout.splitlines()


def test_pages_have_titles_words_and_times(archive: Path, article: Wacz) -> None:
    head, page = article.lines("pages/pages.jsonl")
    url = longest_thread(archive)
    assert head["format"] == "json-pages-1.0"
    ((title, text),) = ask(archive, f"SELECT title, text FROM v_articles WHERE url = '{url}'")
    assert (page["url"], page["title"]) == (url, title)
    assert page["text"].startswith(text)
    said = ask(archive, f"SELECT author, text FROM v_comments WHERE evidence = 'urn:uuid:{page['id']}'")
    assert said
    assert all(f"{author}: {words}" in page["text"] for author, words in said)
    (last,) = ask(archive, f"SELECT record_id, substr(captured_at, 1, 19) FROM captures WHERE url = '{url}'")[
        -1:
    ]
    assert (f"urn:uuid:{page['id']}", page["ts"]) == (last[0], f"{last[1]}Z")
    others = article.lines("pages/extraPages.jsonl")[1:]
    assert any(one["title"] == f"{title} (comment page 1)" for one in others)
    assert all({"url", "ts", "title", "id"} <= set(one) for one in others)


def test_lines_beyond_what_memory_shall_hold_are_sorted_all_the_same(tmp_path: Path) -> None:
    lines = SortedLines(tmp_path, chunk_lines=7)
    given = [f"{number * 7919 % 100:03d}\n".encode() for number in range(150)]
    for line in given:
        lines.add(line)
    assert list(lines) == sorted(set(given))


# It is signed


def test_a_signature_proves_the_manifest(
    archive: Path, archiver: Archiver, tmp_path: Path, key: Callable[[ec.EllipticCurve], Path]
) -> None:
    path = key(ec.SECP384R1())
    wacz = packed(archiver, archive, tmp_path / "it.wacz", "--all", "--key", str(path))
    digest = wacz.json("datapackage-digest.json")
    signed = digest["signedData"]
    assert (
        digest["hash"]
        == signed["hash"]
        == f"sha256:{hashlib.sha256(wacz.read('datapackage.json')).hexdigest()}"
    )
    assert signed["created"] == wacz.json("datapackage.json")["created"]
    public = serialization.load_der_public_key(base64.b64decode(signed["publicKey"]))
    assert isinstance(public, ec.EllipticCurvePublicKey)
    own = serialization.load_pem_private_key(path.read_bytes(), None)
    assert isinstance(own, ec.EllipticCurvePrivateKey)
    assert public == own.public_key()
    raw = base64.b64decode(signed["signature"])
    signature = utils.encode_dss_signature(int.from_bytes(raw[:48]), int.from_bytes(raw[48:]))
    public.verify(signature, digest["hash"].encode(), ec.ECDSA(hashes.SHA256()))
    with pytest.raises(InvalidSignature):
        public.verify(signature, digest["hash"][:-1].encode() + b"x", ec.ECDSA(hashes.SHA256()))


@pytest.mark.parametrize("which", ["curve", "words", "nothing"])
def test_a_key_that_readers_can_t_use_is_refused(
    archive: Path, archiver: Archiver, tmp_path: Path, key: Callable[[ec.EllipticCurve], Path], which: str
) -> None:
    path = key(ec.SECP256R1()) if which == "curve" else tmp_path / "none.pem"
    if which == "words":
        path.write_text("no key")
    told = archiver(archive, "wacz", "--all", "-o", str(tmp_path / "it.wacz"), "--key", str(path))
    assert told.status == 3
    assert str(path) in told.err
    assert not (tmp_path / "it.wacz").exists()
