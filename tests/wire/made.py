"""Messages and codings made by other hands than the room's own."""

import gzip
import zlib

from hypothesis import strategies as st

HEAD = b"HTTP/1.1 200 OK\r\nServer: nginx\r\nset-cookie: a=1\r\nX-Empty:\r\nSET-COOKIE:   b=2  \r\n\r\n"
PAGE = b"<!DOCTYPE html>\n" + b"".join(
    b'<li id="comment-%d"><p>%d sighs</p></li>\n' % (n, n * n % 977) for n in range(900)
)


def answer(*lines: bytes, body: bytes = b"", status: bytes = b"HTTP/1.1 200 OK") -> bytes:
    return b"\r\n".join((status, *lines, b"", body))


def chunked(*pieces: bytes, extension: bytes = b"", last: bytes = b"0\r\n\r\n") -> bytes:
    return b"".join(b"%x%s\r\n%s\r\n" % (len(piece), extension, piece) for piece in pieces) + last


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def named_gzip(data: bytes) -> bytes:
    """With all that RFC 1952 allows in a header: text flag, check sum, extra field, name, comment."""
    head = b"\x1f\x8b\x08\x1f" + bytes(6) + b"\x05\x00extra" + b"page.html\x00" + b"a comment\x00"
    check = (zlib.crc32(head) & 0xFFFF).to_bytes(2, "little")
    return head + check + gzip.compress(data)[10:]


# Bytes that come near to HTTP: random ones hardly ever get past the first letter.
_WORDS = st.sampled_from(
    [
        b"HTTP/1.1 200 OK",
        b"HTTP/1.1 103 Early Hints",
        b"http/1.0 404",
        b"HTTP/1.1",
        b"GET / HTTP/1.1",
        b"\r\n",
        b"\n",
        b"\r\n\r\n",
        b"\r",
        b" ",
        b"\t",
        b":",
        b"Content-Length: ",
        b"Transfer-Encoding: chunked",
        b"Transfer-Encoding: gzip, chunked",
        b"Content-Encoding: gzip",
        b"Content-Encoding: deflate",
        b"Content-Encoding: br",
        b"Content-Encoding: zstd",
        b"Content-Encoding: rot13",
        b"Age: ",
        b"Date: ",
        b"5",
        b"0",
        b"9" * 5000,
        b"-1",
        b",",
        b";",
        b"3\r\nabc\r\n",
        gzip.compress(b"abc"),
        gzip.compress(b"abc")[:15],
        raw_deflate(b"abc"),
        zlib.compress(b"abc"),
        b"\x00",
        b"\xe9",
    ]
)
near_http = st.lists(st.one_of(_WORDS, st.binary(max_size=6)), max_size=30).map(b"".join)
any_bytes = st.one_of(st.binary(max_size=200), near_http)
