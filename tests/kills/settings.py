"""The project's settings, and an ear of the test's."""

from archiver.settings import *  # noqa: F403  # all of them, as they are
from archiver.settings import EXTENSIONS as _OURS

EXTENSIONS = {**_OURS, "tests.kills.told.Told": 6}
