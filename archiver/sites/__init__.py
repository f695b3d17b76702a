"""One short file a site; here they are found by name and pointed at other addresses."""

import re
from dataclasses import replace
from urllib.parse import urlsplit

from archiver.errors import UsageError
from archiver.parse.site import Site
from archiver.sites import caracas, wordpress

_SITES = {site.name: site for site in (caracas.SITE, wordpress.SITE)}
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_DEFAULT_PORTS = {"http": 80, "https": 443}


def site_named(name: str) -> Site:
    """The site of that name: one with a file (``caracas``), or one pointed elsewhere
    (``caracas@HOST:PORT``, as :func:`at_base` names it). Raises UsageError for any other.
    """
    plain, _, place = name.partition("@")
    if plain not in _SITES:
        raise UsageError(f"there is no site named {name!r}; known are {', '.join(sorted(_SITES))}")
    if not place:
        return _SITES[plain]
    host, *path = place.split("~")
    port = re.search(r":(\d+)$", host)
    scheme = "https" if port is None or port[1].endswith("443") else "http"
    return at_base(_SITES[plain], f"{scheme}://{'/'.join([host, *path])}")


def at_base(site: Site, base: str) -> Site:
    """The same rules for the site at another address (a mirror, a test site), under a name of
    its own. Raises UsageError if ``base`` is no http or https address.
    """
    parts = urlsplit(base)
    try:
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if parts.scheme not in _DEFAULT_PORTS or not host:
        raise UsageError(f"not an address to start from: {base!r} (http://HOST or https://HOST is needed)")
    if ":" in host:
        host = f"[{host}]"
    standard = port is None or port == _DEFAULT_PORTS[parts.scheme]
    authority = host if standard else f"{host}:{port}"
    path = parts.path.rstrip("/")
    shown = authority if not standard or parts.scheme == "https" else f"{host}:80"
    return replace(
        site,
        name=f"{site.name.partition('@')[0]}@{shown}{path.replace('/', '~')}",
        base=f"{parts.scheme}://{authority}{path}",
        hosts=_names(host, authority) | site.hosts,  # a mirror's pages name the original
    )


def _names(host: str, authority: str) -> frozenset[str]:
    """The host with and without www; an address in numbers has no such twin, but this machine has three names."""
    if host in _LOOPBACK:
        return frozenset(authority.replace(host, name, 1) for name in _LOOPBACK)
    if re.fullmatch(r"[\d.]+|\[.*\]|localhost", host) or host != authority:
        return frozenset({authority})
    bare = host.removeprefix("www.")
    return frozenset({bare, f"www.{bare}"})


def generic(name: str) -> Site:
    """The rules of any WordPress, for what a spider without a site file captures: no address is its own."""
    return replace(wordpress.SITE, name=name, hosts=frozenset())


def site_of_run(name: str, base: str) -> Site:
    """The site that a run recorded: its name, and the address it was pointed at ("" for the site's own).

    A name that no site file bears gets the rules of :func:`generic`.
    """
    plain = name.partition("@")[0]
    if plain not in _SITES:
        return generic(name)
    return at_base(_SITES[plain], base) if base else site_named(name)
