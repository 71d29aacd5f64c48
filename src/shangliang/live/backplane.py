"""What lets several live processes show the same: whoever reads a state first shares it with the others.

Votes do not travel here: they are in the database before anybody is answered, so a message that is lost costs one
look at the database and nothing else. `InProcess` is the default, `nats.NatsBackplane` the driver for several.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from shangliang.live.reading import Place, State


@dataclass(frozen=True)
class Shared:
    """A state and the moment (seconds since 1970, of the clock of whoever read it) as of which it is known."""

    state: State
    as_of: float


Hear = Callable[[Place, Shared], None]


class Backplane(Protocol):
    """What a driver does. It may lose messages; it must not hold anybody up."""

    async def start(self, hear: Hear) -> None:
        """Begin; `hear` is called in the loop with whatever the other processes share."""

    async def publish(self, place: Place, shared: Shared) -> None:
        """Share a state."""

    async def close(self) -> None:
        """Let go."""


class InProcess:
    """The driver for one process: there is nobody to share with."""

    async def start(self, hear: Hear) -> None:
        """Need nothing."""

    async def publish(self, place: Place, shared: Shared) -> None:
        """Tell nobody."""

    async def close(self) -> None:
        """Hold nothing."""
        await asyncio.sleep(0)


def backplane() -> Backplane:
    """Return the driver of the settings."""
    if not settings.NATS:
        return InProcess()
    make: Callable[[str], Backplane] = import_string("shangliang.live.nats.NatsBackplane")
    return make(settings.NATS)
