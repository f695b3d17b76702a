"""Damaged bytes are copied aside whole, or not at all."""

import resource
from pathlib import Path

import pytest

from archiver.errors import StorageFailed
from archiver.warc.mend import copy_aside

SIZE, LIMIT = 3_000_000, 1_500_000  # more than one step of the copy fits, and not all


def test_a_copy_that_a_full_disk_cuts_does_not_stay(tmp_path: Path) -> None:
    """The name that it bore is that of a whole one, to whoever looks for what was taken out."""
    path = tmp_path / "a.warc.gz"
    path.write_bytes(bytes(SIZE))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, resource.RLIM_INFINITY))
    try:
        with pytest.raises(StorageFailed):
            copy_aside(path, [(0, SIZE, "corrupt")])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)  # coverage writes, too
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    (made,) = copy_aside(path, [(0, SIZE, "corrupt")])
    assert (tmp_path / made.name).read_bytes() == bytes(SIZE)
