"""Replay speaks to nobody but this machine, whatever a captured page brings."""

import json
from pathlib import Path

import pytest

from tests.crawl.tempting import tempting
from tests.crawling import crawl_caracas
from tests.machine import ROOT
from tests.replay.served import replayed

HERE = {"127.0.0.1", "localhost", "::1"}
ARTICLE = "/2018/12/11/the-night-the-lights-stayed-on/"


@pytest.mark.pywb
def test_pywb_asks_nobody_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive, journal, hook = tmp_path / "archive", tmp_path / "journal", tmp_path / "hook"
    with tempting() as site:
        done = crawl_caracas(site.base_url, archive, "-a", f"url={site.base_url}{ARTICLE}")
    assert done.status in (0, 1), done.said
    hook.mkdir()
    lines = ("from tests.crawl.watched import watch", f"watch({str(journal)!r})")
    (hook / "sitecustomize.py").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", f"{hook}:{ROOT}")
    monkeypatch.setenv("TLDEXTRACT_CACHE", str(tmp_path / "none"))  # else an earlier run's list would do
    with replayed(archive) as pywb:
        answer = pywb.get(f"{site.base_url}{ARTICLE}")
        assert answer.status == 200
        assert answer.headers["Set-Cookie"]
        assert pywb.get(f"timemap/link/{site.base_url}{ARTICLE}").status == 200
        assert pywb.get("http://www.example.co.uk/never-captured").status == 404
    told = [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()]
    ways = [(way, words[0]) for way, *words in told if way.startswith("socket.")]
    assert "socket.connect" in {way for way, _ in ways}
    assert {to if isinstance(to, str) else to[0] for _, to in ways} <= HERE
