"""What a WACZ file holds is shown by other programs: replayweb.page in Chromium, and pywb."""

import http.client
import subprocess
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from archiver.replay.wayback import wayback
from tests.commands.told import Archiver, ask
from tests.commands.wacz import longest_thread, packed
from tests.machine import ROOT
from tests.replay.replayweb import showing


@pytest.mark.browser
@pytest.mark.replayweb
def test_replayweb_page_shows_the_article_and_its_thread(
    archive: Path, archiver: Archiver, tmp_path: Path
) -> None:
    key = tmp_path / "key.pem"
    key.write_bytes(
        ec.generate_private_key(ec.SECP384R1()).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    url = longest_thread(archive)
    wacz = packed(archiver, archive, tmp_path / "it.wacz", "--article", url, "--key", str(key))
    with showing(wacz.file, url) as shown:
        page = shown.page()
        ((title, text),) = ask(archive, f"SELECT title, text FROM v_articles WHERE url = '{url}'")
        assert title in page["title"]
        assert all(paragraph in page["text"] for paragraph in text.split("\n\n"))
        (latest,) = ask(archive, f"SELECT max(captured_at) FROM captures WHERE url = '{url}'")[0]
        said = ask(
            archive,
            "SELECT c.comment_id, v.text FROM sightings s JOIN captures k ON k.id = s.capture_id JOIN comment_versions v"
            " ON v.id = s.version_id JOIN comments c ON c.id = s.comment_ref"
            f" WHERE k.url = '{url}' AND k.captured_at = '{latest}'",
        )
        assert {f"comment-{number}" for number, _ in said} <= set(page["comments"])
        assert all(words.split("\n")[0] in page["text"] for _, words in said)
        assert page["images"]
        assert all(width > 0 for width in page["images"])
        assert page["sheets"]
        assert all(asked.allowed for asked in shown.asked())
        assert shown.signature() is True


@pytest.mark.pywb
def test_pywb_replays_what_it_unpacks(archive: Path, archiver: Archiver, tmp_path: Path) -> None:
    url = longest_thread(archive)
    wacz = packed(archiver, archive, tmp_path / "it.wacz", "--article", url)
    tools = ROOT / ".venv-pywb" / "bin"
    for words in (["init", "it"], ["add", "--unpack-wacz", "it", str(wacz.file)]):
        subprocess.run(
            [tools / "wb-manager", *words], cwd=tmp_path, check=True, capture_output=True, timeout=60
        )
    with wayback(tools / "wayback", tmp_path) as port:
        for _, at, entry in wacz.index():
            answer = _answer(port, f"/it/{at}id_/{entry['url']}")
            if entry["mime"] != "warc/revisit":
                assert answer.status == int(entry["status"]), entry["url"]
        page = _answer(port, f"/it/mp_/{url}comment-page-1/")
        assert page.status == 200
        assert ask(archive, f"SELECT title FROM v_articles WHERE url = '{url}'")[0][0] in page.body.decode()


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    body: bytes


def _answer(port: int, path: str) -> _Answer:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return _Answer(answer.status, answer.read())
