"""Caracas Chronicles, 2002 to today: https://www.caracaschronicles.com.

Each layout says when it held; a redesign adds one, old ones stay, for stored
pages are still parsed. What is in none of them falls to the rules for any WordPress.
"""

from archiver.parse.site import Site
from archiver.sites.generic import FURNITURE, GENERIC
from archiver.sites.newspaper import NEWSPAPER

SITE = Site(
    name="caracas",
    base="https://www.caracaschronicles.com",
    hosts=frozenset(
        {
            "www.caracaschronicles.com",
            "caracaschronicles.com",
            "caracaschronicles.wordpress.com",
            "caracaschronicles.blogspot.com",
            "www.caracaschronicles.blogspot.com",
        }
    ),
    timezone="America/Caracas",
    layouts=(NEWSPAPER, GENERIC),
    furniture=FURNITURE,
    appeals=(r"Caracas Chronicles is 100% reader-supported\b",),
)
