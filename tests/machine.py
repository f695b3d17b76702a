"""What this machine can run. A test that can't run here is left out with a reason,
or fails where ``ARCHIVER_REQUIRE_ALL`` is 1, as in CI.
"""

import os
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.wordpress import site

ROOT = Path(__file__).parents[1]


def _pywb() -> str:
    return "" if (ROOT / ".venv-pywb" / "bin" / "wayback").exists() else "pywb is not built (make pywb)"


def _wacz() -> str:
    return "" if (ROOT / ".venv-wacz" / "bin" / "wacz").exists() else "py-wacz is not built (make wacz)"


def _replayweb() -> str:
    return (
        ""
        if (ROOT / "build" / "replayweb" / "sw.js").exists()
        else "there is no replayweb.page (make replayweb)"
    )


def _browser() -> str:
    return "" if shutil.which("chromium") else "Chromium is not installed"


def _compiler() -> str:
    return "" if shutil.which("cc") else "a C compiler is not installed"


def _openssl() -> str:
    return "" if shutil.which("openssl") else "openssl is not installed"


NEEDS: dict[str, Callable[[], str]] = {
    "wordpress": cache(site.missing),
    "pywb": cache(_pywb),
    "wacz": cache(_wacz),
    "replayweb": cache(_replayweb),
    "browser": cache(_browser),
    "compiler": cache(_compiler),
    "openssl": cache(_openssl),
}
"""Marker name to a function that says what is missing; empty if nothing is."""


def all_required() -> bool:
    """True where nothing may be left out."""
    return os.environ.get("ARCHIVER_REQUIRE_ALL") == "1"


def need(reason: str) -> None:
    """Leave the running test out for this reason, or fail it where nothing may be left out; "" goes on."""
    if reason and all_required():
        pytest.fail(f"left out, but ARCHIVER_REQUIRE_ALL is set: {reason}", pytrace=False)
    if reason:
        pytest.skip(reason)
