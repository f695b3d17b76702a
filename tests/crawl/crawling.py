"""Runs a real crawl in a process of its own, and reads what it left."""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
TIMEOUT_SECONDS = 120


@dataclass(frozen=True)
class Fetch:
    """What the spider was told of one fetch."""

    url: str
    status: int | None
    body: bytes | None
    error: str | None
    sentence: str | None
    capture: dict[str, Any] | None
    block: bytes | None

    @property
    def said(self) -> str:
        """The sentence of its error; none is no words."""
        return self.sentence or ""

    @property
    def captured(self) -> dict[str, Any]:
        assert self.capture is not None, self
        return self.capture


@dataclass(frozen=True)
class Crawl:
    folder: Path
    reason: str
    fetches: tuple[Fetch, ...]
    told: list[list[str]]
    log: str

    @property
    def warcs(self) -> list[Path]:
        return sorted(self.folder.glob("collections/*/archive/*.warc.gz"))

    def fetch(self, url: str) -> Fetch:
        (found,) = (fetch for fetch in self.fetches if fetch.url == url)
        return found


def start_crawl(
    folder: Path, plan: Mapping[str, Any], settings: Mapping[str, Any] | None = None
) -> "subprocess.Popen[str]":
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "plan.json").write_text(json.dumps({"report": str(folder / "report.json"), **plan}))
    command = [sys.executable, "-m", "scrapy", "runspider", str(ROOT / "tests/crawl/spider.py")]
    command += ["-a", f"plan={folder / 'plan.json'}"]
    for name, value in (settings or {}).items():
        command += ["-s", f"{name}={value}"]
    environment = {
        **os.environ,
        "SCRAPY_SETTINGS_MODULE": "tests.crawl.settings",
        "PYTHONPATH": str(ROOT),
        "ARCHIVER_OUTPUT": str(folder / "output"),
        "ARCHIVER_CONTACT": "archivist@example.org",
    }
    return subprocess.Popen(
        command, cwd=folder, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def finish_crawl(folder: Path, process: "subprocess.Popen[str]") -> Crawl:
    try:
        log, _ = process.communicate(timeout=TIMEOUT_SECONDS)
    finally:
        process.kill()
        process.communicate()
    report = folder / "report.json"
    assert report.exists(), log
    told = json.loads(report.read_text())
    return Crawl(folder / "output", told["reason"], tuple(map(_fetch, told["fetches"])), told["told"], log)


def crawl(folder: Path, plan: Mapping[str, Any], settings: Mapping[str, Any] | None = None) -> Crawl:
    return finish_crawl(folder, start_crawl(folder, plan, settings))


def _fetch(told: Mapping[str, Any]) -> Fetch:
    def decoded(name: str) -> bytes | None:
        return base64.b64decode(told[name]) if name in told else None

    return Fetch(
        told["url"],
        told.get("status"),
        decoded("body"),
        told.get("error"),
        told.get("sentence"),
        told.get("capture"),
        decoded("block"),
    )
