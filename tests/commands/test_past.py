"""The thread as it stood, what changed between two times, and what asks for a person."""

import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archiver.commands.attention import needs_a_person
from archiver.commands.wording import differing
from archiver.errors import Exit
from archiver.store.past import Past, article_then, stood_at
from archiver.store.rows import Row
from tests.commands.conftest import EDITED
from tests.commands.told import Archiver, ask

NOW = datetime(2019, 1, 5, tzinfo=UTC)


def _article(archive: Path, kind: str) -> tuple[str, int, str, str]:
    """The article of the event of that kind: its address, the comment, and the instants it lies between."""
    query = f"SELECT article_url, comment_id, not_before, not_after FROM v_events WHERE kind = '{kind}'"
    ((url, number, before, after),) = ask(archive, query)
    return url, number, before, after


def test_a_vanished_comment_stood_before_and_not_after(archive: Path, archiver: Archiver) -> None:
    url, number, before, after = _article(archive, "vanished")
    for at, there in ((before, True), (after, False)):
        (told,) = archiver(archive, "thread", url, "--at", at, "--json").json
        assert (number in {comment["comment_id"] for comment in told["comments"]}) is there
    middle = (datetime.fromisoformat(after) - timedelta(microseconds=1)).isoformat()
    (told,) = archiver(archive, "thread", url, "--at", middle, "--json").json
    (doubtful,) = (one for one in told["comments"] if one["comment_id"] == number)
    assert doubtful["mark"] == f"vanished between {before} and {after}"
    assert "No comment is known" in archiver(archive, "thread", url, "--at", "2001-01-01").out


def test_what_changed_between_two_times_is_marked(archive: Path, archiver: Archiver) -> None:
    url, number, before, after = _article(archive, "edited")
    (told,) = archiver(archive, "thread", url, "--diff", before, after, "--json").json
    changed = {one["comment_id"]: one["changes"] for one in told["comments"] if one["changes"]}
    assert changed == {number: ["edited"]}
    plain = archiver(archive, "thread", url, "--diff", before, after).out
    assert re.search(rf"^~ +#{number} .*\[edited\]$", plain, re.M)
    assert EDITED.split()[0] in plain
    (told,) = archiver(archive, "thread", url, "--diff", "2001-01-01", before, "--json").json
    assert {tuple(one["changes"]) for one in told["comments"]} == {("appeared",)}
    gone_from, gone, before, after = _article(archive, "vanished")
    plain = archiver(archive, "thread", gone_from, "--diff", before, after).out
    assert re.search(rf"^- +#{gone} .*\[.*vanished\]$", plain, re.M)


def test_events_of_articles_by_each_of_their_authors(archive: Path, archiver: Archiver) -> None:
    with closing(sqlite3.connect(archive / "archive.sqlite")) as connection, connection:
        connection.execute("UPDATE article_versions SET byline = 'Rosa Umbral, Juan Puente'")
        connection.execute("UPDATE comment_versions SET author = 'Puente, Juan'")
        connection.execute("UPDATE events SET comment_id = NULL")
    events = archiver(archive, "events", "--limit", "0", "--json").json
    assert (
        archiver(archive, "events", "--author", "juan puente", "--limit", "0", "--json").json == events != []
    )
    assert archiver(archive, "events", "--author", "Juan", "--limit", "0", "--json").json == []


@pytest.mark.parametrize("words", [["--at", "then"], ["--diff", "2018", "soon"]], ids=" ".join)
def test_what_is_no_time_is_wrong_usage(archive: Path, archiver: Archiver, words: list[str]) -> None:
    url = _article(archive, "vanished")[0]
    assert archiver(archive, "thread", url, *words).status == 2


