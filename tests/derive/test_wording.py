"""Digests: what is written fast must be what Python's own JSON writes, or every row of an archive would seem new."""

import json
from hashlib import blake2b

from hypothesis import example, given
from hypothesis import strategies as st

from archiver.derive.wording import digest_of

TEXTS = st.text(st.characters(exclude_categories=()))  # halves of surrogate pairs too
PARTS = st.lists(st.none() | st.integers(-(2**70), 2**70) | TEXTS | st.lists(TEXTS).map(tuple)).map(tuple)


@given(PARTS)
@example(("".join(map(chr, range(0x120))) + "\u2028\u2029\ufeff\uffff\U0001f600", "\ud83d", None, 0))
def test_a_digest_is_of_the_parts_as_json_without_spaces(parts: tuple[object, ...]) -> None:
    plain = json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    assert digest_of(*parts) == blake2b(plain, digest_size=16).hexdigest()
