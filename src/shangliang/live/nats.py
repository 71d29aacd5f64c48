"""The backplane over NATS: one subject for each place, a few kilobytes a second however many screens there are."""

import asyncio
import base64
import json
import logging
from typing import Any

import nats
from nats.aio.client import Client
from nats.aio.msg import Msg

from shangliang.live.backplane import Hear, Shared
from shangliang.live.reading import Place, state_of

log = logging.getLogger("shangliang.live")
SUBJECT = "shangliang.live"
LARGEST = 900_000
"""NATS takes a megabyte; whatever is larger every process reads for itself."""


class NatsBackplane:
    """Shares states between processes; when the server is away, each reads for itself and the line is tried again."""

    def __init__(self, address: str) -> None:
        """Keep the address, such as nats://127.0.0.1:4222."""
        self.address = address
        self.client = Client()
        self.connecting: asyncio.Task[None] | None = None
        self.hear: Hear = lambda _place, _shared: None

    async def start(self, hear: Hear) -> None:
        """Begin to connect; nobody waits for a server that is away, and it is asked again every second."""
        self.hear = hear
        self.connecting = asyncio.get_running_loop().create_task(self.connect())

    async def connect(self) -> None:
        """Connect and listen, however long it takes."""
        await self.client.connect(
            self.address,
            allow_reconnect=True,
            max_reconnect_attempts=-1,
            reconnect_time_wait=1,
            connect_timeout=2,
            no_echo=True,
            error_cb=self.report,
        )
        await self.client.subscribe(f"{SUBJECT}.>", cb=self.take)
        log.info("nats at %s", self.address)

    async def report(self, error: Exception) -> None:
        """Write down what went wrong with the line."""
        log.warning("nats: %s", error)

    async def publish(self, place: Place, shared: Shared) -> None:
        """Share a state; while the line is down, do nothing."""
        if not self.client.is_connected or len(shared.state.text) > LARGEST:
            return
        head = {"place": place, "as_of": shared.as_of, "goes_on": shared.state.goes_on}
        body = json.dumps(head).encode() + b"\n" + shared.state.text
        try:
            await self.client.publish(f"{SUBJECT}.{token_of(place)}", body)
        except (OSError, nats.errors.Error) as error:
            log.warning("nats: %s", error)

    async def take(self, message: Msg) -> None:
        """Hand on what another process shared."""
        head, _, text = message.data.partition(b"\n")
        try:
            said: dict[str, Any] = json.loads(head)
            code, language = said["place"]
            shared = Shared(state_of(text, goes_on=bool(said["goes_on"])), float(said["as_of"]))
        except (ValueError, TypeError, KeyError):
            log.warning("nats: a message that is not ours")
            return
        self.hear((str(code), str(language)), shared)

    async def close(self) -> None:
        """Let the line go."""
        if self.connecting is not None:
            self.connecting.cancel()
            await asyncio.gather(self.connecting, return_exceptions=True)
        await self.client.close()


def token_of(place: Place) -> str:
    """Return a place as one word of a subject."""
    return base64.urlsafe_b64encode("/".join(place).encode()).decode().rstrip("=")
