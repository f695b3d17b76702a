"""Chromium without a window, every request of which goes to a proxy of ours.

The extra ``browser`` brings the DevTools connection's web socket; Chromium itself is the system's.
"""

import base64
import os
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import IO, TYPE_CHECKING, Any

from archiver.errors import BadInput
from archiver.replay.gate import OWN, Gate
from archiver.warc.temporary import temporary_folder

if TYPE_CHECKING:
    from archiver.replay.devtools import Answer, DevTools  # it needs the extra

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
"""Where the browser is looked for on the path if none is named."""

SECONDS = 60.0
"""The longest that a page's load, or the browser's start, may take."""

STILL = 0.6
"""Seconds without any request after which a page counts as there."""

BUSY = 15.0
"""Seconds after which a page that never rests is taken as it is."""

WIDTH, HEIGHT, TALLEST = 1280, 900, 16_000
"""Pixels of the window; a page is then shown at its whole height, up to the last, so that what waits for scrolling loads."""

_ROOT = ("--no-sandbox",)
"""Chromium has no sandbox for root, and does not start without being told so."""

_FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-dev-shm-usage",
    "--disable-features=OptimizationHints,MediaRouter,DialMediaRouteProvider,Translate,NetworkTimeServiceQuerying,AutofillServerCommunication",
    "--disable-field-trial-config",
    "--disable-client-side-phishing-detection",
    "--disable-domain-reliability",
    "--allow-browser-signin=false",
    f"--gaia-url=http://{OWN}/",
    f"--component-updater=url-source=http://{OWN}/",
    "--metrics-recording-only",
    "--no-pings",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    "--proxy-bypass-list=<-loopback>",
    "--mute-audio",
    "--hide-scrollbars",
    "--remote-debugging-port=0",
)
_LISTENING = re.compile(r"DevTools listening on (ws://\S+)")


def chromium(named: str | None) -> Path:
    """The browser's program: ``named`` (a path or a name), else the first of ``NAMES`` on the path.

    Raises BadInput where there is none.
    """
    for name in (named,) if named else NAMES:
        if found := shutil.which(name):
            return Path(found)
    if named:
        raise BadInput(f"there is no browser {named}")
    raise BadInput(
        "no Chromium is installed (Debian: the package chromium); ARCHIVER_CHROMIUM or --chromium names one elsewhere"
    )


