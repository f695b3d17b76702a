"""Which addresses a crawl may reach, judged by the peer actually connected to.

A page can name any address: a redirect or an image may point into the
operator's own network. So an address that is not public is refused unless a
seed of this crawl lies in the same scope, or the spider allows it. The check
is made on the connected peer, after DNS: a name that resolves elsewhere the
second time (rebinding) gains nothing.
"""

from collections.abc import Callable, Collection
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Literal

from archiver.errors import ArchiverError, Exit

Scope = Literal["loopback", "link-local", "private"]
PrivateHosts = bool | Collection[str] | Callable[[str], bool] | None

_NAT64 = 0x0064_FF9B << 96  # 64:ff9b::/96, RFC 6052: the IPv4 address stands in the last 32 bits


class AddressRefused(ArchiverError):
    """A fetch would have reached an address that is not public; nothing was sent."""

    exit_status = Exit.FINDINGS


def _embedded(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that ``address`` stands for (v4-mapped, 6to4, NAT64), or itself."""
    if isinstance(address, IPv4Address):
        return address
    inner = address.ipv4_mapped or address.sixtofour
    if inner is None and int(address) >> 32 == _NAT64 >> 32:
        inner = IPv4Address(int(address) & 0xFFFF_FFFF)
    return inner or address


@lru_cache(maxsize=1024)  # a crawl asks the same few at every fetch
def scope_of(ip: str) -> Scope | None:
    """The scope of the address ``ip``, or None if it is public.

    Raises ``ValueError`` if ``ip`` is no IP address.
    """
    address = _embedded(ip_address(ip))
    if address.is_loopback or address.is_unspecified:  # 0.0.0.0 connects to this machine
        return "loopback"
    if address.is_link_local:
        return "link-local"
    return None if address.is_global and not address.is_multicast else "private"


@lru_cache(maxsize=1024)
def literal_ip(host: str) -> str | None:
    """``host`` if it is an IP address written out (brackets off), else None."""
    bare = host.strip("[]")
    try:
        ip_address(bare)
    except ValueError:
        return None
    return bare


class AddressGuard:
    """Says whether a connection for ``host`` to the peer ``ip`` may be used.

    ``allowance`` is the spider's word (``allow_private_hosts``): True for all,
    names of hosts, or a callable of a host's name.
    """

    def __init__(self, allowance: PrivateHosts = None) -> None:
        self._allowance = allowance
        self._seeds: set[str] = set()
        self._scopes: set[Scope] = set()

    def add_seed(self, host: str) -> None:
        """Take ``host`` for one that the operator chose: its scope is then open to the crawl."""
        self._seeds.add(host.lower())

    def admit(self, host: str, ip: str) -> None:
        """Return if the peer ``ip`` may serve ``host``; raise :class:`AddressRefused` if not."""
        scope = scope_of(ip)
        host = host.lower()
        if scope is None:
            # Seen in public once, it can't turn private later: that would be rebinding.
            self._seeds.discard(host)
            return
        if host in self._seeds:
            self._scopes.add(scope)
        if scope not in self._scopes and not self._allowed(host):
            raise AddressRefused(f"{host} is at {ip}, a {scope} address, and no seed of this crawl is")

    def _allowed(self, host: str) -> bool:
        if self._allowance is None or isinstance(self._allowance, bool):
            return bool(self._allowance)
        if callable(self._allowance):
            return self._allowance(host)
        return host in {name.lower() for name in self._allowance}
