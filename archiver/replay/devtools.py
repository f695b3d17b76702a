"""A browser's DevTools protocol (Chromium's own, version 1.3) over its web socket: commands, answers, events."""

import json
import time
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from archiver.errors import BadInput

SECONDS = 60.0
"""The longest that one command may take."""

Answer = dict[str, Any]


class DevTools:
    """The browser's side of the socket, used by one thread. Sessions are those of the protocol's flat mode."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._last = 0
        self._events: list[Answer] = []

    def call(self, method: str, words: Answer | None = None, session: str | None = None) -> Answer:
        """Send a command and wait for its answer. Raises BadInput where the browser refuses it, hangs or is gone."""
        number, until = self._send(method, words or {}, session), time.monotonic() + SECONDS
        while True:
            answer = self._receive(until)
            if answer is None:
                raise BadInput(f"the browser did not answer {method} within {SECONDS:.0f} s")
            if answer.get("id") == number:
                if "error" in answer:
                    raise BadInput(f"the browser refuses {method}: {answer['error'].get('message')}")
                result: Answer = answer["result"]
                return result

    def wait_for(self, method: str, session: str, seconds: float) -> bool:
        """Wait for an event; false if it did not come in time."""
        until = time.monotonic() + seconds
        while not self.events(method, session):
            if self._receive(until) is None:
                return False
        return True

    def events(self, method: str, session: str) -> list[Answer]:
        """What came of that event, and was read, since they were last forgotten."""
        return [
            one["params"]
            for one in self._events
            if one["method"] == method and one.get("sessionId") == session
        ]

    def read_on(self) -> None:
        """Take what has come by now: a dialog stops a page until it is answered."""
        while self._receive(time.monotonic()) is not None:
            pass

    def forget(self) -> None:
        """Keep no event that came so far."""
        self._events.clear()

    def _send(self, method: str, words: Answer, session: str | None) -> int:
        self._last += 1
        message: Answer = {"id": self._last, "method": method, "params": words}
        if session is not None:
            message["sessionId"] = session
        try:
            self._socket.send(json.dumps(message))
        except ConnectionClosed as problem:
            raise BadInput("the browser has ended") from problem
        return self._last

    def _receive(self, until: float) -> Answer | None:
        """The next message, kept if it is an event; None at the time ``until``."""
        try:
            message: Answer = json.loads(self._socket.recv(max(0.0, until - time.monotonic())))
        except TimeoutError:
            return None
        except ConnectionClosed as problem:
            raise BadInput("the browser has ended") from problem
        if "method" in message:
            self._events.append(message)
            if message["method"] == "Page.javascriptDialogOpening":
                self._send("Page.handleJavaScriptDialog", {"accept": False}, message["sessionId"])
        return message
