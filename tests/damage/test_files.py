"""Whatever is done to WARC files, verify finds it, twice the same; a repair keeps every record that is still whole, and no byte goes."""

import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import strategies as st

from archiver.warc.layout import Archive
from archiver.warc.reader import members, records
from archiver.warc.records import Record, member
from archiver.wire.digest import block_digest, payload_digest
from tests.damage.made import copy_of, held, hurt_often, journal, mend, new, often, prints, verify


def _files(archive: Archive) -> list[Path]:
    return [path for one in archive.collections() for path in one.warcs()]


def _one(archive: Archive, data: st.DataObject) -> Path:
    return data.draw(st.sampled_from(_files(archive)))


def _flip(archive: Archive, data: st.DataObject) -> None:
    path = _one(archive, data)
    raw = bytearray(path.read_bytes())
    for place in data.draw(st.lists(st.integers(0, len(raw) - 1), min_size=1, max_size=3, unique=True)):
        raw[place] ^= data.draw(st.integers(1, 255))
    path.write_bytes(raw)


def _cut(archive: Archive, data: st.DataObject) -> None:
    path = _one(archive, data)
    raw = path.read_bytes()
    ends = [one.offset for one in members(path)]
    path.write_bytes(raw[: data.draw(st.sampled_from(ends) | st.integers(0, len(raw) - 1))])


def _zeros(archive: Archive, data: st.DataObject) -> None:
    path = _one(archive, data)
    raw = bytearray(path.read_bytes())
    begin = data.draw(st.integers(0, len(raw) - 1))
    end = data.draw(st.integers(begin + 1, len(raw)))
    raw[begin:end] = bytes(end - begin)
    path.write_bytes(raw)


def _put_in(archive: Archive, data: st.DataObject) -> None:
    path = _one(archive, data)
    raw = path.read_bytes()
    place = data.draw(st.integers(0, len(raw)))
    path.write_bytes(raw[:place] + data.draw(st.binary(min_size=1, max_size=40)) + raw[place:])


def _pieces(path: Path) -> list[bytes]:
    raw = path.read_bytes()
    return [raw[one.offset : one.offset + one.length] for one in members(path)]


def _take_members(archive: Archive, data: st.DataObject) -> None:
    path = _one(archive, data)
    pieces = _pieces(path)
    gone = data.draw(st.sets(st.integers(0, len(pieces) - 1), min_size=1))
    path.write_bytes(b"".join(piece for number, piece in enumerate(pieces) if number not in gone))


def _double_a_member(archive: Archive, data: st.DataObject) -> None:
    path, target = _one(archive, data), _one(archive, data)
    piece = data.draw(st.sampled_from(_pieces(path)))
    pieces = _pieces(target)
    pieces.insert(data.draw(st.integers(0, len(pieces))), piece)
    target.write_bytes(b"".join(pieces))


def _reorder_members(archive: Archive, data: st.DataObject) -> None:
    path = _one(archive, data)
    path.write_bytes(b"".join(data.draw(st.permutations(_pieces(path)))))


def _swap(archive: Archive, _data: st.DataObject) -> None:
    one, other = _files(archive)
    aside = one.with_name("aside")
    one.rename(aside)
    other.rename(one)
    aside.rename(other)


def _take_a_file(archive: Archive, data: st.DataObject) -> None:
    _one(archive, data).unlink()


def _add_a_copy(archive: Archive, data: st.DataObject) -> None:
    path = _one(archive, data)
    shutil.copy(path, path.with_name(data.draw(st.sampled_from(["aaa.warc.gz", "zzz.warc.gz"]))))


HURTS: dict[str, Callable[[Archive, st.DataObject], None]] = {
    "bytes flipped": _flip,
    "cut": _cut,
    "zeros": _zeros,
    "bytes put in": _put_in,
    "members taken out": _take_members,
    "a member twice": _double_a_member,
    "members in another order": _reorder_members,
    "files exchanged": _swap,
    "a file taken away": _take_a_file,
    "a copy added": _add_a_copy,
}


@often(4, 1500)
@pytest.mark.parametrize("how", HURTS)
def test_hurt_files_are_found_and_mended(sound: Archive, how: str, examples: int) -> None:
    written = held(sound)
    if how == "files exchanged":
        examples = 1

    def check(data: st.DataObject) -> None:
        with copy_of(sound) as archive:
            before = {path.name: path.read_bytes() for path in _files(archive)}
            HURTS[how](archive, data)
            if {path.name: path.read_bytes() for path in _files(archive)} != before:
                _found_and_mended(archive, written)

    hurt_often(check, examples)


