"""What is said of a theme beside the pages it prints: what they tell, and what they leave out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from tests.parse.themes.core import CLASSIC_TEXT, Sheet
from tests.parse.themes.model import ENGLISH, LIMIT, Language, Post


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """``show`` prints a page. ``hour`` and ``printed`` say how exactly comments and the post tell their times; ``lacks``
    names what the pages do not print at all, or not as words (``author_url``, ``subtitle``, ``pages`` …).
    """

    name: str
    show: Callable[[Sheet], str]
    text: str = CLASSIC_TEXT
    hour: Literal["second", "minute", "day", "nothing"] = "minute"
    printed: Literal["second", "minute", "day"] = "second"
    lacks: frozenset[str] = frozenset()
    admits: frozenset[str] = frozenset()
    """Problems that a reader is right to report of it."""
    language: Language = ENGLISH
    limit: int = LIMIT

    def sheet(self, page: int) -> Sheet:
        """The page of that number, to be printed."""
        return Sheet(post=Post(), page=page, language=self.language, limit=self.limit)
