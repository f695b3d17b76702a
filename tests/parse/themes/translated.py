"""The same templates in other languages: dates, counts and links as WordPress's translations print them."""

from functools import partial

from tests.parse.themes.articles import hatom
from tests.parse.themes.core import Sheet
from tests.parse.themes.early import core_xhtml
from tests.parse.themes.later import divi_comment, underscores
from tests.parse.themes.model import ARABIC, FRENCH, GERMAN, PORTUGUESE, SPANISH
from tests.parse.themes.theme import Theme

_XHTML = frozenset({"subtitle", "image", "credit", "modified"})


def xhtml(sheet: Sheet) -> str:
    """A theme of 2010: all times are words."""
    return sheet.page_of(
        f'{hatom(sheet)}<div id="comments"><h3 id="comments-title">{sheet.heading()}</h3><ol class="commentlist">'
        f"{sheet.thread(lambda item: core_xhtml(sheet, item))}</ol><div class='navigation'>{sheet.bare_links()}</div>{sheet.form()}</div></div></div>"
    )


THEMES = tuple(
    theme
    for language in (SPANISH, GERMAN, FRENCH, PORTUGUESE, ARABIC)
    for theme in (
        Theme(name=f"xhtml-{language.code}", show=xhtml, printed="minute", language=language, lacks=_XHTML),
        Theme(name=f"html5-{language.code}", show=underscores, hour="second", language=language),
        Theme(
            name=f"words-{language.code}",
            show=partial(underscores, comment=divi_comment, paging="numbers"),
            language=language,
        ),
    )
)
