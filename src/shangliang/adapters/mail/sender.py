"""The sender: one connection for one mail, so that nothing is held open between two of them."""

import hashlib
import smtplib
from dataclasses import dataclass
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage, get_connection

SECONDS = 20
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


@dataclass(frozen=True)
class Server:
    """Where mails are handed in, and how the line is protected."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False


def server_of(address: str) -> Server:
    """Return the server that an address such as `smtps://user:password@host:465` names.

    Raises ImproperlyConfigured for any other scheme, without a host, or for a password on an open line to elsewhere.
    """
    parts = urlsplit(address)
    if parts.scheme not in PORTS or not parts.hostname:
        raise ImproperlyConfigured("SHANGLIANG_SMTP: smtp://, smtp+starttls:// or smtps:// and a host")
    is_near = parts.hostname in ("127.0.0.1", "localhost", "::1")
    if parts.password and parts.scheme == "smtp" and not is_near:
        raise ImproperlyConfigured("SHANGLIANG_SMTP: a password only over smtps:// or smtp+starttls://")
    return Server(
        parts.hostname,
        parts.port or PORTS[parts.scheme],
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        starttls=parts.scheme == "smtp+starttls",
        tls=parts.scheme == "smtps",
    )


class SmtpSender:
    """Fills the port MessageSender for mail."""

    def __init__(self, channel: str, *, address: str = "", sender: str = "") -> None:
        """Send by the server and in the name that the settings give, unless others are named here."""
        self.channel = channel
        self.server = server_of(address or settings.SMTP)
        self.sender = sender or settings.MAIL_FROM
        if "@" not in parseaddr(self.sender)[1]:
            raise ImproperlyConfigured("SHANGLIANG_MAIL_FROM: 商量 <shangliang@example.gov.cn>")

    def send(self, *, to: str, subject: str, body: str, key: str) -> str:
        """Hand one mail in and return its Message-ID; raises OSError when the server does not take it.

        The Message-ID is made of the key: a mail that is sent again carries the same one, so that mail programs
        show it once.
        """
        mark = message_id(key, self.sender)
        line = " ".join(subject.split())
        mail = EmailMessage(
            line, body, self.sender, [to], headers={"Message-ID": mark, "Auto-Submitted": "auto-generated"}
        )
        connection = get_connection(
            "django.core.mail.backends.smtp.EmailBackend",
            host=self.server.host,
            port=self.server.port,
            username=self.server.user,
            password=self.server.password,
            use_tls=self.server.starttls,
            use_ssl=self.server.tls,
            timeout=SECONDS,
        )
        mail.connection = connection
        try:
            taken = mail.send()
        except ValueError as error:  # a line break in a header, an address that is none, an undrawable character
            raise OSError(f"this mail cannot be written: {error}") from error
        if not taken:
            raise smtplib.SMTPException("the server took nothing")
        return mark


def message_id(key: str, sender: str) -> str:
    """Return the Message-ID of a mail: the same for the same key, and nothing of the key in it."""
    domain = parseaddr(sender)[1].rpartition("@")[2]
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{domain}>"
