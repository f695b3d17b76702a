"""What pywb's recorder writes, three readers read alike: ours, warcio and fastwarc."""

import os
import select
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from archiver.errors import TornRecord
from archiver.warc.reader import records
from tests.demo.server import DemoServer
from tests.machine import ROOT
from tests.replay.test_pywb import _free_port, _until_it_answers
from tests.warc.test_reader import agree

pytestmark = pytest.mark.pywb

CONFIG = "collections:\n  live: $live\nrecorder: live\n"
BIN = ROOT / ".venv-pywb" / "bin"
DIRECT = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A running pywb that records what it is asked for into the collection ``made``."""
    (tmp_path / "config.yaml").write_text(CONFIG, encoding="utf-8")
    subprocess.run([BIN / "wb-manager", "init", "made"], cwd=tmp_path, check=True, capture_output=True)
    port = _free_port()
    command = [str(BIN / "wayback"), "-b", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(
        command, cwd=tmp_path, env=DIRECT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as pywb:
        _until_it_answers(pywb, port)
        yield pywb, port
        pywb.terminate()


def _answers(folder: Path) -> int:
    """How many answers are written whole by now."""
    count = 0
    for path in folder.glob("collections/made/archive/*.warc.gz"):
        try:
            for record, _ in records(path):
                count += record.type == "response"
        except TornRecord:  # it is being written
            continue
    return count


def test_we_agree_on_files_of_its_recorder(
    recorder: tuple[subprocess.Popen[str], int], tmp_path: Path
) -> None:
    pywb, port = recorder
    with DemoServer() as site:
        pages = [site.base_url + path for path in ("/", "/robots.txt", next(iter(site.site.posts)).path)]
        for page in pages:
            with urlopen(f"http://127.0.0.1:{port}/made/record/mp_/{page}") as answer:
                assert answer.status == 200
                answer.read()
    for _ in range(600):  # a minute, if it says nothing
        if _answers(tmp_path) >= len(pages):
            break
        assert pywb.poll() is None
        assert pywb.stderr is not None
        if select.select([pywb.stderr], [], [], 0.1)[
            0
        ]:  # it writes when it has answered, and may say something
            os.read(pywb.stderr.fileno(), 65536)
    assert _answers(tmp_path) >= len(pages)
    pywb.terminate()
    pywb.wait()
    found = [one for path in tmp_path.glob("collections/made/archive/*.warc.gz") for one in agree(path)]
    assert {record.target_uri for record, _ in found if record.type == "response"} >= set(pages)
    assert any(record.type == "request" for record, _ in found)
