"""A mail server of the tests' own on loopback: it speaks SMTP and keeps what it was handed."""

import base64
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class Mailbox:
    """What came in, who signed in, and what the server answers to a receiver."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    receivers: list[str] = field(default_factory=list)
    signed_in: list[str] = field(default_factory=list)
    refuses: bytes = b""
    asks_password: bool = False


class Talk(socketserver.StreamRequestHandler):
    """One conversation."""

    def handle(self) -> None:
        box: Mailbox = self.server.box
        self.say(b"220 test ready")
        while line := self.rfile.readline():
            word = line.strip().upper()
            if word.startswith(b"EHLO"):
                self.say(
                    b"250-test\r\n250-SMTPUTF8\r\n250 AUTH PLAIN" if box.asks_password else b"250-test\r\n250 SMTPUTF8"
                )
            elif word.startswith(b"AUTH PLAIN"):
                box.signed_in.append(base64.b64decode(line.split()[2]).decode())
                self.say(b"235 welcome")
            elif word.startswith(b"RCPT"):
                box.receivers.append(line.strip().decode())
                self.say(box.refuses or b"250 ok")
            elif word == b"DATA":
                self.say(b"354 go on")
                box.mails.append(message_from_bytes(self.content(), policy=policy.default))
                self.say(b"250 kept")
            elif word == b"QUIT":
                self.say(b"221 bye")
                return
            else:
                self.say(b"250 ok")

    def say(self, words: bytes) -> None:
        self.wfile.write(words + b"\r\n")

    def content(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b"."))
        return b"".join(lines)


class Server(socketserver.ThreadingTCPServer):
    """Listens on a free port of loopback."""

    daemon_threads = True
    allow_reuse_address = True


@contextmanager
def mailbox(**answers) -> Iterator[Mailbox]:
    """Serve a mailbox until the block ends."""
    with Server(("127.0.0.1", 0), Talk) as server:
        server.box = Mailbox(server.server_address[1], **answers)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server.box
        finally:
            server.shutdown()
            thread.join(5)
