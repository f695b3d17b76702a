"""What a comment holds can't steer the terminal it is read on."""

import pytest

from archiver.commands.output import say


def test_controls_are_shown_and_not_sent(capsys: pytest.CaptureFixture[str]) -> None:
    say("a\x1b[2J\x07b\u202ec\x9bd\te\nf ñ 🇻🇪")
    assert capsys.readouterr().out == "a\ufffd[2J\ufffdb\ufffdc\ufffdd\te\nf ñ 🇻🇪\n"
