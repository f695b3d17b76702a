"""Runs commands in processes of their own that begin at once: everything is imported here, and forked.

Started with the shim before libc, it reads one job a line (JSON) and answers with how the process ended.
A job's faults are armed in the child alone, after everything is imported.
"""

import ctypes
import importlib
import json
import os
import sys
import tempfile
from typing import Any

PRELOADED = (
    "archiver.commands.main",
    "archiver.crawl.ending",
    "archiver.crawl.handler",
    "archiver.crawl.looks",
    "archiver.crawl.politeness",
    "archiver.crawl.requisites",
    "archiver.crawl.stopping",
    "archiver.crawl.scrapy_commands.crawl",
    "pipelines.store",
    "scrapy.cmdline",
    "scrapy.core.downloader.handlers.http11",
    "scrapy.spiderloader",
    "sqlalchemy.dialects.sqlite.pysqlite",
    "alembic.command",
    "tests.kills.told",
)


def main() -> None:
    """Serve until the input ends."""
    for name in PRELOADED:
        importlib.import_module(name)
    if "twisted.internet.reactor" in sys.modules:
        raise RuntimeError("a reactor is installed: its descriptors would be shared")
    for line in sys.stdin:
        job = json.loads(line)
        child = os.fork()
        if not child:
            os._exit(_do(job))
        _, status = os.waitpid(child, 0)
        _say({"status": os.waitstatus_to_exitcode(status)})


def _say(told: dict[str, int]) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


def _do(job: dict[str, Any]) -> int:
    said = os.open(job["said"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    for descriptor, end in ((os.open(os.devnull, os.O_RDONLY), 0), (said, 1), (said, 2)):
        os.dup2(descriptor, end)
    os.environ.update(job["environment"])
    tempfile.tempdir = None  # asked for by an import, it is kept
    importlib.reload(sys.modules["archiver.settings"])
    from archiver.warc import faults

    faults.arm(job["environment"])
    _shim().faults_clock(job["ahead"])
    if job["trace"] is not None:
        _shim().faults_trace(os.open(job["trace"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644))
    if job["fault"] is not None:
        _shim().faults_arm(*(part.encode() if isinstance(part, str) else part for part in job["fault"]))
    try:
        return _run(job["words"])
    except SystemExit as ended:
        return int(ended.code or 0)
    finally:
        if job["fault"] is not None:
            print(f"calls counted: {_shim().faults_passed()}", flush=True)
        sys.stderr.flush()


def _shim() -> ctypes.CDLL:
    return ctypes.CDLL(None)


def _run(words: list[str]) -> int:
    program, *rest = words
    if program == "archiver":
        from archiver.commands.main import run

        return int(run(rest))
    if program == "open":
        from archiver.store.engine import Store

        Store(f"sqlite:///{rest[0]}").close()
        return 0
    from scrapy.cmdline import execute

    execute(["scrapy", *rest])
    return 0


if __name__ == "__main__":
    main()
