"""Caracas Chronicles (www.caracaschronicles.com)."""

from archiver.crawl.spider import ArchiveSpider
from archiver.sites.caracas import SITE


class CaracasSpider(ArchiveSpider):
    """The first site."""

    name = "caracas"
    site = SITE