def test_events_of_an_author_and_until(archive: Path, archiver: Archiver) -> None:
    url, number, _, after = _article(archive, "vanished")
    ((author,),) = ask(archive, f"SELECT author FROM v_comments WHERE comment_id = {number}")
    of_author = archiver(archive, "events", "--author", author.upper(), "--limit", "0", "--json").json
    assert {event["kind"] for event in of_author} >= {"appeared", "vanished"}
    numbers = {event["comment_id"] for event in of_author if event["comment_id"] is not None}
    marks = ", ".join(map(str, numbers))
    assert ask(archive, f"SELECT DISTINCT author FROM v_comments WHERE comment_id IN ({marks})") == [
        (author,)
    ]
    everything = archiver(archive, "events", "--article", url, "--limit", "0", "--json").json
    earlier = archiver(
        archive, "events", "--article", url, "--until", everything[-1]["not_after"], "--limit", "0", "--json"
    ).json
    assert 0 < len(earlier) < len(everything)
    assert all(event["not_after"] <= everything[-1]["not_after"] for event in earlier)
    assert after not in {event["not_after"] for event in earlier}


def test_an_edit_is_told_word_by_word(archive: Path, archiver: Archiver) -> None:
    told = archiver(archive, "events", "--kind", "edited").out
    assert "[-" in told
    assert "{+" in told
    _, number, _, _ = _article(archive, "edited")
    query = f"SELECT author, text FROM v_comment_versions WHERE comment_id = {number} AND text <> '{EDITED}'"
    ((author, before),) = ask(archive, query)
    words = differing(f"{author}: {before}", f"{author}: {EDITED}")
    assert words in told
    assert words in archiver(archive, "show", str(number)).out
    assert differing("one two three four", "one 2 three four five") == "one [-two-] {+2+} three four {+five+}"
    long = " ".join(map(str, range(50)))
    assert differing(f"{long} a", f"{long} b") == "… 44 45 46 47 48 49 [-a-] {+b+}"


def _sight(captured: str, earliest: str | None = None, text: str = "") -> dict[str, object]:
    return {
        "comment_id": 1,
        "record_id": captured,
        "captured_at": captured,
        "earliest": earliest or captured,
        "text": text,
    }


def test_words_that_changed_around_an_instant_are_not_taken_for_certain() -> None:
    """The old words were given without a mark, as if the edit were known to have come later."""
    days = [f"2019-01-0{day}T00:00:00.000000Z" for day in range(1, 8)]
    events: list[Row] = [
        {"kind": "appeared", "not_before": None, "not_after": days[0]},
        {"kind": "edited", "not_before": days[1], "not_after": days[3]},
    ]
    past = Past(events={1: events}, sightings={1: [_sight(days[1], text="old"), _sight(days[3], text="new")]})
    told = [(one["text"], one["mark"]) for day in days[1:4] for one in [stood_at(past, day)[1]]]
    assert told == [("old", ""), ("old", f"edited between {days[1]} and {days[3]}"), ("new", "")]


def test_an_old_answer_from_a_cache_does_not_bring_old_words_back() -> None:
    """What was captured last was shown, though v_comments knows better."""
    days = [f"2019-01-0{day}T00:00:00.000000Z" for day in range(1, 8)]
    seen = [_sight(days[0], text="old"), _sight(days[2], text="new"), _sight(days[3], days[0], text="old")]
    past = Past(
        events={1: [{"kind": "appeared", "not_before": None, "not_after": days[0]}]}, sightings={1: seen}
    )
    assert stood_at(past, days[4])[1]["text"] == "new"


def test_what_a_page_shows_after_it_vanished_stands_though_no_event_tells_its_return() -> None:
    """A flat page shows replies whose parent is hidden: v_comments had it as present, and it did not stand there."""
    days = [f"2019-01-0{day}T00:00:00.000000Z" for day in range(1, 8)]
    events: list[Row] = [
        {"kind": "appeared", "not_before": None, "not_after": days[0]},
        {"kind": "vanished", "not_before": days[0], "not_after": days[2]},
    ]
    seen = [_sight(days[0]), _sight(days[3], days[1]), _sight(days[4])]
    past = Past(events={1: events}, sightings={1: seen})
    assert [1 in stood_at(past, day) for day in days[2:6]] == [False, False, True, True]
    assert (
        stood_at(past, days[5])[1]["mark"]
        == f"vanished by {days[2]}, shown again {days[4]} in another nesting"
    )


