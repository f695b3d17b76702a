"""Where the ``archiver`` program begins. What it imports takes a third of a second, in which ctrl-c may come too."""

import signal
import sys


def main() -> int:
    """The whole process; gives the exit status."""
    try:
        from archiver.commands.main import main as command  # here, so that ctrl-c meanwhile is told as later

        return command()
    except KeyboardInterrupt:
        print("archiver: stopped; the archive is sound", file=sys.stderr)
        return 128 + signal.SIGINT
