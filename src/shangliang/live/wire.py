"""HTTP as far as screens need it: a request's head in, an answer out, events one by one."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

HEAD_LIMIT = 8192
HEAD_SECONDS = 10.0
WRITE_SECONDS = 5.0
BUFFER = 64 * 1024
"""How much may wait for a slow reader before writing has to wait."""

LINE = re.compile(rb"(GET|HEAD|[A-Z]{3,10}) (/[!-~]{0,400}) HTTP/1\.[01]")


class BadRequestError(Exception):
    """What came in is no request that is answered here."""

    def __init__(self, status: HTTPStatus) -> None:
        """Keep the status of the answer."""
        super().__init__(status.phrase)
        self.status = status


@dataclass(frozen=True)
class Request:
    """A request's method, path without its query, and headers by lower-case name."""

    method: str
    path: str
    headers: Mapping[str, str]

    @property
    def stays(self) -> bool:
        """Return whether the connection is kept for another request."""
        return "close" not in self.headers.get("connection", "").lower()


async def read_request(reader: asyncio.StreamReader) -> Request | None:
    """Return the next request, or None when the other side has gone; raises BadRequestError for anything else."""
    try:
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), HEAD_SECONDS)
    except (asyncio.IncompleteReadError, TimeoutError, ConnectionError):
        return None
    except asyncio.LimitOverrunError:
        raise BadRequestError(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE) from None
    first, *lines = head[:-4].split(b"\r\n")
    match = LINE.fullmatch(first)
    if match is None:
        raise BadRequestError(HTTPStatus.BAD_REQUEST)
    headers = {}
    for line in lines:
        name, _, value = line.decode("latin-1").partition(":")
        headers[name.strip().lower()] = value.strip()
    if headers.get("content-length", "0") != "0" or "transfer-encoding" in headers:
        raise BadRequestError(HTTPStatus.BAD_REQUEST)
    return Request(match[1].decode(), match[2].decode().partition("?")[0], headers)


def head_of(status: HTTPStatus, headers: Mapping[str, str]) -> bytes:
    """Return the head of an answer."""
    lines = [f"HTTP/1.1 {status.value} {status.phrase}", "X-Content-Type-Options: nosniff"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


async def send(writer: asyncio.StreamWriter, data: bytes) -> bool:
    """Write and return whether the other side took it in time; a slow reader is cut off."""
    try:
        writer.write(data)
        await asyncio.wait_for(writer.drain(), WRITE_SECONDS)
    except (TimeoutError, ConnectionError):
        writer.transport.abort()
        return False
    return True


async def answer(
    writer: asyncio.StreamWriter,
    status: HTTPStatus,
    *,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    stays: bool = False,
    is_head: bool = False,
) -> bool:
    """Write a whole answer and return whether the other side took it."""
    told = {"Content-Length": str(len(body)), "Connection": "keep-alive" if stays else "close", **(headers or {})}
    if status is HTTPStatus.NOT_MODIFIED:
        del told["Content-Length"]
    return await send(writer, head_of(status, told) + (b"" if is_head else body))


def event(name: str, data: bytes, mark: str = "") -> bytes:
    """Return one server-sent event; `data` is one line."""
    told = f"id: {mark}\n".encode() if mark else b""
    return told + f"event: {name}\n".encode() + b"data: " + data + b"\n\n"


HEARTBEAT = b": still here\n\n"
