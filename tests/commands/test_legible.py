"""Words of the command line whose bytes are no UTF-8."""

import pytest

from archiver.commands import main


@pytest.mark.parametrize(
    "words",
    ["search", "thread", "cite", "status --site", "events --author", "events --article", "wacz --article"],
)
def test_they_are_wrong_usage(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The database's refusal was an unexpected error."""
    with pytest.raises(SystemExit) as end:
        main.run([*words.split(), "\udcff"])
    assert end.value.code == 2
    assert "is no text in UTF-8" in capsys.readouterr().err
