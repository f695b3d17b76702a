"""Signals in a row, and in the midst of an ending: the process ends, says so, and the next start is right."""

import signal
from pathlib import Path

import pytest

from tests.demo.server import DemoServer
from tests.kills.conftest import Undisturbed, crawl_words
from tests.kills.harness import Scene, Zygote, check_sound, urls_in

pytestmark = pytest.mark.compiler

TERM, INT, HUP = int(signal.SIGTERM), int(signal.SIGINT), int(signal.SIGHUP)

ORDERS = {
    "once": (f"synced:12={TERM}", TERM),
    "while a file is ended": (f"file-synced={INT}", INT),
    "while the last rows are committed": (f"closed={HUP}", HUP),
    "again while what is in flight lands": (f"synced:12={TERM} synced:14={TERM}", TERM),
    "again while the last file is ended": (f"synced:12={TERM} file-synced={INT}", TERM),
    "again while rows are committed": (f"synced:12={INT} folded:2={INT}", INT),
    "while what a kill left is derived": (f"caught-up={TERM}", TERM),
}
"""Where the process sends itself which signals, and which came first."""

ONE_FILE = ("-s", "ARCHIVER_WARC_BYTES=1000000")
"""So that the file that is ended is the last: how many syncs a small one takes depends on what comes together."""


@pytest.mark.parametrize("name", ORDERS)
def test_a_crawl_is_told_to_end(
    name: str, tmp_path: Path, processes: Zygote, small_site: DemoServer, undisturbed: Undisturbed
) -> None:
    order, first = ORDERS[name]
    folder = tmp_path / "archive"
    if "caught-up" in order:
        assert processes.run(folder, *crawl_words(small_site), point="synced:14").killed
    more = ONE_FILE if "last file" in name else ()
    ended = processes.run(folder, *crawl_words(small_site, *more), point=order)
    assert ended.status == 128 + first, ended.said
    assert "Traceback" not in ended.said, ended.said
    scene = Scene.of(folder)
    again = processes.run(folder, *crawl_words(small_site))
    assert again.status in (0, 1), again.said
    scene.check_nothing_lost()
    check_sound(processes, folder)
    assert undisturbed.urls <= urls_in(folder)
