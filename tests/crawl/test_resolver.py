"""A name is looked up once where many ask for it, and not again at once where nothing was found."""

from collections.abc import Sequence
from typing import Any

from twisted.internet.address import IPv4Address
from twisted.internet.task import Clock

from archiver.crawl.resolver import REMEMBERED, OneLookupResolver


class Upstream:
    """Notes what it is asked, and answers when told."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Any]] = []

    def resolveHostName(
        self, receiver: Any, name: str, _port: int, _kinds: Sequence[Any] | None, _transport: str
    ) -> None:
        self.asked.append((name, receiver))

    def answer(self, *addresses: str) -> None:
        _, receiver = self.asked[-1]
        for address in addresses:
            receiver.addressResolved(IPv4Address("TCP", address, 80))
        receiver.resolutionComplete()


class Hearer:
    """One who asks: what was found, once the answer is complete."""

    def __init__(self) -> None:
        self.began = 0
        self.found: list[str] = []
        self.done = 0

    def resolutionBegan(self, _resolution: Any) -> None:
        self.began += 1

    def addressResolved(self, address: IPv4Address) -> None:
        self.found.append(address.host)

    def resolutionComplete(self) -> None:
        self.done += 1


class Net(Clock):
    """A reactor as far as names go."""

    def __init__(self) -> None:
        super().__init__()
        self.nameResolver = Upstream()


def _ask(resolver: OneLookupResolver, name: str, port: int = 80) -> Hearer:
    hearer = Hearer()
    resolver.resolveHostName(hearer, name, port)
    assert hearer.began == 1
    return hearer


def test_one_question_answers_all_who_wait() -> None:
    net = Net()
    resolver = OneLookupResolver(net, 100)
    hearers = [_ask(resolver, "all-wait.test") for _ in range(20)]
    assert [hearer.done for hearer in hearers] == [0] * 20
    assert len(net.nameResolver.asked) == 1
    net.nameResolver.answer("192.0.2.1", "192.0.2.2")
    assert [(hearer.found, hearer.done) for hearer in hearers] == [(["192.0.2.1", "192.0.2.2"], 1)] * 20
    later = _ask(resolver, "all-wait.test")
    assert (later.found, later.done) == (["192.0.2.1", "192.0.2.2"], 1)
    assert len(net.nameResolver.asked) == 1


def test_a_failure_is_remembered_for_a_while() -> None:
    net = Net()
    resolver = OneLookupResolver(net, 100)
    first = [_ask(resolver, "gone.test") for _ in range(3)]
    net.nameResolver.answer()
    assert [(hearer.found, hearer.done) for hearer in first] == [([], 1)] * 3
    again = _ask(resolver, "gone.test")
    assert (again.found, again.done) == ([], 1)
    assert len(net.nameResolver.asked) == 1
    net.advance(REMEMBERED)
    last = _ask(resolver, "gone.test")
    assert last.done == 0
    net.nameResolver.answer("192.0.2.3")
    assert last.found == ["192.0.2.3"]
    assert _ask(resolver, "gone.test").found == ["192.0.2.3"]
    assert [name for name, _ in net.nameResolver.asked] == ["gone.test"] * 2


def test_names_and_ports_are_asked_for_apart() -> None:
    net = Net()
    resolver = OneLookupResolver(net, 100)
    for name, port in (("one.test", 80), ("one.test", 443), ("two.test", 80)):
        _ask(resolver, name, port)
    assert [name for name, _ in net.nameResolver.asked] == ["one.test", "one.test", "two.test"]


def test_who_asks_again_on_hearing_of_a_failure_is_answered() -> None:
    net = Net()
    resolver = OneLookupResolver(net, 100)
    second: list[Hearer] = []

    class Retrying(Hearer):
        def resolutionComplete(self) -> None:
            super().resolutionComplete()
            second.append(_ask(resolver, "retried.test"))

    resolver.resolveHostName(Retrying(), "retried.test", 80)
    net.nameResolver.answer()
    assert [hearer.done for hearer in second] == [1]
