"""Print what runs a crawl again and again: a systemd service and timer, and a line for cron.

Nothing is installed: the lines are for /etc/systemd/system/ (or ~/.config/systemd/user/) and for crontab -e. Both hold one
lock, so that one run begins at a time; both are nice; a run that crashed is begun again, by systemd soon, by cron in its turn.
"""

import argparse
import re
import shlex
import shutil
import sys
from pathlib import Path

from archiver.commands.options import add_json
from archiver.commands.output import say, say_json
from archiver.commands.place import PROJECT, Place
from archiver.crawl.arguments import read_arguments
from archiver.errors import ArchiverError, Exit, UsageError
from archiver.sites import site_named

NAME = "schedule"
HELP = "a systemd timer and service, and a cron line, that crawl on a schedule"

EVERY = 10
_DIVISORS = tuple(number for number in range(1, 61) if 60 % number == 0)
NICE = 10
_PLAIN = re.compile(r"[\w/.=@:,+-]+")

_FINDINGS = (int(Exit.FINDINGS), int(Exit.LOCKED))
"""What is no failure of the unit: findings are told by 'archiver status', and a lock means that a run is under way."""

_HOPELESS = (
    int(Exit.USAGE),
    int(Exit.BAD_INPUT),
    int(Exit.STORAGE),
    int(Exit.UNREACHABLE),
    int(Exit.REFUSED),
)
"""What another try a minute later does not mend: the next run is soon enough, or a person is needed."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command's words."""
    parser.add_argument(
        "spider", nargs="?", default="caracas", metavar="SPIDER", help="whose crawl (default: %(default)s)"
    )
    parser.add_argument(
        "-a",
        dest="arguments",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="an argument of the spider, as for scrapy crawl",
    )
    parser.add_argument(
        "--every",
        type=int,
        default=EVERY,
        metavar="MINUTES",
        help="a divisor of 60 (default: %(default)s)",
    )
    add_json(parser)


def run(args: argparse.Namespace, place: Place) -> int:
    """Print them. Raises UsageError for words that can't stand in a unit or a crontab."""
    if args.every not in _DIVISORS:
        raise UsageError(f"--every {args.every}: it is one of {', '.join(map(str, _DIVISORS))}")
    _would_run(args.spider, args.arguments)
    command = [str(Path(sys.executable).parent / "scrapy"), "crawl", args.spider]
    for argument in args.arguments:
        command += ["-a", argument]
    if not any(argument.startswith("minutes=") for argument in args.arguments):
        command += ["-a", f"minutes={max(1, args.every * 4 // 5)}"]
    lock = str(place.archive.logs / f"{args.spider}.lock")
    log = str(place.archive.logs / f"{args.spider}.log")
    environment = _environment(place)
    for word in (*command, lock, log, str(PROJECT), *environment.values()):
        if any(ord(character) < 32 for character in word):
            raise UsageError(f"{word!r} holds a control character, which neither a unit nor a crontab can")
    told = {
        "unit": f"archiver-{args.spider}",
        "service": _service(args.spider, command, lock, environment),
        "timer": _timer(args.spider, args.every),
        "cron": _cron(command, lock, log, environment, args.every),
    }
    if args.json:
        say_json(told)
    else:
        _say(told, place)
    return Exit.DONE


def _would_run(spider: str, words: list[str]) -> None:
    """Raises UsageError for what the spider would refuse each time: nobody sees a timer fail."""
    given = dict(word.partition("=")[::2] for word in words)
    if no_value := [word for word in words if "=" not in word]:
        raise UsageError(f"-a {no_value[0]}: an argument is written NAME=VALUE")
    read = read_arguments(given)
    try:
        site = site_named(spider)
    except ArchiverError:
        raise UsageError(f"there is no spider {spider!r}: 'scrapy list' names them") from None
    if read.base is None and site.base.endswith(".invalid"):
        raise UsageError(f"spider {spider!r} needs -a base=URL: it has no site of its own")


def _environment(place: Place) -> dict[str, str]:
    named = {"ARCHIVER_OUTPUT": str(place.output)}
    if place.apart:
        named["ARCHIVER_DATABASE"] = place.database
    if place.contact:
        named["ARCHIVER_CONTACT"] = place.contact
    return named


