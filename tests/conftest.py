"""Fixtures that several rooms share, and the account of what was left out."""

from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests import machine
from tests.demo.server import DemoServer
from tests.wordpress.site import WordPress, claim

LIMITS = {"long": 6 * 3600.0, "wordpress": 1800.0}
"""Seconds that a test with this mark may take (the first of WordPress fills the site); others: ``timeout`` in pyproject.toml."""

# Hypothesis times each example and how long it takes to draw them: that one is slow for what else the machine does says
# nothing of the code. On CI its own profile stands beneath this one.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


@pytest.hookimpl(tryfirst=True)  # xdist reads the groups in its own hook
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker runs all tests of WordPress, so that they share one site. Those that take longer may."""
    for item in items:
        limits = [seconds for name, seconds in LIMITS.items() if item.get_closest_marker(name)]
        if limits and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(max(limits)))
        if item.get_closest_marker("wordpress") and not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group("wordpress"))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave out what this machine can't run."""
    for name, missing in machine.NEEDS.items():
        if item.get_closest_marker(name):
            machine.need(missing())


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where nothing may be left out, a skipped test is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if machine.all_required() and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was left out, and why."""
    reasons: Counter[str] = Counter()
    for report in terminalreporter.stats.get("skipped", []):
        place = report.longrepr
        reasons[place[2].removeprefix("Skipped: ") if isinstance(place, tuple) else str(place)] += 1
    chosen = terminalreporter.config.getoption("markexpr")
    if chosen == "not long":
        reasons["they take long (make test-long)"] = len(terminalreporter.stats.get("deselected", []))
    terminalreporter.section("left out")
    for reason, count in reasons.items():
        if count:
            terminalreporter.write_line(f"{count} left out: {reason}")
    if not sum(reasons.values()):
        terminalreporter.write_line("nothing")


@pytest.fixture(scope="session")
def _wordpress_site() -> Iterator[WordPress]:
    site = claim()
    site.start()
    yield site
    site.stop()


@pytest.fixture
def wordpress(_wordpress_site: WordPress) -> WordPress:
    """A running WordPress with its known content and its first options.

    Tests that ask for it carry the mark ``wordpress``.
    """
    _wordpress_site.reset()
    return _wordpress_site


@pytest.fixture
def little_wordpress(_wordpress_site: WordPress) -> WordPress:
    """The same with a little content, for crawls that are many.

    Tests that ask for it carry the mark ``wordpress``.
    """
    _wordpress_site.reset("--little")
    return _wordpress_site


@pytest.fixture
def wild_wordpress(_wordpress_site: WordPress, request: pytest.FixtureRequest) -> WordPress:
    """The same with odd content, of the seed that is the fixture's parameter (2 where it has none).

    Tests that ask for it carry the mark ``wordpress``.
    """
    _wordpress_site.reset("--wild", "--seed", str(getattr(request, "param", 2)))
    return _wordpress_site


@pytest.fixture
def demo_site() -> Iterator[DemoServer]:
    """The demo site on a free port of loopback, just as it was written."""
    with DemoServer() as server:
        yield server
