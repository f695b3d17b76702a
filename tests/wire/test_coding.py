"""Content codings: whole, cut at every byte, garbled, lied about, and bombs."""

import gzip
import importlib
import random
import sys
import tracemalloc
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.errors import LimitExceeded, WireError
from archiver.items import Headers
from archiver.wire.body import codings, decode
from archiver.wire.coding import DECODERS
from archiver.wire.limits import GZIP_MEMBERS, Limits
from tests.wire.made import PAGE, any_bytes, named_gzip, raw_deflate

Coder = Callable[[bytes], bytes]

CODERS: dict[str, tuple[bytes, Coder]] = {
    "gzip": (b"gzip", gzip.compress),
    "x-gzip": (b"X-GZip", gzip.compress),
    "gzip with a name": (b"gzip", named_gzip),
    "zlib": (b"deflate", zlib.compress),
    "zlib unpacked": (b"deflate", lambda data: zlib.compress(data, 0)),
    "raw deflate": (b"deflate", raw_deflate),
}
if b"br" in DECODERS:
    CODERS["br"] = (b"br", importlib.import_module("brotli").compress)
if b"zstd" in DECODERS:
    _ZSTD = importlib.import_module("backports.zstd" if sys.version_info < (3, 14) else "compression.zstd")
    _CHECKED = {_ZSTD.CompressionParameter.checksum_flag: 1}  # without, a garbled literal is a letter
    CODERS["zstd"] = (b"zstd", lambda data: _ZSTD.compress(data, options=_CHECKED))

every_coder = pytest.mark.parametrize(("name", "code"), CODERS.values(), ids=CODERS)


@every_coder
@pytest.mark.parametrize(
    "data", [b"a", PAGE, PAGE * 60, bytes(range(256)) * 900], ids=["a", "page", "3 MB", "binary"]
)
def test_a_whole_stream(name: bytes, code: Coder, data: bytes) -> None:
    coded = code(data)
    assert decode(coded, [name]) == (data, True)
    assert decode(coded + b"trailing", [name])[0] == data


@every_coder
def test_bytes_behind_a_stream_are_no_part_of_it(name: bytes, code: Coder) -> None:
    if name != b"zstd":  # there they are a garbled frame
        assert decode(code(PAGE) + b"\x00trailing", [name]) == (PAGE, True)


