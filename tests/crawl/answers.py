"""Awkward answers, each a script of what the raw server does after one request.

A script is a sequence of steps: bytes are sent as they stand, in one piece; ``Pause``
lets time pass on the wire; ``CLOSE``, ``RESET`` and ``HANG`` end it. A script that
ends without one of these keeps the connection alive.
"""

import gzip
import zlib
from dataclasses import dataclass


@dataclass(frozen=True)
class Pause:
    seconds: float


CLOSE, RESET, HANG = "close", "reset", "hang"
Step = bytes | Pause | str


@dataclass(frozen=True)
class Answer:
    """``shown``: Scrapy can read it; ``truncated``: the WARC-Truncated it must bear."""

    steps: tuple[Step, ...]
    shown: bool = True
    truncated: str | None = None
    status: int | None = 200
    redirects: bool = False

    @property
    def data(self) -> bytes:
        return b"".join(step for step in self.steps if isinstance(step, bytes))


# br of "<p>br</p>" made with Google's encoder, so that the tests need none.
BROTLI = bytes.fromhex("0b04803c703e62723c2f703e03")


def body(name: str) -> bytes:
    """A body that no other answer has, so that no revisit comes of it."""
    return f"<html><title>{name}</title><p>{name} {'x' * 40}</p></html>".encode()


def plain(name: str, *lines: bytes, status: bytes = b"HTTP/1.1 200 OK", eol: bytes = b"\r\n") -> bytes:
    text = body(name)
    head = (status, *lines, b"Content-Length: %d" % len(text), b"Content-Type: text/html")
    return eol.join(head) + eol + eol + text


def sized(
    data: bytes, *lines: bytes, status: bytes = b"HTTP/1.1 200 OK", length: bytes | None = None
) -> bytes:
    length = b"%d" % len(data) if length is None else length
    return b"\r\n".join((status, *lines, b"Content-Length: " + length, b"", data))


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/html\r\n\r\n"


def chunk(data: bytes, extension: bytes = b"") -> bytes:
    return b"%x%s\r\n%s\r\n" % (len(data), extension, data)


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def _headers() -> dict[str, Answer]:
    lines: dict[str, tuple[bytes, ...]] = {
        "plain": (),
        "odd-case": (b"cOnTeNt-LaNgUaGe: en", b"x-lower: 1", b"X-UPPER: 2"),
        "no-space": (b"X-A:1", b"X-B:2"),
        "many-spaces": (b"X-A:      1      ", b"X-B:  two  words  "),
        "tabs": (b"X-A:\t1\t", b"X-B: \t 2"),
        "duplicates": (b"Set-Cookie: a=1", b"X-A: 1", b"Set-Cookie: b=2", b"x-a: 3", b"X-A: 1"),
        "folded": (b"X-A: one", b" two", b"\tthree"),
        "latin-1": (b"X-A: caf\xe9",),
        "utf-8": ("X-A: año ☃".encode(),),
        "empty-value": (b"X-A:", b"X-B: "),
        "no-colon": (b"this line has no colon",),
        "many-headers": tuple(b"X-%d: %d" % (n, n * n) for n in range(600)),
        "control-characters": (b"X-A: a\x01b\x7fc",),
        "long-line": (b"X-A: " + b"a" * 16_000,),
        "keep-alive-odd": (b"Connection: Keep-Alive", b"Keep-Alive: timeout=5, max=100"),
        "connection-close-odd": (b"Connection: Close",),
        "mojibake-charset": (b"Content-Type: text/html; charset=utf-99",),
    }
    made = {name: Answer((plain(name, *extra),)) for name, extra in lines.items()}
    made["non-ascii-name"] = Answer((plain("non-ascii-name", "X-Año: 1".encode()),), shown=False)
    made["space-before-colon"] = Answer((plain("space-before-colon", b"X-A : 1"),), shown=False)
    made["line-too-long-for-scrapy"] = Answer((plain("too-long", b"X-A: " + b"a" * 40_000),), shown=False)
    made["nul-in-header"] = Answer((plain("nul-in-header", b"X-A: a\x00b"),))
    return made


