"""Scrapy's cookies, imported where they are on and nowhere else: their import brings tldextract, requests and urllib3."""

from typing import TYPE_CHECKING

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

if TYPE_CHECKING:
    from scrapy.downloadermiddlewares.cookies import CookiesMiddleware


class Cookies:
    """Stands in the settings for Scrapy's middleware."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "CookiesMiddleware":
        """Scrapy's call: its own middleware, with COOKIES_ENABLED."""
        if not crawler.settings.getbool("COOKIES_ENABLED"):
            raise NotConfigured
        from scrapy.downloadermiddlewares.cookies import CookiesMiddleware

        return CookiesMiddleware.from_crawler(crawler)
