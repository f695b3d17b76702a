"""Citations: by number and by address, and what there is none of."""

from pathlib import Path

import pytest

from archiver.warc.reader import record_at
from tests.commands.told import Archiver, ask, warc


def test_cite(archive: Path, archiver: Archiver) -> None:
    (number, text) = ask(archive, "SELECT comment_id, text FROM v_comments WHERE state = 'vanished'")[0]
    (told,) = archiver(archive, "cite", str(number), "--json").json
    proof = told["evidence"]
    record = record_at(warc(archive), proof["offset"], proof["length"], proof["record_id"])
    assert (record.block_digest, record.payload_digest) == (proof["block_digest"], proof["payload_digest"])
    assert told["text"] == text
    plain = archiver(archive, "cite", str(number)).out
    for part in (
        proof["record_id"],
        proof["warc"],
        f"at byte {proof['offset']}",
        proof["block_digest"],
        "vanished",
    ):
        assert part in plain
    (url,) = ask(archive, "SELECT url FROM v_articles WHERE post_id IS NOT NULL LIMIT 1")[0]
    assert archiver(archive, "cite", url, "--json").json[0]["url"] == url


def test_a_comments_address_cites_the_comment(archive: Path, archiver: Archiver) -> None:
    number, permalink = ask(archive, "SELECT comment_id, permalink FROM v_comments ORDER BY comment_id")[0]
    by_number = archiver(archive, "cite", str(number), "--json").json
    assert archiver(archive, "cite", permalink, "--json").json == by_number
    elsewhere = ask(
        archive,
        "SELECT url FROM v_articles WHERE url NOT IN"
        f" (SELECT article_url FROM v_comments WHERE comment_id = {number})",
    )[0][0]
    told = archiver(archive, "cite", f"{elsewhere}#comment-{number}")
    assert (told.status, told.out) == (3, "")
    assert permalink in told.err


@pytest.mark.parametrize("command", ["show", "cite"])
def test_a_number_that_no_comment_can_have(archive: Path, archiver: Archiver, command: str) -> None:
    assert archiver(archive, command, "9" * 30).status == 3