@every_coder
def test_a_stream_cut_anywhere_gives_what_could_be_decoded(name: bytes, code: Coder) -> None:
    coded = code(PAGE)
    step = max(1, len(coded) // 300)
    sizes = []
    for length in sorted({*range(1, len(coded), step), *range(max(1, len(coded) - 12), len(coded))}):
        out, whole = decode(coded[:length], [name])
        assert not whole
        assert PAGE.startswith(out)
        sizes.append(len(out))
    assert sizes == sorted(sizes)
    if name != b"zstd":  # its blocks of 128 KB come all or not at all
        assert sizes[-1] > len(PAGE) // 2


def test_a_cut_gzip_gives_every_byte_that_zlib_gives() -> None:
    coded = gzip.compress(PAGE)
    for length in range(1, len(coded), 53):
        assert decode(coded[:length], [b"gzip"]) == (zlib.decompressobj(31).decompress(coded[:length]), False)


@every_coder
def test_a_garbled_stream_gives_what_came_before(name: bytes, code: Coder) -> None:
    noise = random.Random(7)
    data = bytes(noise.choices(b"<li>abcdefgh </p>\n", k=60_000))
    coded = bytearray(code(data))
    middle = len(coded) // 2
    coded[middle : middle + 400] = noise.randbytes(400)
    out, whole = decode(bytes(coded), [name])
    assert not whole
    if name != b"zstd":  # as above
        assert len(out) > len(data) // 3
        assert out[: len(data) // 3] == data[: len(data) // 3]


@pytest.mark.parametrize("at", [-8, -1])
def test_a_wrong_check_sum_or_length_keeps_the_page_but_not_its_word(at: int) -> None:
    coded = bytearray(gzip.compress(PAGE))
    coded[at] ^= 1
    assert decode(bytes(coded), [b"gzip"]) == (PAGE, False)


def test_members_of_a_gzip_body_are_joined() -> None:
    members = gzip.compress(b"<p>one</p>") + named_gzip(b"") + gzip.compress(PAGE)
    assert decode(members, [b"gzip"]) == (b"<p>one</p>" + PAGE, True)
    assert decode(members + b"\x00" * 512, [b"gzip"]) == (b"<p>one</p>" + PAGE, True)
    assert decode(members[:-1], [b"gzip"]) == (b"<p>one</p>" + PAGE, False)
    assert decode(members + b"\x1f\x8b", [b"gzip"]) == (b"<p>one</p>" + PAGE, False)


def test_a_body_of_endless_members_is_refused() -> None:
    with pytest.raises(LimitExceeded):
        decode(gzip.compress(b"") * (GZIP_MEMBERS + 1), [b"gzip"])


def test_several_codings_come_off_in_turn() -> None:
    assert decode(gzip.compress(zlib.compress(PAGE)), [b"deflate", b"gzip"]) == (PAGE, True)
    assert decode(zlib.compress(gzip.compress(PAGE)), [b"gzip", b"deflate"]) == (PAGE, True)
    assert decode(gzip.compress(gzip.compress(PAGE)[:-9]), [b"gzip", b"gzip"])[1] is False
    assert decode(gzip.compress(PAGE), [b"gzip", b"gzip"]) == (PAGE, True)  # said twice, done once
    with pytest.raises(LimitExceeded):
        decode(b"x", [b"gzip"] * 5)


@pytest.mark.parametrize("name", [b"gzip", b"deflate", b"br", b"zstd", b"utf-8", b"none"])
@pytest.mark.parametrize(
    "text", [b"<!DOCTYPE html><p>plain</p>", b"\xef\xbb\xbf\n <p>a</p>", b'{"a": 1}', PAGE]
)
def test_text_that_is_only_called_compressed_is_whole(name: bytes, text: bytes) -> None:
    assert decode(text, [name]) == (text, True)


def test_what_is_called_gzip_and_is_neither_is_not_whole() -> None:
    assert decode(b"\x89PNG\x00\x01", [b"gzip"]) == (b"\x89PNG\x00\x01", False)
    assert decode(b"no markup, but no gzip either", [b"gzip"])[1] is True


def test_an_unknown_coding_says_so() -> None:
    with pytest.raises(WireError, match="rot13"):
        decode(b"\x00\x01", [b"rot13"])


@pytest.mark.parametrize("name", [b"gzip", b"rot13", b"br"])
def test_no_data_is_whole(name: bytes) -> None:
    assert decode(b"", [name]) == (b"", True)


@pytest.mark.parametrize("kind", sorted(set(CODERS) - {"zlib unpacked"}))
def test_a_bomb_is_noticed_before_it_fills_memory(kind: str) -> None:
    name, code = CODERS[kind]
    bomb = code(bytes(60_000_000))
    limits = Limits(ratio_free_bytes=1_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(LimitExceeded):
            decode(bomb, [name], limits)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 8 * max(1_000_000, 200 * len(bomb))


def test_the_limit_of_decoded_bytes_is_exact() -> None:
    coded = gzip.compress(PAGE)
    assert decode(coded, [b"gzip"], Limits(decoded_bytes=len(PAGE))) == (PAGE, True)
    with pytest.raises(LimitExceeded):
        decode(coded, [b"gzip"], Limits(decoded_bytes=len(PAGE) - 1))
    with pytest.raises(LimitExceeded):
        decode(coded[:-9], [b"gzip"], Limits(decoded_bytes=len(PAGE) // 2))
    with pytest.raises(LimitExceeded):
        decode(coded * 2, [b"gzip"], Limits(decoded_bytes=len(PAGE) + 1))


def test_the_ratio_is_asked_only_of_what_is_large() -> None:
    coded = gzip.compress(bytes(1_000_000))
    assert decode(coded, [b"gzip"]) == (bytes(1_000_000), True)
    with pytest.raises(LimitExceeded):
        decode(coded, [b"gzip"], Limits(ratio_free_bytes=999_999))


def test_a_bomb_in_a_bomb_is_noticed() -> None:
    inner = gzip.compress(bytes(100_000_000))
    with pytest.raises(LimitExceeded):
        decode(gzip.compress(inner), [b"gzip", b"gzip"])


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        ((), []),
        (((b"Content-Encoding", b"GZip"),), [b"gzip"]),
        (((b"content-encoding", b"deflate , gzip"),), [b"deflate", b"gzip"]),
        (((b"Content-Encoding", b"br"), (b"Content-Encoding", b",identity,gzip,")), [b"br", b"gzip"]),
        (((b"Transfer-Encoding", b"gzip, chunked"), (b"Content-Encoding", b"br")), [b"br", b"gzip"]),
    ],
)
def test_codings_come_in_the_order_applied(headers: Headers, found: list[bytes]) -> None:
    assert codings(headers) == found


@given(
    st.one_of(any_bytes, any_bytes.map(lambda tail: b"\x1f\x8b\x08\x00" + tail), st.binary(max_size=600)),
    st.lists(st.sampled_from([*DECODERS, b"rot13", b""]), max_size=5),
)
def test_any_bytes_decode_or_raise_the_declared_error(data: bytes, applied: list[bytes]) -> None:
    try:
        out, _ = decode(data, applied, Limits(decoded_bytes=5000))
    except WireError:
        return
    assert len(out) <= max(5000, len(data))


@given(st.sampled_from(sorted(CODERS)), st.binary(min_size=1, max_size=3000), st.data())
def test_a_flipped_bit_never_makes_another_error(kind: str, data: bytes, draw: st.DataObject) -> None:
    name, code = CODERS[kind]
    coded = bytearray(code(data))
    coded[draw.draw(st.integers(0, len(coded) - 1))] ^= 1 << draw.draw(st.integers(0, 7))
    decode(bytes(coded), [name])


@given(st.sampled_from(sorted(CODERS)), st.binary(min_size=1))
def test_what_is_coded_comes_back(kind: str, data: bytes) -> None:
    name, code = CODERS[kind]
    assert decode(code(data), [name]) == (data, True)