def _status_lines() -> dict[str, Answer]:
    lines = {
        "no-reason": b"HTTP/1.1 200",
        "empty-reason": b"HTTP/1.1 200 ",
        "odd-reason": b"HTTP/1.1 200 Tout va bien, \xe9tonnant: oui",
        "http-1.0": b"HTTP/1.0 200 OK",
        "http-1.2": b"HTTP/1.2 200 OK",
        "small-letters": b"http/1.1 200 ok",
    }
    made = {name: Answer((plain(name, status=line),)) for name, line in lines.items()}
    for status in (299, 404, 410, 418, 500, 503, 999):
        line = b"HTTP/1.1 %d Said so" % status
        made[f"status-{status}"] = Answer((plain(f"status-{status}", status=line),), status=status)
    made["bare-lf"] = Answer((plain("bare-lf", b"X-A: 1", eol=b"\n"),))
    mixed = plain("mixed-lf", b"X-A: 1\nX-B: 2")
    made["mixed-lf"] = Answer((mixed,))
    made["leading-crlf"] = Answer((b"\r\n" + plain("leading-crlf"),), shown=False)
    made["leading-lf"] = Answer((b"\n" + plain("leading-lf"),), shown=False)
    made["icy"] = Answer((plain("icy", status=b"ICY 200 OK"), CLOSE), shown=False, status=None)
    made["http-0.9"] = Answer((body("http-0.9"), CLOSE), shown=False, status=None)
    made["cr-only"] = Answer((plain("cr-only", eol=b"\r"), CLOSE), shown=False, status=None)
    made["head-in-pieces"] = Answer(
        (*tuple(bytes([byte]) for byte in plain("head-in-pieces")[:90]), plain("head-in-pieces")[90:])
    )
    made["http-1.0-until-close"] = Answer((b"HTTP/1.0 200 OK\r\n\r\n" + body("http-1.0-until-close"), CLOSE))
    return made


def _lengths() -> dict[str, Answer]:
    return {
        "until-close": Answer((b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + body("until-close"), CLOSE)),
        "until-close-silent": Answer((b"HTTP/1.1 200 OK\r\n\r\n", body("until-close-silent"), CLOSE)),
        "length-0": Answer((sized(b"", b"X-A: length-0"),)),
        "length-twice": Answer((sized(body("twice"), b"Content-Length: %d" % len(body("twice"))),)),
        "length-differs": Answer((sized(body("differs"), b"Content-Length: 3"), CLOSE), shown=False),
        "length-too-long": Answer(
            (sized(body("too-long"), length=b"9999"), CLOSE), shown=False, truncated="disconnect"
        ),
        "length-too-short": Answer((sized(body("too-short"), length=b"20"), CLOSE)),
        "length-negative": Answer((sized(body("negative"), length=b"-5"), CLOSE), shown=False),
        "length-no-number": Answer((sized(body("no-number"), length=b"many"), CLOSE), shown=False),
        "length-plus": Answer((sized(body("plus"), length=b"+%d" % len(body("plus"))), CLOSE), shown=False),
        "extra-response": Answer((plain("extra-response") + plain("never-asked-for"), CLOSE)),
        "binary": Answer((sized(bytes(range(256)) * 8, b"Content-Type: application/octet-stream"),)),
        "large": Answer((sized(body("large") * 20_000),)),
        "no-content": Answer((b"HTTP/1.1 204 No Content\r\nX-A: 1\r\n\r\n",), status=204),
        "no-content-body": Answer((sized(b"no-content-body", status=b"HTTP/1.1 204 No"), CLOSE), status=204),
        "not-modified": Answer((b'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\n\r\n',), status=304),
        "not-modified-body": Answer(
            (sized(b"not-modified-body", status=b"HTTP/1.1 304 Same"), CLOSE), status=304
        ),
    }