def test_that_the_article_was_gone_is_said() -> None:
    days = [f"2019-01-0{day}T00:00:00.000000Z" for day in range(1, 8)]
    gone = {"kind": "gone", "not_before": days[1], "not_after": days[3]}
    past = Past(whereabouts=[gone, {"kind": "back", "not_before": days[4], "not_after": days[6]}])
    assert [article_then(past, day) for day in days] == [
        "",
        "",
        f"gone between {days[1]} and {days[3]}",
        f"gone since {days[3]} at the latest",
        f"gone since {days[3]} at the latest",
        f"back between {days[4]} and {days[6]}",
        "",
    ]


def test_a_comment_that_returned_stands_again() -> None:
    def event(kind: str, before: str | None, after: str) -> dict[str, object]:
        return {"kind": kind, "not_before": before, "not_after": after}

    days = [f"2019-01-0{day}T00:00:00.000000Z" for day in range(1, 8)]
    events = [event("appeared", "2019-01-01T00:00:00Z", days[1]), event("vanished", days[2], days[3])]
    events.append(event("returned", days[4], days[5]))
    seen = [_sight(days[1])]
    past = Past(events={1: events}, sightings={1: seen})
    told = [stood_at(past, day).get(1, {"mark": None})["mark"] for day in days]
    assert told[0] == f"dated 2019-01-01T00:00:00Z, first seen {days[1]}"
    assert told[1:3] == ["", ""]
    between = stood_at(past, "2019-01-03T12:00:00.000000Z")[1]
    assert between["mark"] == f"vanished between {days[2]} and {days[3]}"
    assert told[3:] == [None, None, "", ""]
    assert stood_at(past, "2018-12-31T23:59:59.000000Z") == {}


def test_what_needs_a_person_is_said() -> None:
    run = {
        "started_at": "2019-01-04T23:50:00.000000Z",
        "ended_at": "x",
        "finish_reason": "finished",
        "exit_status": 0,
    }
    calm = {"runs": [run, run], "problems": [], "incomplete": [{"looks": 2, "reason": "", "article_url": ""}]}
    assert needs_a_person(calm, NOW) == []
    (refused,) = needs_a_person({**calm, "runs": [{**run, "exit_status": int(Exit.REFUSED)}]}, NOW)
    assert "refused" in refused
    assert needs_a_person(calm, NOW + timedelta(days=2)) == [f"no run has begun since {run['started_at']}"]
    spent = {**run, "finish_reason": "budget"}
    assert "give them more" in needs_a_person({**calm, "runs": [spent] * 5}, NOW)[0]
    cut = {**run, "ended_at": None, "finish_reason": None, "exit_status": None}
    assert "cut off" in needs_a_person({**calm, "runs": [cut, cut]}, NOW)[0]
    stuck = [{"looks": 10, "reason": "page 2 missing", "article_url": "https://example.org/a/"}]
    assert needs_a_person({**calm, "incomplete": stuck}, NOW) == [
        "not whole after 10 looks (page 2 missing): https://example.org/a/"
    ]
    odd = {"kind": "unknown-markup", "times": 3, "url": "https://example.org/b/"}
    assert "unknown-markup" in needs_a_person({**calm, "problems": [odd]}, NOW)[0]


def test_one_word_thirty_thousand_times_is_not_compared_with_itself() -> None:
    """Each pair of them was: two minutes for one comment."""
    old, new = f"x {'a ' * 30_000}y", f"x {'a ' * 30_000}b y"
    assert differing(old, new) == "… a a a a a a {+b+} y"
