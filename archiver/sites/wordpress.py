"""Any WordPress, at whatever address: ``at_base`` gives it its name and its hosts."""

from archiver.parse.site import Site
from archiver.sites.generic import FURNITURE, GENERIC
from archiver.sites.newspaper import NEWSPAPER

SITE = Site(
    name="wordpress",
    base="https://wordpress.invalid",
    hosts=frozenset({"wordpress.invalid"}),
    timezone=None,
    layouts=(NEWSPAPER, GENERIC),
    furniture=FURNITURE,
    plain_permalinks=True,
)