class Tab:
    """One page of the browser, with nothing remembered from others: see :func:`tab`."""

    def __init__(self, devtools: "DevTools", gate: Gate, session: str) -> None:
        self._devtools = devtools
        self._gate = gate
        self._session = session
        for domain in ("Page", "Network", "Audits"):
            self._call(f"{domain}.enable")
        self._call("Network.setCacheDisabled", {"cacheDisabled": True})
        self._size(HEIGHT)

    def open(self, url: str) -> bool:
        """Go to ``url``, and show the page at its whole height; false if its load event did not come in ``SECONDS``."""
        self._devtools.forget()
        said = self._call("Page.navigate", {"url": url})
        loaded = "errorText" not in said and self._devtools.wait_for(
            "Page.loadEventFired", self._session, SECONDS
        )
        self._rest()
        high = int(self.evaluate("document.documentElement.scrollHeight") or 0)
        if high > HEIGHT:
            self._size(min(high, TALLEST))
            self._rest()
        return loaded

    def _rest(self) -> None:
        """Wait until nothing is asked for any more, answering meanwhile what the page asks of its user."""
        until = time.monotonic() + BUSY
        while time.monotonic() < until:
            self._devtools.read_on()
            if self._gate.wait_quiet(STILL, 2 * STILL):
                return

    def html(self) -> str:
        """The document as it stands now."""
        return str(self.evaluate("document.documentElement.outerHTML") or "")

    def blocked(self) -> tuple[str, ...]:
        """The addresses that a policy (CSP) kept the page from fetching, each once."""
        self._devtools.read_on()
        issues = [event["issue"] for event in self._devtools.events("Audits.issueAdded", self._session)]
        policies = [issue["details"].get("contentSecurityPolicyIssueDetails", {}) for issue in issues]
        return tuple(dict.fromkeys(policy["blockedURL"] for policy in policies if policy.get("blockedURL")))

    def screenshot(self) -> bytes:
        """The whole page as a PNG."""
        said = self._call("Page.captureScreenshot", {"format": "png", "captureBeyondViewport": True})
        return base64.b64decode(said["data"])

    def evaluate(self, expression: str) -> Any:
        """The value of an expression, in a world of its own: the page's scripts can't change what it sees."""
        frame = self._call("Page.getFrameTree")["frameTree"]["frame"]["id"]
        world = self._call("Page.createIsolatedWorld", {"frameId": frame, "worldName": "archiver"})
        said = self._call(
            "Runtime.evaluate",
            {"expression": expression, "contextId": world["executionContextId"], "returnByValue": True},
        )
        return said["result"].get("value")

    def _size(self, height: int) -> None:
        metrics = {"width": WIDTH, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self._call("Emulation.setDeviceMetricsOverride", metrics)

    def _call(self, method: str, words: "Answer | None" = None) -> "Answer":
        return self._devtools.call(method, words, self._session)


@contextmanager
def tab(devtools: "DevTools", gate: Gate) -> Iterator[Tab]:
    """A new page in the browser that goes out by ``gate``; closed at the end."""
    context = devtools.call("Target.createBrowserContext")["browserContextId"]
    try:
        made = devtools.call("Target.createTarget", {"url": "about:blank", "browserContextId": context})
        joined = devtools.call("Target.attachToTarget", {"targetId": made["targetId"], "flatten": True})
        yield Tab(devtools, gate, joined["sessionId"])
    finally:
        devtools.call("Target.disposeBrowserContext", {"browserContextId": context})
        devtools.forget()


@contextmanager
def browsing(program: Path, gate: Gate) -> "Iterator[DevTools]":
    """Start ``program`` with a profile of its own and ``gate`` as its only way out; it ends with the block.

    Raises BadInput where it can't be started, or where the extra is not installed.
    """
    try:
        from websockets.sync.client import connect

        from archiver.replay.devtools import DevTools
    except ImportError as problem:
        raise BadInput(
            "the extra 'browser' is not installed: make setup, or pip install 'archiver[browser]'"
        ) from problem
    with temporary_folder("chromium") as profile:
        command = [
            str(program),
            *_FLAGS,
            *(_ROOT if os.geteuid() == 0 else ()),
            f"--proxy-server=http://{gate.address}",
            f"--user-data-dir={profile}",
        ]
        environment = {**os.environ, "HOME": str(profile)}
        try:
            child = subprocess.Popen(  # noqa: S603 - the operator names the program
                [*command, "about:blank"],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                errors="replace",
            )
        except OSError as problem:
            raise BadInput(f"{program} can't be started: {problem.strerror}") from problem
        try:
            with connect(_address(child, program), max_size=None, proxy=None) as socket:
                yield DevTools(socket)
        finally:
            _end(child)


def _address(child: subprocess.Popen[str], program: Path) -> str:
    """Where the started browser listens. Raises BadInput where it doesn't, with what it said last."""
    said: SimpleQueue[str | None] = SimpleQueue()
    assert child.stderr is not None  # noqa: S101 - a pipe was asked for
    threading.Thread(target=_drain, args=(child.stderr, said), daemon=True).start()
    until, last = time.monotonic() + SECONDS, ""
    while True:
        try:
            line = said.get(timeout=max(0.0, until - time.monotonic()))
        except Empty:
            raise BadInput(f"{program} did not start within {SECONDS:.0f} s: {last}") from None
        if line is None:
            raise BadInput(f"{program} ended at once: {last}")
        if found := _LISTENING.search(line):
            return found[1]
        last = line.strip() or last


def _drain(stream: IO[str], said: "SimpleQueue[str | None]") -> None:
    """Read on to the end: a full pipe would stop the browser."""
    with stream:
        for line in stream:
            said.put(line)
    said.put(None)


def _end(child: subprocess.Popen[str]) -> None:
    child.terminate()
    try:
        child.wait(10)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
