"""Digests: known values, any spelling, and what they are over."""

import base64
import gzip
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.errors import WireError
from archiver.wire.digest import agrees, block_digest, payload_digest, same_digest, sha1, sha256
from tests.wire.made import answer, chunked

ALGORITHMS = ["md5", "sha1", "sha256", "sha384", "sha512"]


def test_known_values() -> None:
    assert sha1(b"") == "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"  # the empty payload of many an index
    assert sha256(b"abc") == "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_payload_digest_is_over_joined_chunks_with_the_coding_kept() -> None:
    packed = gzip.compress(b"<p>hello</p>")
    plain = answer(b"Content-Encoding: gzip", b"Content-Length: %d" % len(packed), body=packed)
    pieces = answer(
        b"Content-Encoding: gzip", b"Transfer-Encoding: chunked", body=chunked(packed[:9], packed[9:])
    )
    assert payload_digest(plain) == payload_digest(pieces) == sha1(packed)
    assert payload_digest(b"HTTP/1.1 103 Early Hints\r\n\r\n" + plain) == sha1(packed)
    assert payload_digest(plain + b"extra") == sha1(packed)
    assert block_digest(plain) == sha256(plain)


def test_without_a_head_there_is_no_payload_digest() -> None:
    with pytest.raises(WireError):
        payload_digest(b"<p>hello</p>")


def spellings(name: str, value: bytes) -> list[str]:
    texts = [
        value.hex(),
        value.hex().upper(),
        base64.b32encode(value).decode(),
        base64.b32encode(value).decode().lower(),
        base64.b32encode(value).decode().rstrip("="),
        base64.b64encode(value).decode(),
        base64.urlsafe_b64encode(value).decode().rstrip("="),
    ]
    labels = [name, name.upper(), name.replace("sha", "sha-"), f" {name} ", name.replace("sha", "SHA-")]
    return [f"{label}:{text}" for label in labels for text in texts]


@given(st.sampled_from(ALGORITHMS), st.binary(max_size=40))
def test_one_value_in_any_spelling_is_the_same(name: str, data: bytes) -> None:
    value = hashlib.new(name, data, usedforsecurity=False).digest()
    first, *others = spellings(name, value)
    for other in others:
        assert same_digest(first, other)
        assert same_digest(other, first)
        assert agrees(other, data) is True
        assert agrees(other, data + b"x") is False


@given(st.binary(max_size=9), st.binary(max_size=9))
def test_digests_are_the_same_only_for_the_same_data(one: bytes, other: bytes) -> None:
    assert same_digest(sha1(one), sha1(other)) == (one == other)
    assert not same_digest(sha1(one), sha256(one))


@pytest.mark.parametrize(
    "broken",
    [
        "",
        ":",
        "sha1",
        "sha1:",
        "3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ",
        "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBY1",
        "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBY",
        "sha1:" + "é" * 32,
        "sha1:" + "z" * 40,
        "sha1:" + "!" * 27,
        "blake3:" + "a" * 64,
    ],
)
def test_what_cannot_be_read_equals_nothing(broken: str) -> None:
    assert not same_digest(broken, broken)
    assert agrees(broken, b"") is None


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_is_compared_without_an_error(one: str, other: str) -> None:
    same_digest("sha1:" + one, other)
    agrees(one + ":" + other, b"")
