"""A program: Scrapy, with each way out of this process written down as it is taken.

``python -m tests.crawl.watched JOURNAL WORDS…`` does what ``scrapy WORDS…`` does. A line of JSON for each event that Python
audits (PEP 578) where a process speaks to another: a socket's connect, a datagram, a name looked up, a program begun.
"""

import json
import sys
from _socket import socket

WAYS = (
    "socket.connect",
    "socket.sendto",
    "socket.sendmsg",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "subprocess.Popen",
    "os.exec",
    "os.posix_spawn",
    "os.system",
    "os.fork",
)


def _text(word: object) -> str:
    return bytes(word).decode() if isinstance(word, bytes | bytearray) else repr(word)


def watch(journal: str) -> None:
    """Write events to the file ``journal`` from now on, until the process ends."""

    def told(event: str, arguments: tuple[object, ...]) -> None:
        if event in WAYS:
            # The socket itself is left out: what it is connected to stands beside it.
            words = [word for word in arguments if not isinstance(word, socket)]
            with open(journal, "a", encoding="utf-8") as file:  # anew: a child closes what it was born with
                file.write(json.dumps([event, *words], default=_text) + "\n")

    sys.addaudithook(told)


if __name__ == "__main__":
    watch(sys.argv[1])
    from scrapy.cmdline import execute

    execute(["scrapy", *sys.argv[2:]])