def test_a_record_written_anew_with_digests_that_fit_is_taken_out(sound: Archive) -> None:
    """The ledger shows that the file is another, the database which record is."""
    with copy_of(sound) as archive:
        path = _files(archive)[0]
        pieces = [member(_other_words(record), 2) for record, _ in records(path)]
        path.write_bytes(b"".join(pieces))
        forged = [
            piece
            for (record, _), piece in zip(records(path), pieces, strict=True)
            if b"for ged" in record.block
        ]
        assert forged
        assert new(verify(archive))
        steps = mend(archive)
        assert "the database knows it with another block" in steps[0].detail
        assert [path.with_name(name).read_bytes() for name in steps[0].aside] == forged
        assert new(verify(archive)) == []
        assert not any(b"for ged" in data for data in held(archive))


def _other_words(record: Record) -> Record:
    """The record with other words and digests that are theirs, if it is a page with comments."""
    block = record.block.replace(b"comment", b"for ged", 1)
    if record.type != "response" or block == record.block:
        return record
    fresh = {"WARC-Block-Digest": block_digest(block), "WARC-Payload-Digest": payload_digest(block)}
    fields = tuple((name, fresh.get(name, value)) for name, value in record.fields)
    return replace(record, block=block, fields=fields)


def _found_and_mended(archive: Archive, written: Counter[bytes]) -> None:
    damaged = {path.name: path.read_bytes() for path in _files(archive)}
    whole = held(archive)
    found = verify(archive)
    assert new(found)
    assert verify(archive) == found

    untouched = prints(archive.root)
    planned = mend(archive, do=False)
    assert planned
    assert not any(step.done for step in planned)
    assert prints(archive.root) == untouched

    done = mend(archive)
    assert all(step.done for step in done)
    assert new(verify(archive)) == []
    assert mend(archive, do=False) == []
    assert held(archive) == Counter({data: 1 for data in whole if data in written})
    _nothing_is_thrown_away(archive, damaged)


def _nothing_is_thrown_away(archive: Archive, damaged: dict[str, bytes]) -> None:
    """Each mended file and what lies beside it make up the damaged one again."""
    notes = journal(archive)
    assert [note["state"] for note in notes] == ["begun", "done"] * (len(notes) // 2)
    for path in _files(archive):
        raw = path.read_bytes()
        asides = [
            aside
            for note in notes
            if note.get("file") == path.name and note["state"] == "begun"
            for aside in note["aside"]
        ]
        for aside in asides:
            piece = path.with_name(aside["name"]).read_bytes()
            raw = raw[: aside["offset"]] + piece + raw[aside["offset"] :]
        assert raw in damaged.values()


def test_of_two_copies_that_claim_one_name_the_fuller_gets_it_and_the_other_stays(sound: Archive) -> None:
    """Both went by that name once, and the second took the first one's bytes with it."""
    written = held(sound)
    with copy_of(sound) as archive:
        path = _files(archive)[0]
        raw, pieces = path.read_bytes(), _pieces(path)
        path.unlink()
        path.with_name("aaa.warc.gz").write_bytes(raw)
        path.with_name("bbb.warc.gz").write_bytes(b"".join(pieces[:3]))
        mend(archive)
        assert path.read_bytes() == raw
        assert path.with_name("bbb.warc.gz.orphaned-0").read_bytes() == b"".join(pieces[:3])
        assert held(archive) == written
        assert new(verify(archive)) == []


def test_what_a_kill_left_between_two_names_is_not_written_over(sound: Archive) -> None:
    with copy_of(sound) as archive:
        path = _files(archive)[0]
        raw, pieces = path.read_bytes(), _pieces(path)
        path.rename(path.with_name(f"{path.name}.returning"))
        path.with_name("bbb.warc.gz").write_bytes(b"".join(pieces[:3]))
        mend(archive)
        assert path.read_bytes() == raw
        assert new(verify(archive)) == []


def test_a_file_whose_name_a_file_that_stays_has_keeps_its_own(sound: Archive) -> None:
    with copy_of(sound) as archive:
        one, other = _files(archive)
        pieces = [_pieces(path) for path in (one, other)]
        copy = other.with_name("bbb.warc.gz")
        copy.write_bytes(b"".join(pieces[1]))
        names = [step.file for step in mend(archive, "names")]
        assert names == []
        assert not list(one.parent.glob("*.returning"))
        assert all(path.exists() for path in (copy, one, other))
