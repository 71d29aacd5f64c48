"""HTTP/1.1 as far as this process needs it: GET, HEAD, POST and OPTIONS, no pages, strict limits."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qs

from shangliang.live.ballots import MOST_BYTES

HEAD_LIMIT = 8192
BUFFER = 64 * 1024
"""What may wait for a slow reader before it counts as slow."""
WRITE_SECONDS = 10.0
"""For how long a slow reader may stay slow before it is cut off."""
LINE = re.compile(rb"([A-Z]+) (/[!-~]{0,300}) HTTP/1\.([01])")
HEARTBEAT = b": still here\n\n"
OPEN_TO_ALL = "Access-Control-Allow-Origin: *"
"""The page may come from another port of the same host. Votes carry a signed ticket and no cookie counts here."""


class BadRequestError(Exception):
    """What came is no request that is answered here."""

    def __init__(self, status: HTTPStatus) -> None:
        """Keep the status of the answer."""
        super().__init__(status.phrase)
        self.status = status


@dataclass(slots=True)
class Request:
    """A request: method, path, query, headers by lower-case name, body."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def stays(self) -> bool:
        """Return whether the connection is kept for another request."""
        return "close" not in self.headers.get("connection", "").lower()

    @property
    def language(self) -> str:
        """Return the language that the query asks for."""
        return "en" if parse_qs(self.query).get("lang") == ["en"] else "zh-hans"


def take_request(buffer: bytearray) -> Request | None:
    """Take the next whole request off the buffer, or None while more must come.

    Raises BadRequestError for what is no request of ours.
    """
    end = buffer.find(b"\r\n\r\n")
    if end < 0:
        if len(buffer) > HEAD_LIMIT:
            raise BadRequestError(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        return None
    if end > HEAD_LIMIT:
        raise BadRequestError(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
    request, length = read_head(bytes(buffer[:end]))
    if len(buffer) < end + 4 + length:
        return None
    request.body = bytes(buffer[end + 4 : end + 4 + length])
    del buffer[: end + 4 + length]
    return request


def read_head(head: bytes) -> tuple[Request, int]:
    """Return a request without its body, and the length of that."""
    first, _, rest = head.partition(b"\r\n")
    match = LINE.fullmatch(first)
    if match is None:
        raise BadRequestError(HTTPStatus.BAD_REQUEST)
    headers = {"connection": "close"} if match[3] == b"0" else {}
    for line in rest.decode("latin-1").split("\r\n") if rest else ():
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    method = match[1].decode()
    length = headers.get("content-length", "0")
    if (
        "transfer-encoding" in headers
        or not length.isdecimal()
        or len(length) > 9
        or (method != "POST" and length != "0")
    ):
        raise BadRequestError(HTTPStatus.BAD_REQUEST)
    if int(length) > MOST_BYTES:
        raise BadRequestError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    path, _, query = match[2].decode().partition("?")
    return Request(method, path, query, headers), int(length)


def head_of(status: HTTPStatus, headers: Mapping[str, str]) -> bytes:
    """Return the head of an answer."""
    lines = [f"HTTP/1.1 {status.value} {status.phrase}", "X-Content-Type-Options: nosniff", OPEN_TO_ALL]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def answer_of(
    status: HTTPStatus,
    *,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    stays: bool = False,
    is_head: bool = False,
) -> bytes:
    """Return a whole answer."""
    told = {"Content-Length": str(len(body)), "Connection": "keep-alive" if stays else "close", **(headers or {})}
    if status in (HTTPStatus.NOT_MODIFIED, HTTPStatus.NO_CONTENT):
        del told["Content-Length"]
    return head_of(status, told) + (b"" if is_head else body)


def event(name: str, data: bytes, mark: str = "") -> bytes:
    """Return one server-sent event; `data` is one line."""
    told = f"id: {mark}\n".encode() if mark else b""
    return told + f"event: {name}\n".encode() + b"data: " + data + b"\n\n"
