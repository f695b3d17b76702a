"""What a comment holds can't steer the terminal it is read on."""

import json

import pytest

from archiver.commands.output import say, say_json


def test_controls_are_shown_and_not_sent(capsys: pytest.CaptureFixture[str]) -> None:
    say("a\x1b[2J\x07b\u202ec\x9bd\te\nf ñ 🇻🇪")
    assert capsys.readouterr().out == "a\ufffd[2J\ufffdb\ufffdc\ufffdd\te\nf ñ 🇻🇪\n"


def test_json_says_the_same_and_steers_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    told = {"text": "a\x1b[2J\x9b2J\x7fb\u202ec\te\nf ñ 🇻🇪"}
    say_json(told)
    printed = capsys.readouterr().out
    assert json.loads(printed) == told
    assert not set(printed) & set("\x1b\x7f\x9b\u202e")
    assert "ñ 🇻🇪" in printed
