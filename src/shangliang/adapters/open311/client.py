"""The client: fills the port `HotlineDesk` over HTTP."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx

from shangliang.dispatch.ports import OrderFacts, Progress

SECONDS = 20.0
LONGEST = 4000


class RefusedError(OSError):
    """The other system answered, and refused; an OSError, so that the outbox shows and repeats it."""


@dataclass(frozen=True)
class Open311Desk:
    """A system behind an Open311 address, such as https://hotline.example.gov.cn/open311/v2."""

    address: str
    key: str
    jurisdiction: str = ""

    def hand_over(self, order: OrderFacts, *, key: str) -> str:
        """File the order as a service request and return its number there."""
        asked = {
            "api_key": self.key,
            "jurisdiction_id": self.jurisdiction,
            "service_code": order.unit_code,
            "address_string": order.address or "青岛市",
            "description": f"{order.title}\n{order.text}"[:LONGEST],
            "account_id": order.code,
            "attribute[order_code]": order.code,
            "attribute[co_units]": "、".join(order.co_units),
            "attribute[expected_datetime]": order.reply_due_at.isoformat() if order.reply_due_at else "",
        }
        told = self.ask("POST", "requests.json", asked, {"Idempotency-Key": key})
        first = told[0] if isinstance(told, list) and told else {}
        return str(first.get("service_request_id") or "")

    def updates(self, since: datetime, until: datetime) -> Sequence[Progress]:
        """Return the updates of service requests in a span of time."""
        span = {"start_date": stamp(since), "end_date": stamp(until), "jurisdiction_id": self.jurisdiction}
        told = self.ask("GET", "servicerequestupdates.json", {**span, "api_key": self.key}, {})
        return [progress_of(row) for row in told if isinstance(row, Mapping)]

    def ask(self, method: str, path: str, asked: Mapping[str, str], headers: Mapping[str, str]) -> Any:  # noqa: ANN401 - any JSON
        """Send one question and return the answer; OSError when there is none, RefusedError when it is no."""
        given = {name: value for name, value in asked.items() if value}
        place = f"{self.address.rstrip('/')}/{path}"
        try:
            with httpx.Client(timeout=SECONDS) as line:
                sent = {"data": given} if method == "POST" else {"params": given}
                answer = line.request(method, place, headers=dict(headers), **sent)  # type: ignore[arg-type]
        except httpx.HTTPError as error:
            raise OSError(f"{type(error).__name__}: {error}") from error
        if answer.status_code >= httpx.codes.BAD_REQUEST:
            raise RefusedError(f"HTTP {answer.status_code}: {answer.text[:300]}")
        try:
            return answer.json()
        except ValueError as error:
            raise RefusedError("the answer is no JSON") from error


def stamp(at: datetime) -> str:
    """Return a moment as Open311 writes it: W3C format in UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def progress_of(row: Mapping[str, Any]) -> Progress:
    """Return one update as the port wants it; RefusedError for a time that cannot be read."""
    try:
        at = datetime.fromisoformat(str(row.get("updated_datetime", "")))
    except ValueError as error:
        raise RefusedError(f"updated_datetime: {row.get('updated_datetime')!r}") from error
    return Progress(
        number=str(row.get("service_request_id", "")),
        update_id=str(row.get("update_id", "")),
        status=str(row.get("status", "")),
        words=str(row.get("description") or ""),
        at=at if at.tzinfo else at.replace(tzinfo=UTC),
    )
