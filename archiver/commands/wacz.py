"""Pack the archive, or a part of it that is complete in itself, into one WACZ file: the exact records with an index, the list of pages and the ledger's proof."""

import argparse
import os
import re
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from archiver.commands.lookup import articles_named
from archiver.commands.options import add_json, add_site, legible
from archiver.commands.output import counted, say, say_json
from archiver.commands.place import Place
from archiver.commands.progress import ProgressLine
from archiver.commands.reading import say_if_unlocked
from archiver.commands.times import instant_typed, typed
from archiver.derive.wacz.make import SUFFIX, Made, Order, make
from archiver.derive.wacz.parts import Part
from archiver.derive.wacz.select import Selection, whole_files
from archiver.errors import BadInput, Exit, UsageError
from archiver.settings import wacz_key
from archiver.store import chosen
from archiver.store.engine import Connection
from archiver.store.times import moment
from archiver.warc.locks import archive_kept
from archiver.warc.signing import read_key

NAME = "wacz"
HELP = "pack the archive, or an article, into one WACZ file"
MORE = (
    "With --article: every capture of its pages and thread, and what they need to be shown, as captured nearest in time."
    " With --since or --until: what was captured in that time, and what its pages need. A file that exists is never written over."
    " SOURCE_DATE_EPOCH, if set, is taken for the time of making: the same archive then gives the same bytes."
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command's words."""
    what = parser.add_argument_group("what to pack (one of them)")
    what.add_argument(
        "--article", type=legible, metavar="URL", help="an address of the article, or of a comment on it"
    )
    what.add_argument("--since", metavar="TIME", help="captured at this time (ISO 8601, UTC) or later")
    what.add_argument("--until", metavar="TIME", help="captured before this time; of a day, before its end")
    what.add_argument("--all", action="store_true", help="everything, each WARC file as it is")
    parser.add_argument(
        "-o", dest="file", metavar="FILE", help=f"a name that ends in {SUFFIX} (default: one in exports/)"
    )
    parser.add_argument(
        "--key",
        metavar="FILE",
        help="sign with this key: ECDSA over P-384, PEM (default: ARCHIVER_WACZ_KEY, if set)",
    )
    parser.add_argument(
        "--with-credentials",
        action="store_true",
        help="also where a run's requests bore a password or a cookie, which are in their records",
    )
    add_site(parser)
    add_json(parser)


def run(args: argparse.Namespace, place: Place) -> int:
    """Pack. Status 1 where a record can't be taken along."""
    span = _span(args)
    created = _now()
    target = _target(args, place, created)
    place.need_archive()
    named = args.key or wacz_key()
    key = read_key(Path(named)) if named else None
    store = place.store()
    progress = ProgressLine({"packing": (1e6, "MB")})
    with archive_kept(place.archive), store.reading() as connection:
        say_if_unlocked(place.archive)
        choice = _everything(args, connection, place) if args.all else _chosen(args, span, connection, place)
        _refuse_credentials(args, connection, choice)
        order = Order(
            parts=choice.parts,
            ids=choice.ids,
            site=args.site,
            about=choice.about,
            ledger=place.archive.ledger,
            stamps=place.archive.stamps,
            created=created,
            key=key,
        )
        made = make(connection, order, target, progress.tell)
    progress.end()
    store.close()
    _say(args, target, made, choice)
    return Exit.FINDINGS if choice.left_out else Exit.DONE


@dataclass(frozen=True, slots=True, kw_only=True)
class _Choice:
    """``left_out`` names files or records that are not taken, though they belong to what was asked for; ``missing`` counts
    addresses that pages name and that were never captured. ``runs`` None: all.
    """

    parts: list[Part]
    ids: set[str] | None
    about: dict[str, object]
    runs: set[str] | None
    left_out: list[str]
    missing: int


def _everything(args: argparse.Namespace, connection: Connection, place: Place) -> _Choice:
    parts, unknown = whole_files(connection, place.archive, args.site)
    if not parts:
        raise BadInput(f"nothing is archived in {place.output}" + (f" of {args.site}" if args.site else ""))
    sites = sorted({part.site for part in parts})
    about: dict[str, object] = {"title": f"Archive of {', '.join(sites)}", "selection": {"all": True}}
    left_out = [f"{name} is not in the database: archiver rebuild" for name in unknown]
    runs = None if args.site is None else {run for site in sites for run in chosen.runs_of(connection, site)}
    return _Choice(parts=parts, ids=None, about=about, runs=runs, left_out=left_out, missing=0)


def _chosen(
    args: argparse.Namespace, span: tuple[str | None, str | None], connection: Connection, place: Place
) -> _Choice:
    """An article's captures, or those of a time, with what they need."""
    selection = Selection(connection, place.archive)
    if args.article:
        articles = articles_named(connection, args.article, args.site)
        urls = {url for row in articles for url in chosen.addresses_of(connection, row["article_id"])}
        for row in articles:
            selection.take(chosen.of_article(connection, row["article_id"]))
        selection.take_notes(lambda note: note.fields.get("article") in urls)
        first = articles[0]
        about: dict[str, object] = {
            "title": first["title"] or first["url"],
            "mainPageUrl": first["url"],
            "selection": {"article": [row["url"] for row in articles]},
        }
    else:
        selection.take(chosen.of_span(connection, args.site, *span))
        selection.take_notes(lambda note: _within(note.at, span))
        if not selection.ids:
            raise BadInput("nothing was captured in that time" + (f" of {args.site}" if args.site else ""))
        told = {name: at for name, at in zip(("since", "before"), span, strict=True) if at}
        about = {
            "title": "Captures " + " ".join(f"{name} {at}" for name, at in told.items()),
            "selection": told,
        }
    shared = [f"record {name} shares its gzip member with others" for name in selection.shared]
    return _Choice(
        parts=selection.parts(),
        ids=selection.ids,
        about=about,
        runs=selection.runs,
        left_out=shared,
        missing=len(selection.missing),
    )


def _within(at: str, span: tuple[str | None, str | None]) -> bool:
    since, before = span
    return (since is None or at >= since) and (before is None or at < before)


def _refuse_credentials(args: argparse.Namespace, connection: Connection, choice: _Choice) -> None:
    """Raises BadInput where a request's record may hold a secret and nobody said that it may go out."""
    runs = chosen.bore_credentials(connection)
    found = sorted(runs if choice.runs is None else runs & choice.runs)
    if found and not args.with_credentials:
        raise BadInput(
            f"requests of run {found[0]} bore credentials, and their records hold them: --with-credentials packs them"
        )


def _span(args: argparse.Namespace) -> tuple[str | None, str | None]:
    """The time asked for, as the store writes it. Raises UsageError where not exactly one thing is asked for."""
    timed = args.since is not None or args.until is not None
    if (args.article is not None) + timed + args.all != 1:
        raise UsageError("say what to pack: --article URL, --since and --until TIME, or --all")
    return (
        typed("--since", args.since) if args.since else None,
        _end(args.until) if args.until else None,
    )


def _end(text: str) -> str:
    """The instant that --until names; of a day, its end."""
    at = instant_typed("--until", text)
    return moment(at + timedelta(days=1) if re.fullmatch(r"\d{4}-?\d\d-?\d\d", text) else at)


def _now() -> datetime:
    """The time of making, to the second. Raises UsageError where SOURCE_DATE_EPOCH is no number of seconds."""
    said = os.environ.get("SOURCE_DATE_EPOCH")
    if not said:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        return datetime.fromtimestamp(int(said), UTC)
    except (ValueError, OverflowError, OSError):
        raise UsageError(f"SOURCE_DATE_EPOCH={said!r} is no number of seconds") from None


def _target(args: argparse.Namespace, place: Place, created: datetime) -> Path:
    """Where the package goes. Raises UsageError for a name that a WACZ can't bear, BadInput where it is taken."""
    if args.file is None:
        last = urlsplit(args.article or "").path.rstrip("/").rpartition("/")[2]
        plain = re.sub(r"[^A-Za-z0-9-]+", "-", last)[:80].strip("-") or "archive"
        target = place.archive.exports / f"{plain}-{created:%Y%m%dT%H%M%SZ}{SUFFIX}"
    else:
        target = Path(args.file)
        if target.suffix != SUFFIX:
            raise UsageError(f"the name of a WACZ file ends in {SUFFIX}, and {args.file!r} does not")
        if not target.absolute().parent.is_dir():
            raise BadInput(f"there is no folder {target.absolute().parent}")
    if os.path.lexists(target):
        raise BadInput(f"{target} exists; it is not written over")
    return target


def _say(args: argparse.Namespace, target: Path, made: Made, choice: _Choice) -> None:
    if args.json:
        say_json(
            {"file": str(target), **asdict(made), "left_out": choice.left_out, "missing": choice.missing}
        )
        return
    for sentence in choice.left_out:
        say(f"left out: {sentence}")
    say(
        f"{target}: {made.bytes:,} bytes; {counted(made.records, 'record')} of {counted(made.files, 'file')},"
        f" {counted(made.pages, 'page')} and {counted(made.other_pages, 'other page')} listed"
    )
    if choice.missing:
        say(f"{counted(choice.missing, 'address')} that pages name were never captured")
    if made.unproved:
        say(
            f"{counted(made.unproved, 'record or file')} not yet in the ledger: a run is under way or was cut off"
        )
    say(f"manifest sha256 {made.manifest_sha256}" + (", signed" if made.signed else ""))