def _chunks() -> dict[str, Answer]:
    end = b"0\r\n\r\n"

    def text(name: str) -> bytes:
        return chunk(body(name))

    in_pieces = b"".join(chunk(bytes([byte])) for byte in body("single-bytes"))
    upper = b"%08X\r\n%s\r\n" % (len(body("upper-hex")), body("upper-hex"))
    double = gzip.compress(gzip.compress(body("te-gzip")))
    return {
        "chunked": Answer((CHUNKED + text("chunked") + end,)),
        "chunk-extensions": Answer(
            (CHUNKED + chunk(body("chunk-extensions"), b';a=1;b="c d"') + b"0;last\r\n\r\n",)
        ),
        "chunk-trailers": Answer((CHUNKED + text("chunk-trailers") + b"0\r\nX-Sum: 1\r\nX-More: 2\r\n\r\n",)),
        "chunk-upper-hex": Answer((CHUNKED + upper + end,)),
        "chunk-single-bytes": Answer((CHUNKED + in_pieces + end,)),
        "chunk-no-body": Answer((CHUNKED + end,)),
        "chunk-in-pieces": Answer(
            (CHUNKED, text("chunk-in-pieces")[:5], text("chunk-in-pieces")[5:], end[:2], end[2:])
        ),
        "chunk-extra": Answer((CHUNKED + text("chunk-extra") + end + b"and more", CLOSE)),
        "chunk-odd-case": Answer((CHUNKED.replace(b"chunked", b"Chunked") + text("chunk-odd-case") + end,)),
        "chunk-and-length": Answer(
            (CHUNKED.replace(b"\r\n\r\n", b"\r\nContent-Length: 7\r\n\r\n") + text("chunk-and-length") + end,)
        ),
        "chunk-gzip-coding": Answer(
            (CHUNKED.replace(b"chunked", b"gzip, chunked") + chunk(double) + end,), shown=False
        ),
        "chunk-bad-size": Answer(
            (CHUNKED + b"zz\r\nbad-size\r\n0\r\n\r\n", CLOSE), shown=False, truncated="disconnect"
        ),
        "chunk-negative-size": Answer(
            (CHUNKED + b"-3\r\nnegative-size\r\n0\r\n\r\n", CLOSE), shown=False, truncated="disconnect"
        ),
        "chunk-gzip": Answer(
            (
                CHUNKED.replace(b"\r\n\r\n", b"\r\nContent-Encoding: gzip\r\n\r\n")
                + chunk(gzip.compress(body("chunk-gzip"))[:30])
                + chunk(gzip.compress(body("chunk-gzip"))[30:])
                + end,
            )
        ),
    }


