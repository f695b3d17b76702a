import pytest

from archiver.crawl.guard import AddressGuard, AddressRefused, literal_ip, scope_of


@pytest.mark.parametrize(
    ("ip", "scope"),
    [
        ("93.184.216.34", None),
        ("2606:2800:220:1::1", None),
        ("127.0.0.1", "loopback"),
        ("127.255.0.9", "loopback"),
        ("0.0.0.0", "loopback"),
        ("::", "loopback"),
        ("::1", "loopback"),
        ("::ffff:127.0.0.1", "loopback"),
        ("64:ff9b::7f00:1", "loopback"),
        ("2002:7f00:1::", "loopback"),
        ("10.1.2.3", "private"),
        ("172.16.0.1", "private"),
        ("192.168.1.1", "private"),
        ("100.64.0.1", "private"),
        ("224.0.0.1", "private"),
        ("ff02::1", "private"),
        ("255.255.255.255", "private"),
        ("fd00::1", "private"),
        ("::ffff:10.0.0.1", "private"),
        ("::ffff:8.8.8.8", None),
        ("64:ff9b::808:808", None),
        ("169.254.169.254", "link-local"),
        ("fe80::1", "link-local"),
        ("fe80::1%eth0", "link-local"),
        ("::ffff:169.254.169.254", "link-local"),
    ],
)
def test_scope(ip: str, scope: str | None) -> None:
    assert scope_of(ip) == scope


@pytest.mark.parametrize(
    ("host", "ip"),
    [("127.0.0.1", "127.0.0.1"), ("[::1]", "::1"), ("::1", "::1"), ("example.org", None), ("", None)],
)
def test_literal(host: str, ip: str | None) -> None:
    assert literal_ip(host) == ip


def test_a_public_crawl_reaches_nothing_private() -> None:
    guard = AddressGuard()
    guard.add_seed("news.example")
    guard.admit("news.example", "93.184.216.34")
    guard.admit("cdn.example", "93.184.216.35")
    for ip in ("127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1"):
        with pytest.raises(AddressRefused, match="no seed"):
            guard.admit("trap.example", ip)


def test_a_seed_seen_in_public_can_not_turn_private() -> None:
    guard = AddressGuard()
    guard.add_seed("news.example")
    guard.admit("news.example", "93.184.216.34")
    with pytest.raises(AddressRefused):
        guard.admit("news.example", "127.0.0.1")


def test_a_private_seed_opens_its_scope_and_no_other() -> None:
    guard = AddressGuard()
    guard.add_seed("LocalHost")
    guard.admit("localhost", "127.0.0.1")
    guard.admit("images.localhost", "127.0.0.2")
    with pytest.raises(AddressRefused):
        guard.admit("metadata", "169.254.169.254")
    with pytest.raises(AddressRefused):
        guard.admit("router", "192.168.0.1")


@pytest.mark.parametrize("allowance", [True, ["Router"], {"router"}, lambda host: host == "router"])
def test_the_spider_may_allow(allowance: str) -> None:
    AddressGuard(allowance).admit("router", "192.168.0.1")


@pytest.mark.parametrize("allowance", [None, False, [], ["other"], lambda host: False])
def test_the_spider_does_not_allow(allowance: str) -> None:
    with pytest.raises(AddressRefused):
        AddressGuard(allowance).admit("router", "192.168.0.1")
