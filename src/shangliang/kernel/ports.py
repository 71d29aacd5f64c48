"""端口 ports: what the product asks of the outside, as protocols that adapters fill."""

from typing import Protocol


class MessageSender(Protocol):
    """Sends one message to one person by one channel."""

    def send(self, *, to: str, subject: str, body: str, key: str) -> str:
        """Hand the message over and return the receiver's receipt; `key` stays equal when a send is repeated.

        Raises OSError when the outside cannot be reached: the outbox tries again later.
        """
        ...
