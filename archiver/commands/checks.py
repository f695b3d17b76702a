"""What the doctor finds: one value a thing looked at."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What was looked at, how it stands, and a sentence."""

    name: str
    level: Level
    detail: str
