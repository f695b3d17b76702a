"""What a crawl has one of: components that Scrapy makes apart from each other share it through the crawler."""

from collections.abc import Callable
from typing import Any, TypeVar

from scrapy.crawler import Crawler

T = TypeVar("T")

_ATTRIBUTE = "archiver_singles"


def one_for(crawler: Crawler, kind: type[T], make: Callable[[], T]) -> T:
    """The ``kind`` that ``crawler`` has one of, made by ``make`` at the first call. Raises what ``make`` raises; there is
    none then.
    """
    held: dict[type, Any] = vars(crawler).setdefault(_ATTRIBUTE, {})
    if kind not in held:
        held[kind] = make()
    one: T = held[kind]
    return one