def _codings() -> dict[str, Answer]:
    def coded(name: bytes, data: bytes) -> Answer:
        return Answer((sized(data, b"Content-Encoding: " + name, b"Content-Type: text/html"),))

    packed = gzip.compress(body("gzip-cut"))
    return {
        "gzip": coded(b"gzip", gzip.compress(body("gzip"))),
        "x-gzip": coded(b"x-gzip", gzip.compress(body("x-gzip"))),
        "gzip-members": coded(b"gzip", gzip.compress(body("members")) + gzip.compress(b"second")),
        "gzip-twice": coded(b"gzip, gzip", gzip.compress(gzip.compress(body("gzip-twice")))),
        "deflate": coded(b"deflate", zlib.compress(body("deflate"))),
        "deflate-raw": coded(b"deflate", raw_deflate(body("deflate-raw"))),
        "br-unasked": coded(b"br", BROTLI),
        "gzip-a-lie": Answer((sized(body("gzip-a-lie"), b"Content-Encoding: gzip"),), shown=False),
        "gzip-cut": coded(b"gzip", packed[: len(packed) // 2]),
        "coding-unknown": coded(b"rot13", body("coding-unknown")),
    }


def _interim() -> dict[str, Answer]:
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n"
    return {
        "continue": Answer((b"HTTP/1.1 100 Continue\r\n\r\n" + plain("continue"),)),
        "early-hints": Answer((hints + plain("early-hints"),)),
        "early-hints-apart": Answer((hints, Pause(0.05), plain("early-hints-apart"))),
        "three-interim": Answer(
            (b"HTTP/1.1 102 Processing\r\n\r\n" + hints + hints + plain("three-interim"),)
        ),
        "interim-only": Answer((hints, CLOSE), shown=False, truncated="disconnect", status=None),
    }


def _cuts() -> dict[str, Answer]:
    whole = plain("cut", b"X-A: 1")
    split = CHUNKED + chunk(body("cut-chunk"))

    def cut(data: bytes, end: str = CLOSE, status: int | None = 200) -> Answer:
        return Answer((data, end), shown=False, truncated="disconnect", status=status)

    def nothing(end: str) -> Answer:
        return Answer((end,), shown=False, status=None)

    return {
        "empty": nothing(CLOSE),
        "reset-at-once": nothing(RESET),
        "cut-in-version": cut(whole[:4], status=None),
        "cut-in-status": cut(whole[:11], status=None),
        "cut-in-header": cut(whole[:22]),
        "cut-before-blank": cut(whole[: whole.index(b"\r\n\r\n") + 2]),
        "cut-after-head": cut(whole[: whole.index(b"\r\n\r\n") + 4]),
        "cut-in-body": cut(whole[:-5]),
        "cut-in-size": cut(CHUNKED + b"3"),
        "cut-after-size": cut(CHUNKED + b"30\r\n"),
        "cut-in-chunk": cut(split[:-9]),
        "cut-after-chunk": cut(split),
        "cut-in-last": cut(split + b"0"),
        "cut-before-end": cut(split + b"0\r\n"),
        "cut-in-trailer": cut(split + b"0\r\nX-A"),
        "reset-in-head": cut(whole[:22], RESET),
        "reset-in-body": cut(plain("reset-in-body")[:-5], RESET),
        "reset-until-close": Answer(
            (b"HTTP/1.1 200 OK\r\n\r\n" + body("reset-until-close"), Pause(0.1), RESET),
            truncated="disconnect",
        ),
        "drip": Answer(
            (plain("drip")[:-8], *(s for b in plain("drip")[-8:] for s in (Pause(0.02), bytes([b]))))
        ),
    }


def _redirects() -> dict[str, Answer]:
    def to(target: bytes, status: bytes = b"301 Moved", text: bytes = b"") -> Answer:
        number = int(status.split()[0])
        return Answer(
            (sized(text or b"moved to " + target, b"Location: " + target, status=b"HTTP/1.1 " + status),),
            status=number,
            redirects=True,
        )

    return {
        "redirect": to(b"/redirect-end"),
        "redirect-end": Answer((plain("redirect-end"),)),
        "redirect-302": to(b"/redirect-end?302", b"302 Found", b"<a>a body beside the redirect</a>"),
        "redirect-307": to(b"redirect-end?307", b"307 For Now"),
        "redirect-chain": to(b"/redirect", b"308 For Good"),
        "redirect-loop": to(b"/redirect-loop"),
        "redirect-pair": to(b"/redirect-pair-2"),
        "redirect-pair-2": to(b"/redirect-pair"),
        "redirect-no-location": Answer(
            (plain("redirect-no-location", status=b"HTTP/1.1 302 Where"),), status=302
        ),
    }


ANSWERS: dict[str, Answer] = {
    **_headers(),
    **_status_lines(),
    **_lengths(),
    **_chunks(),
    **_codings(),
    **_interim(),
    **_cuts(),
    **_redirects(),
}

# These try our patience; they are crawled apart, with small limits.
PATIENCE: dict[str, Answer] = {
    "silent": Answer((HANG,), shown=False, truncated="time", status=None),
    "stops-in-head": Answer((plain("stops-in-head")[:30], HANG), shown=False, truncated="time"),
    "stops-in-body": Answer((plain("stops-in-body")[:-9], HANG), shown=False, truncated="time"),
    "stops-after-bad-head": Answer(
        (plain("stops-after-bad-head", b"X-A : 1")[:-9], HANG), shown=False, truncated="time"
    ),
    "drip-for-ever": Answer(
        (CHUNKED + b"fff\r\n", *(step for _ in range(200) for step in (Pause(0.1), b"."))),
        shown=False,
        truncated="time",
    ),
    "huge-head": Answer(
        (b"HTTP/1.1 200 OK\r\n" + b"X-A: aaaaaaaaaaaaaaaaaaaaaaaa\r\n" * 4000, HANG),
        shown=False,
        truncated="length",
    ),
    "huge-body": Answer((sized(b"huge-body" * 400_000), HANG), shown=False, truncated="length"),
    "huge-chunked": Answer(
        (CHUNKED + chunk(b"huge-chunked" * 400_000), HANG), shown=False, truncated="length"
    ),
}