def _locked(command: list[str], lock: str) -> list[str]:
    """The command under util-linux's flock: who comes second ends at once, with the status of a locked archive."""
    flock = shutil.which("flock")
    return [flock, "-n", "-E", str(int(Exit.LOCKED)), lock, *command] if flock else command


def _service(spider: str, command: list[str], lock: str, environment: dict[str, str]) -> str:
    made = ["/bin/mkdir", "-p", str(Path(lock).parent)]
    lines = [
        "[Unit]",
        f"Description=Archive {_unit_text(spider)}",
        f"Documentation={_unit_text((PROJECT / 'docs' / 'operator.md').as_uri())}",
        "Wants=network-online.target",
        "After=network-online.target",
        "StartLimitIntervalSec=600",
        "StartLimitBurst=4",
        "",
        "[Service]",
        "Type=oneshot",
        f"WorkingDirectory={_unit_text(str(PROJECT))}",
        *(f"Environment={_unit_quoted(f'{name}={value}')}" for name, value in environment.items()),
        f"ExecStartPre={_unit_command(made)}",
        f"ExecStart={_unit_command(_locked(command, lock))}",
        f"SuccessExitStatus={' '.join(map(str, _FINDINGS))}",
        "Restart=on-failure",
        "RestartSec=60",
        f"RestartPreventExitStatus={' '.join(map(str, _HOPELESS))}",
        "# A run ends in good order within some ten seconds of this signal.",
        "KillSignal=SIGTERM",
        "TimeoutStopSec=60",
        "TimeoutStartSec=infinity",
        f"Nice={NICE}",
        "IOSchedulingClass=idle",
        f"SyslogIdentifier=archiver-{_unit_text(spider)}",
        "NoNewPrivileges=yes",
    ]
    return "\n".join(lines) + "\n"


def _timer(spider: str, every: int) -> str:
    calendar = "hourly" if every == 60 else f"*:0/{every}"
    return (
        f"[Unit]\nDescription=Archive {_unit_text(spider)} every {every} minutes\n\n"
        f"[Timer]\nOnCalendar={calendar}\nRandomizedDelaySec=20\nPersistent=true\n\n"
        "[Install]\nWantedBy=timers.target\n"
    )


def _cron(command: list[str], lock: str, log: str, environment: dict[str, str], every: int) -> str:
    when = "0 * * * *" if every == 60 else f"*/{every} * * * *"
    words = ["nice", "-n", str(NICE)]
    if shutil.which("ionice"):
        words += ["ionice", "-c", "3"]
    words += _locked(command, lock)
    settings = " ".join(f"{name}={shlex.quote(value)}" for name, value in environment.items())
    told = (
        f"mkdir -p {shlex.quote(str(Path(lock).parent))} && cd {shlex.quote(str(PROJECT))}"
        f" && {settings} {shlex.join(words)} >>{shlex.quote(log)} 2>&1"
    )
    return f"{when} {told.replace('%', chr(92) + '%')}"  # cron(8) ends a command at a plain %


def _unit_text(text: str) -> str:
    """Text as a unit's value: only specifiers are special there (systemd.unit(5))."""
    return text.replace("%", "%%")


def _unit_quoted(word: str) -> str:
    """A word of a unit's list, quoted as systemd.syntax(7) has it."""
    return '"' + _unit_text(word).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _unit_command(words: list[str]) -> str:
    """A command line of a unit (systemd.service(5)): as a list, and $ is special too."""
    return " ".join(
        word if _PLAIN.fullmatch(word) else _unit_quoted(word).replace("$", "$$") for word in words
    )


def _say(told: dict[str, str], place: Place) -> None:
    unit = told["unit"]
    say(
        f"# /etc/systemd/system/{unit}.service (add User=… there, or put both files into ~/.config/systemd/user/)"
    )
    if not place.contact:
        say("# No contact is set: export ARCHIVER_CONTACT, and print this again.")
    say(told["service"])
    say(f"# /etc/systemd/system/{unit}.timer")
    say(told["timer"])
    say(
        f"# then: systemctl daemon-reload && systemctl enable --now {unit}.timer; its log: journalctl -u {unit}"
    )
    say()
    say("# or, instead of both, a line of crontab -e:")
    say(told["cron"])
