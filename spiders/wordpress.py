"""Any WordPress site, by the rules that all themes share: ``-a base=URL`` says which."""

from archiver.crawl.spider import ArchiveSpider
from archiver.sites.wordpress import SITE


class WordPressSpider(ArchiveSpider):
    """A site without a file of its own; rows bear ``wordpress@HOST``."""

    name = "wordpress"
    site = SITE
