import hashlib
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.derive.verify.ledger import Vouching, read_ledger
from archiver.errors import BadInput, StorageFailed
from archiver.warc.ledger import FIRST, Ledger, Line, Mended, check_chain, lines

ROOT = Path(__file__).parents[2]
AT = datetime(2018, 12, 11, 12, tzinfo=UTC)
SHA = hashlib.sha256(b"x").hexdigest()


def ledger(path: Path) -> Ledger:
    return Ledger(path, clock=lambda: AT)


def add(path: Path, number: int = 1) -> Line:
    return ledger(path).append(
        name="a.warc.gz", bytes=number, sha256=SHA, records=number, run="urn:uuid:run", closed=number > 2
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive" / "fixity.jsonl"


def test_lines_come_back_and_each_names_the_one_before(path: Path) -> None:
    assert list(lines(path)) == []
    assert check_chain(path) == []
    assert ledger(path).head() == FIRST
    made = [add(path, number) for number in (1, 2, 3)]
    assert list(lines(path)) == made
    raw = path.read_bytes().splitlines()
    assert [line.previous for line in made] == [FIRST, *(hashlib.sha256(one).hexdigest() for one in raw[:2])]
    assert ledger(path).head() == hashlib.sha256(raw[2]).hexdigest()
    assert check_chain(path) == []
    assert json.loads(raw[0])["at"] == "2018-12-11T12:00:00+00:00"
    assert made[0].at == AT


def test_a_time_of_its_own_may_be_given(path: Path) -> None:
    later = AT + timedelta(days=1)
    ledger(path).append(name="a", bytes=1, sha256=SHA, records=1, run="r", closed=True, at=later)
    assert [line.at for line in lines(path)] == [later]


@given(st.integers(0, 2), st.data())
def test_no_byte_of_a_line_that_others_follow_changes_unseen(
    tmp_path_factory: pytest.TempPathFactory, number: int, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("ledger") / "fixity.jsonl"
    for count in range(1, 5):
        add(path, count)
    raw = path.read_bytes().splitlines(keepends=True)
    place = data.draw(st.integers(0, len(raw[number]) - 1))
    changed = bytearray(raw[number])
    changed[place] ^= 1 << data.draw(st.integers(0, 6))
    path.write_bytes(b"".join([*raw[:number], changed, *raw[number + 1 :]]))
    assert check_chain(path)


def test_a_line_taken_out_is_found(path: Path) -> None:
    for number in (1, 2, 3):
        add(path, number)
    raw = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(raw[0] + raw[2])
    assert [(found.kind, found.line) for found in check_chain(path)] == [("broken-chain", 2)]


@pytest.mark.parametrize("raw", [b"no json\n", b"[]\n", b'{"at": "2018-12-11"}\n', b"\xff\n", b"{}\n", b"\n"])
def test_what_is_no_line_is_said(path: Path, raw: bytes) -> None:
    add(path)
    with path.open("ab") as file:
        file.write(raw)
    assert [(found.kind, found.line) for found in check_chain(path)] == [("unreadable", 2)]
    with pytest.raises(BadInput, match="line 2"):
        list(lines(path))
    assert add(path).previous == hashlib.sha256(raw[:-1]).hexdigest()


@pytest.mark.parametrize("cut", [1, 40, 150])
def test_a_torn_line_is_put_aside_at_the_next_append(path: Path, cut: int) -> None:
    first, _ = add(path), add(path, 2)
    size = path.stat().st_size
    whole = len(path.read_bytes().splitlines(keepends=True)[0])
    with path.open("r+b") as file:
        torn = file.read()[whole : size - cut]
        file.truncate(size - cut)
    assert [(found.kind, found.line) for found in check_chain(path)] == [("torn", 2)]
    assert list(lines(path)) == [first]
    writer = ledger(path)
    last = writer.append(name="b", bytes=1, sha256=SHA, records=1, run="r", closed=True)
    assert list(lines(path)) == [first, last]
    assert check_chain(path) == []
    assert writer.torn == [path.with_name(f"fixity.jsonl.torn-{whole}")]
    assert writer.torn[0].read_bytes() == torn


def test_nothing_but_a_torn_line(path: Path) -> None:
    add(path)
    path.write_bytes(path.read_bytes()[:20])
    assert add(path, 2).previous == FIRST
    assert check_chain(path) == []


def test_many_processes_keep_one_chain(path: Path) -> None:
    code = (
        "import sys; from tests.warc.test_ledger import add; from pathlib import Path\n"
        "for number in range(50): add(Path(sys.argv[1]), number)"
    )
    started = [subprocess.Popen([sys.executable, "-c", code, str(path)], cwd=ROOT) for _ in range(3)]
    assert [one.wait() for one in started] == [0, 0, 0]
    assert len(list(lines(path))) == 150
    assert check_chain(path) == []


def test_a_disk_that_refuses_is_a_storage_failure(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageFailed, match="file: no folder"):
        add(tmp_path / "file" / "fixity.jsonl")


def test_a_ledger_that_grows_is_read_on(tmp_path: Path) -> None:
    """What it says, by file, without reading it again: as if it were read anew each time."""
    path = tmp_path / "fixity.jsonl"
    vouching = Vouching(path)
    assert vouching.now() == {}
    for number in (1, 2, 3):
        add(path, number)
        held = vouching.now()
        assert held == read_ledger(path)
        assert [one.line for one in held["a.warc.gz"]] == list(range(1, number + 1))
    void = Mended(kind="forged", why="for a test", voids=(1, 3))
    ledger(path).append(
        name="a.warc.gz", bytes=4, sha256=SHA, records=4, run="repair", closed=True, mended=void
    )
    assert [one.line for one in vouching.now()["a.warc.gz"]] == [2, 4]
    assert vouching.now() == read_ledger(path)
    spelled = path.read_bytes().replace(b'"mended"', b'"\\u006dended"')
    path.write_bytes(spelled)
    assert read_ledger(path) == vouching.now()
