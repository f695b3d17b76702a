"""pywb over an archive, as ``archiver replay`` starts it or as a person does, and what it answers."""

import http.client
import os
import re
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import IO
from urllib.parse import quote

from tests.crawling import crawl_environment
from tests.machine import ROOT


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer of pywb's."""

    status: int
    headers: Message
    body: bytes

    def links(self) -> list[tuple[str, dict[str, str]]]:
        """The links of a Link header (RFC 8288), or of a body in that form."""
        text = self.headers.get("Link", "") if self.headers["Content-Type"] != LINKS else self.body.decode()
        return [
            (url, dict(re.findall(r'(\w+)="([^"]*)"', rest)))
            for url, rest in re.findall(r'<([^>]*)>((?:;\s*\w+="[^"]*")*)', text)
        ]

    def link(self, relation: str) -> str:
        """The one link with that relation."""
        (found,) = [url for url, about in self.links() if relation in about["rel"].split()]
        return found


LINKS = "application/link-format"


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A running pywb: ``port``, and the collection that is asked."""

    port: int
    collection: str

    def get(self, path: str, **headers: str) -> Answer:
        """Ask for ``path`` of the collection, or for a whole address of this server's."""
        prefix = f"http://127.0.0.1:{self.port}"
        asked = path.removeprefix(prefix) if path.startswith(prefix) else f"/{self.collection}/{path}"
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            given = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request("GET", quote(asked, safe="/:@?&=%~+#,;!$'()*[]"), headers=given)
            answer = connection.getresponse()
            return Answer(status=answer.status, headers=answer.msg, body=answer.read())


@contextmanager
def replayed(folder: Path, *, by_hand: bool = False) -> Iterator[Served]:
    """Serve the archive ``folder`` by ``archiver replay``, or ``by_hand``: ``cd output && wayback``."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    programs = (ROOT / ".venv-pywb" / "bin" / "wayback", Path(sys.executable).parent / "archiver")
    ours = [str(programs[1]), "replay", "--port", str(port)]
    command = [str(programs[0]), "-b", "127.0.0.1", "-p", str(port)] if by_hand else ours
    with (
        tempfile.TemporaryFile() as said,  # a pipe that nobody reads would stop it
        subprocess.Popen(
            command,
            cwd=folder if by_hand else ROOT,
            env=dict(os.environ) if by_hand else {**os.environ, **crawl_environment(folder)},
            stdout=said,
            stderr=said,
        ) as pywb,
    ):
        try:
            _until_it_answers(pywb, port, said)
            (collection,) = [path.parent.name for path in folder.glob("collections/*/archive")]
            yield Served(port=port, collection=collection)
        finally:
            pywb.terminate()


def _until_it_answers(server: subprocess.Popen[bytes], port: int, said: IO[bytes]) -> None:
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        try:
            server.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
        said.seek(0)
        raise RuntimeError(f"pywb ended: {said.read()!r}")
