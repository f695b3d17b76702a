"""A page's bytes to items. No I/O, no clock, no Scrapy, no database."""
