"""Names to addresses: one question at a time for a name, and a failure remembered for a while.

An old article names many hosts that are gone, each by dozens of addresses. Were each looked up by itself,
resolvers that drop bursts would hold the crawl up for their time-out (5 s and more) again and again.
"""

from collections.abc import Hashable, Sequence
from typing import Any

from scrapy.resolver import CachingHostnameResolver
from twisted.internet.interfaces import IAddress, IHostResolution, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]  # zope.interface brings no stubs

REMEMBERED = 5.0
"""Seconds that a failure stands for. RFC 9520, section 3.2, wants one at least and 300 at most; few, for the site's own
retries must be able to find it again."""


@implementer(IHostResolution)
class _Asked:
    """A question that others may wait for too, so nobody can take it back."""

    def __init__(self, name: str) -> None:
        self.name = name

    def cancel(self) -> None:
        """Twisted's call; its endpoints don't make it."""


@implementer(IResolutionReceiver)
class _Shared:
    """Hears the answer for all who asked."""

    def __init__(self, resolver: "OneLookupResolver", key: Hashable) -> None:
        self._resolver, self._key = resolver, key
        self._addresses: list[IAddress] = []
        self.waiting: list[Any] = []

    def resolutionBegan(self, _resolution: IHostResolution) -> None:  # noqa: N802 - the name is Twisted's
        """Twisted's call: each who waits has been told."""

    def addressResolved(self, address: IAddress) -> None:  # noqa: N802 - the name is Twisted's
        """Twisted's call: one address."""
        self._addresses.append(address)

    def resolutionComplete(self) -> None:  # noqa: N802 - the name is Twisted's
        """Twisted's call: these are all, or there are none."""
        self._resolver.answered(self._key, found=bool(self._addresses))
        for receiver in self.waiting:
            for address in self._addresses:
                receiver.addressResolved(address)
            receiver.resolutionComplete()


class OneLookupResolver(CachingHostnameResolver):
    """Scrapy's own, which remembers what was found; this one also asks once where many ask, and remembers failures."""

    def __init__(self, reactor: Any, cache_size: int) -> None:
        super().__init__(reactor, cache_size)
        self._under_way: dict[Hashable, _Shared] = {}
        self._failed: dict[Hashable, float] = {}

    def resolveHostName(  # noqa: N802 - the name is Twisted's
        self,
        resolutionReceiver: Any,  # noqa: N803 - the name is Twisted's; its interfaces declare no self
        hostName: str,  # noqa: N803 - the name is Twisted's
        portNumber: int = 0,  # noqa: N803 - the name is Twisted's
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803 - the name is Twisted's
        transportSemantics: str = "TCP",  # noqa: N803 - the name is Twisted's
    ) -> Any:
        """Twisted's call: tell ``resolutionReceiver`` the addresses of ``hostName``, or that there are none."""
        kinds = None if addressTypes is None else tuple(addressTypes)
        key = (hostName, portNumber, kinds, transportSemantics)
        asked: Any = _Asked(hostName)
        resolutionReceiver.resolutionBegan(asked)
        if key in self._under_way:
            self._under_way[key].waiting.append(resolutionReceiver)
        elif self.reactor.seconds() - self._failed.get(key, -REMEMBERED) < REMEMBERED:
            resolutionReceiver.resolutionComplete()
        else:
            self._under_way[key] = _Shared(self, key)
            self._under_way[key].waiting.append(resolutionReceiver)
            shared: Any = self._under_way[key]
            super().resolveHostName(shared, hostName, portNumber, addressTypes, transportSemantics)
        return asked

    def answered(self, key: Hashable, *, found: bool) -> None:
        """The question ``key`` is done with."""
        del self._under_way[key]
        self._failed.pop(key, None)
        if not found:
            self._failed[key] = self.reactor.seconds()
