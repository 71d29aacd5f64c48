"""Ports of opinions: a real-name service vouches that somebody is one real person, and tells no more.

`settings.REAL_NAME_SERVICE` names the class that fills the port; without one, no conversation can ask for real names.
Nothing but a fingerprint of the service's result token is kept: no document number, no name, no picture.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Vouched:
    """What a service says: a result token that is the same for the same real person, and the service's name."""

    token: str
    service: str


class RealNameService(Protocol):
    """Proves that a person is real, outside; the person goes there and comes back with a ticket."""

    def address(self, *, key: str, back: str) -> str:
        """Return where the person goes; `key` is opaque and comes back unchanged, `back` is where to return to."""
        ...

    def result(self, ticket: str, *, key: str) -> Vouched | None:
        """Return what the service says of a ticket for this key, or None when it vouches for nobody.

        Raises OSError when the service cannot be reached.
        """
        ...


@lru_cache(maxsize=4)
def made(path: str) -> RealNameService:
    """Return the service of a dotted path, made once."""
    return cast("RealNameService", import_string(path)())


def has_service() -> bool:
    """Return whether real names can be proved here."""
    return bool(settings.REAL_NAME_SERVICE)


def service() -> RealNameService:
    """Return the real-name service that is connected."""
    return made(settings.REAL_NAME_SERVICE)
