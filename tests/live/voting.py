"""What votes are cast on in these tests, and a voter who sends them over real HTTP."""

import http.client
import json
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from tests.cast import MONDAY, Cast
from tests.sessions.sittings import live as live_session
from tests.sessions.sittings import people

from shangliang.opinions import actions as opinions
from shangliang.opinions import queries as opinion_queries
from shangliang.opinions.models import Conversation
from shangliang.opinions.rules.tickets import Ticket, key_of, sign
from shangliang.sessions import actions, queries
from shangliang.sessions.models import Poll, Session

STATEMENTS = 4


@dataclass
class Hall:
    """The cast, a running session, and an open conversation with four statements."""

    cast: Cast
    session: Session
    conversation: Conversation

    def poll(
        self, kind: str = "single", level: int = 0, choices=("先修路", "先种树", "先装灯"), seconds: int = 0
    ) -> Poll:
        """A poll that takes votes now; what was open is closed first."""
        for row in Poll.objects.filter(session=self.session, state="open"):
            actions.close_poll(row, at=now())
        row = actions.prepare_poll(
            self.session, question="先做哪一件？", choices=choices, kind=kind, level=level, seconds=seconds,
            actor=self.cast.chen, at=now(),
        )  # fmt: skip
        actions.open_poll(row, actor=self.cast.chen, at=now())
        return row


def now() -> datetime:
    return datetime.now(UTC)


def hall() -> Hall:
    found = people()
    row = opinions.open_conversation(title="口袋公园先修什么", actor=found.chen, at=MONDAY, region=found.org("city"))
    for number in range(STATEMENTS):
        opinions.add_statement(row, f"第 {number + 1} 条看法，先修路", actor=found.chen, at=MONDAY, is_seed=True)
    opinions.start(row, actor=found.chen, at=MONDAY)
    return Hall(found, live_session(found), row)


def ticket(place: Conversation | Session, who: str, *, level: int = 0, person: int = 0, seconds: int = 600,
           before: str = "") -> str:  # fmt: skip
    """The ticket that the page of a place gives to somebody."""
    token = token_of(place, who)
    until = int((now() + timedelta(seconds=seconds)).timestamp())
    earlier = token_of(place, before) if before else ""
    return sign(key_of(settings.PEPPER), Ticket(place.code, token, level, until, earlier, person))


def token_of(place: Conversation | Session, who: str) -> str:
    if isinstance(place, Conversation):
        return opinion_queries.participant_token(place, who)
    return queries.session_token(place, who)


def send(port: int, place: Conversation | Session, body: dict | bytes, **headers: str) -> tuple[int, dict]:
    """Send one vote and return the status and what was said."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as line:
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        line.request(
            "POST", f"/live/{place.code}/votes", sent, {name.replace("_", "-"): v for name, v in headers.items()}
        )
        answer = line.getresponse()
        return answer.status, json.loads(answer.read() or b"{}") | {"retry": answer.headers.get("Retry-After")}


def vote(place, who: str, number: int, value, *, on: str = "statement", key: str = "", **more) -> dict:
    """The body of a vote."""
    said = {"ticket": ticket(place, who, **more), "on": on, "number": number, "value": value}
    return said | ({"key": key} if key else {})
