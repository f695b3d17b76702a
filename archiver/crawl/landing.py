"""What is said of a flight that has landed: was it whole, and if not, why.

The bytes decide, not Scrapy: an answer that Scrapy could not read may be whole,
and one that it took for whole may have lost its end with the connection.
"""

from dataclasses import dataclass

from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError
from twisted.internet.error import ConnectionDone

from archiver.crawl.flight import Cut, Flight
from archiver.errors import WireError
from archiver.items import Capture
from archiver.warc.exchange import Exchange
from archiver.wire.body import payload
from archiver.wire.lines import skip_blank
from archiver.wire.messages import read_response_head, split_interim

_DOUBTFUL_FLAGS = frozenset({"dataloss", "partial", "download_stopped"})  # those of Scrapy's responses


@dataclass(frozen=True, slots=True, kw_only=True)
class CapturedExchange:
    """A capture that is on disk, and the answer's bytes as received (``b""`` for a failure)."""

    capture: Capture
    block: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchEnding:
    """How Scrapy saw a fetch end: with an error, or with a response that bears ``flags``."""

    problem: BaseException | None = None
    flags: frozenset[str] = frozenset()

    @property
    def clean(self) -> bool:
        """Whether Scrapy saw a whole answer."""
        return self.problem is None and not self.flags & _DOUBTFUL_FLAGS


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """``truncated``: the value of WARC-Truncated; ``error``: why there is no (whole) answer;
    ``fault``: why Scrapy couldn't read an answer that is whole.
    """

    truncated: Cut | None = None
    error: str | None = None
    fault: str | None = None


def exchange_of(flight: Flight, ending: FetchEnding, elapsed: float | None) -> Exchange:
    """The landed ``flight`` as a value, for the records; ``elapsed`` is in seconds."""
    verdict = judge(flight, ending)
    return Exchange(
        url=flight.url,
        method=flight.method,
        started=flight.started,
        request=flight.request_bytes(),
        response=flight.response_bytes(),
        ip=None if flight.proxied else flight.ip,
        protocols=_protocols(flight),
        cipher=flight.cipher,
        truncated=verdict.truncated,
        error=verdict.error,
        fault=verdict.fault,
        elapsed=elapsed,
    )


def _protocols(flight: Flight) -> tuple[str, ...]:
    """Values of WARC-Protocol: that of the answer, and TLS's below it. None where no answer came."""
    if not flight.received:
        return ()
    answered = flight.response_bytes()[:8].lower()
    spoken = "http/1.0" if answered == b"http/1.0" else "http/1.1"
    if flight.tls_version is None:
        return (spoken,)
    number = flight.tls_version.removeprefix("TLSv")  # OpenSSL's names: TLSv1, TLSv1.1, …
    return (spoken, f"tls/{number if '.' in number else number + '.0'}")


def is_message(block: bytes) -> bool:
    """Whether ``block`` begins as an answer does: else nothing says where it should end."""
    _, final = split_interim(block)
    begin = skip_blank(final)
    return final[begin : begin + 5].upper() == b"HTTP/" or begin == len(final)


def is_whole(block: bytes) -> bool:
    """Whether ``block`` holds a complete answer, interim answers before it allowed."""
    _, final = split_interim(block)
    try:
        head = read_response_head(final)
        return head.complete and payload(final, head=head).complete
    except WireError:
        return False


def judge(flight: Flight, ending: FetchEnding) -> Verdict:
    """The verdict on ``flight``, which ended as ``ending`` says."""
    if ending.clean and flight.cut is None:
        return Verdict()
    error = flight.limit or _sentence(flight, ending)
    if not flight.received:
        return Verdict(error=error or "no answer came")
    if flight.cut is None and _is_complete(flight):
        return Verdict(fault=None if ending.problem is None else f"Scrapy gave no response: {error}")
    return Verdict(truncated=flight.cut or _cut(flight, ending), error=error)


def _is_complete(flight: Flight) -> bool:
    """Whether the bytes are whole. What ends with its connection needs an orderly end
    (RFC 9112, sections 8 and 9.8: not a reset, and in TLS a close alert).
    """
    block = flight.response_bytes()
    orderly = flight.lost is None or isinstance(flight.lost.value, ConnectionDone)
    if not is_message(block):
        return orderly
    return is_whole(block) and (orderly or not is_whole(block[:-1]))


def _cut(flight: Flight, ending: FetchEnding) -> Cut:
    problem = ending.problem
    if isinstance(problem, DownloadTimeoutError):
        return "time"
    if isinstance(problem, DownloadCancelledError):
        return "length"  # DOWNLOAD_MAXSIZE
    cancelled = problem is not None and not isinstance(problem, Exception)
    if flight.stopped or cancelled or flight.lost is None:
        return "unspecified"  # we, or a component of the spider's, wanted no more
    return "disconnect"


def _sentence(flight: Flight, ending: FetchEnding) -> str:
    if ending.problem is not None:
        return told_of(ending.problem)
    return "stopped on request" if flight.stopped else "the connection ended before the answer did"


def told_of(problem: BaseException) -> str:
    """The error's name and words; Twisted hides those of the causes in ``reasons``."""
    reasons = getattr(problem.__cause__, "reasons", None) or getattr(problem, "reasons", None) or ()
    inner = [told_of(reason.value) for reason in reasons if hasattr(reason, "value")]
    words = " / ".join(dict.fromkeys(inner)) or str(problem)
    return f"{type(problem).__name__}: {words}" if words else type(problem).__name__
