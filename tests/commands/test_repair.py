"""``archiver repair``: says what it would do, does it when told, and verify agrees."""

from pathlib import Path

from archiver.warc.reader import records
from tests.commands.told import Archiver, warc


def _hurt(archive: Path) -> int:
    """A broken byte in an article's first page, which differs each time so that no revisit needs it; gives its member's place."""
    path = warc(archive)
    place = next(
        place
        for record, place in records(path)
        if record.type == "response" and "/2018/" in (record.target_uri or "")
    )
    data = bytearray(path.read_bytes())
    data[place.offset + place.length // 2] ^= 0x55
    path.write_bytes(data)
    return place.offset


def test_a_sound_archive_needs_none(archive: Path, archiver: Archiver) -> None:
    told = archiver(archive, "repair")
    assert (told.status, told.out) == (0, "nothing to repair\n")


def test_it_is_dry_unless_told_and_verify_then_knows(archive: Path, archiver: Archiver) -> None:
    place = _hurt(archive)
    path = warc(archive)
    damaged = path.read_bytes()
    told = archiver(archive, "repair", "--jobs", "1")
    assert told.status == 1
    assert f"corrupt {path.name}: taken out and kept beside it: bytes {place} to" in told.out
    assert "nothing was changed, --do does it" in told.out
    assert path.read_bytes() == damaged
    assert not (archive / "repairs.jsonl").exists()

    told = archiver(archive, "repair", "--do", "--jobs", "1")
    assert told.status == 0, told.out
    assert "did rows archive.sqlite" in told.out
    aside = path.with_name(f"{path.name}.corrupt-{place}").read_bytes()
    assert damaged[place : place + len(aside)] == aside
    assert path.read_bytes() == damaged[:place] + damaged[place + len(aside) :]

    told = archiver(archive, "verify", "--jobs", "1")
    assert told.status == 0
    assert "known: corrupt" in told.out
    assert "nothing else is wrong" in told.out
    told = archiver(archive, "verify", "--jobs", "1", "--json")
    assert all(finding["known"] for finding in told.lines[:-1])
    assert told.lines[-1]["findings"] == 0
    assert archiver(archive, "rebuild", "--jobs", "1").status == 0


def test_one_action_alone(archive: Path, archiver: Archiver) -> None:
    for path in archive.glob("collections/*/indexes/*.cdxj"):
        path.unlink()
    told = archiver(archive, "repair", "corrupt", "--do", "--json")
    assert (told.status, told.lines) == (0, [{"done": 0, "to_do": 0, "left": 0}])
    told = archiver(archive, "repair", "index", "--do", "--json")
    assert [step["action"] for step in told.lines[:-1]] == ["index"]
    assert archiver(archive, "verify", "--jobs", "1").status == 0


def test_wrong_words(archive: Path, archiver: Archiver) -> None:
    assert archiver(archive, "repair", "everything").status == 2
    assert archiver(archive, "repair", "--jobs", "0").status == 2
    assert archiver(archive / "mistyped", "repair").status == 3


def test_a_time_stamp_of_nothing_is_left_as_it_is(archive: Path, archiver: Archiver) -> None:
    (archive / "stamps" / "000099").mkdir(parents=True)
    told = archiver(archive, "repair", "--do", "--jobs", "1")
    assert told.status == 1
    assert told.out.startswith("left ")
    assert "can't be mended" in told.out
    assert (archive / "stamps" / "000099").is_dir()
