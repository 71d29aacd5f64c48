"""Which voices exist for whom, and everything that belongs to one."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate

from shangliang.engines.hotspots.records import Message
from shangliang.kernel.calendar import SHANGHAI, local_date, moment
from shangliang.kernel.codes import CODE_LENGTH, clean_code
from shangliang.kernel.refusals import NotFound
from shangliang.kernel.workflow import Actor, Relation, Role
from shangliang.ledger.models import Event
from shangliang.ledger.queries import events_of, sole
from shangliang.people import sealing
from shangliang.people.models import Organization, Person
from shangliang.people.queries import root_region
from shangliang.voices.models import Attachment, ImportedRow, ImportRun, Supplement, Voice, VoiceJoin, VoiceReply
from shangliang.voices.queries.categories import told_category
from shangliang.voices.telling import TOLD
from shangliang.voices.workflow import HEARD, READ, VoiceState

S = VoiceState
HOTLINE_STATES = (S.SUBMITTED, S.REFUSAL_REVIEW, S.ACCEPTED, S.ANSWERED, S.REPLIED, S.REDO, S.REVIEW)
VIEWS: dict[str, tuple[VoiceState, ...]] = {
    "todo": HOTLINE_STATES,
    "undated": HOTLINE_STATES,
    "unit": (S.DISPATCHED,),
    "person": (S.CALLBACK, S.AWAITING_GUARDIAN),
    "all": (),
}
"""What a desk can list: the hotline's own work with and without a date, what waits for a unit, for a person, all."""

PAGE = 50
MOST_COUNTED = 1000
CODE = re.compile(r"\d{6}-\d{3,6}")
DESK_COLUMNS = (
    "id", "code", "state", "title", "demand_type", "category", "urgency", "channel", "due_at", "due_from",
    "received_at", "also_count", "is_confidential", "due_provisional", "handler__name", "district__name",
)  # fmt: skip


def visible_to(actor: Actor) -> QuerySet[Voice]:
    """Return the voices that an actor may read whole: staff by region or unit, people their own.

    Nobody of a unit that a report accuses sees that report, in whatever role.
    """
    readers = [seat for seat in actor.seats if seat.role in READ.by]
    regions = {seat.region for seat in readers if seat.role.relation is not Relation.UNIT and seat.region is not None}
    rows = Voice.objects.all()
    if root_region() not in regions:  # the whole city needs no condition
        reach = Q(handler__in={seat.org for seat in readers if seat.role.relation is Relation.UNIT})
        if regions:
            reach |= within(regions)
        if actor.person is not None:
            reach |= Q(speaker=actor.person) | Q(guardian=actor.person)
        rows = rows.filter(reach)
    return rows.filter(Q(unit=None) | ~Q(unit__in=actor.orgs)) if actor.orgs else rows


def within(regions: Iterable[int]) -> Q:
    """Return the condition that a voice belongs to one of some regions or to one below."""
    inside = Q(pk__in=[])
    for region in regions:
        inside |= Q(path__contains=f"/{region}/")
    return Q(region__in=Organization.objects.filter(inside, kind=Organization.REGION).values("pk"))


def find(actor: Actor, code: str) -> Voice:
    """Return one voice that the actor may read, with its organisations; raises NotFound for any other."""
    return find_among(visible_to(actor), code)


def find_among(visible: QuerySet[Voice], code: str) -> Voice:
    """Return one voice of those that somebody may read, with its organisations; raises NotFound for any other."""
    related = ("region", "district", "handler", "unit", "speaker", "guardian", "merged_into", "screened_by")
    found = sole(visible.select_related(*related).filter(code=code))
    if found is None:
        raise NotFound
    return found


def of_person(person: int) -> QuerySet[Voice]:
    """Return the voices of one person, newest first: own, as guardian, and joined ones."""
    joined = VoiceJoin.objects.filter(person=person).values("voice")
    rows = Voice.objects.filter(Q(speaker=person) | Q(guardian=person) | Q(pk__in=joined))
    return rows.select_related("district", "handler").order_by("-pk")


def find_own(actor: Actor, code: str) -> Voice:
    """Return one of the person's own voices by its query code; raises NotFound for any other."""
    found = by_query_code(code)
    if found is None or actor.person is None or actor.person not in (found.speaker_id, found.guardian_id):
        raise NotFound
    return found


def by_query_code(typed: str) -> Voice | None:
    """Return the voice behind a query code as people type it, or None."""
    code = clean_code(typed)
    if len(code) > CODE_LENGTH:  # the prefix of printed receipts; a code itself may begin with the same letters
        code = code.removeprefix("SL")
    rows = Voice.objects.select_related("region", "district", "handler", "merged_into", "speaker", "guardian")
    return rows.filter(query_code=code).first() if code else None


def public_voices() -> QuerySet[Voice]:
    """Return the voices that a reviewer released, newest first; show `body_public` of them and nothing else."""
    return Voice.objects.filter(publication="public").order_by("-received_at", "-pk")


def desk_rows(
    visible: QuerySet[Voice], *, view: str = "todo", kind: str = "", after: tuple[datetime, int] | int | None = None
) -> list[Voice]:
    """Return one page of a desk's list and one row more when there is another page.

    `todo` runs by due moment (`after` = last due moment and id), every other view by newest first (`after` = last id).
    """
    rows = visible.select_related("handler", "district").only(*DESK_COLUMNS)
    if kind:
        rows = rows.filter(demand_type=kind)
    if view == "todo":
        rows = todo(rows).filter(due_at__isnull=False)
        if isinstance(after, tuple):
            rows = rows.filter(Q(due_at__gt=after[0]) | Q(due_at=after[0], pk__gt=after[1]))
        return list(rows.order_by("due_at", "pk")[: PAGE + 1])
    states = VIEWS.get(view, HOTLINE_STATES)
    if states:
        rows = rows.filter(state__in=[str(state) for state in states])
    if view == "undated":
        rows = rows.filter(due_at__isnull=True)
    if isinstance(after, int):
        rows = rows.filter(pk__lt=after)
    return list(rows.order_by("-pk")[: PAGE + 1])


def todo(rows: QuerySet[Voice]) -> QuerySet[Voice]:
    """Return those voices with a date on which the hotline itself must act.

    Only open voices have a date, so leaving out the few that wait for others lets the database walk by date.
    """
    return rows.exclude(state__in=[str(state) for state in (S.DISPATCHED, S.CALLBACK, S.AWAITING_GUARDIAN)])


def matching(visible: QuerySet[Voice], words: str, *, before: int | None = None) -> list[Voice]:
    """Return one page (and one row more) of voices found by code, query code, phone or its end, or keyword."""
    rows = visible.select_related("handler", "district").only(*DESK_COLUMNS)
    rows = rows.filter(searched(words.strip()))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-pk")[: PAGE + 1])


def searched(words: str) -> Q:
    """Return the condition that what was typed into a search box means."""
    if CODE.fullmatch(words) or is_number(words):
        return exactly(words)
    return exactly(words) | Q(title__icontains=words) | Q(body_original__icontains=words)


def is_number(words: str) -> bool:
    """Return whether what was typed is the end of a number, or a mobile phone's whole."""
    digits = re.sub(r"[\s-]", "", words)
    return (digits.isascii() and digits.isdigit() and len(digits) == 4) or bool(re.fullmatch(r"1[3-9]\d{9}", digits))


def named(words: str) -> Q:
    """Return the condition that a voice is that of a phone, of the end of one, or of a query code; by indexes only."""
    digits = re.sub(r"[\s-]", "", words)
    if len(digits) == 4 and is_number(words):
        return Q(phone_tail=digits)
    return exactly(words) if is_number(words) else Q(query_code=clean_code(words)[:12])


def exactly(words: str) -> Q:
    """Return the condition that what was typed names a voice: by code, query code, phone or its end, source's code."""
    digits = re.sub(r"[\s-]", "", words)
    if CODE.fullmatch(words):
        return Q(code=words)
    if digits.isascii() and digits.isdigit() and len(digits) == 4:
        return Q(phone_tail=digits) | Q(code__endswith=f"-{digits}")
    if re.fullmatch(r"1[3-9]\d{9}", digits):
        return Q(speaker__phone_key=sealing.phone_key(digits, settings.PEPPER))
    return Q(query_code=clean_code(words)[:12]) | Q(external_id=words[:80])


@dataclass(frozen=True)
class DeskCounts:
    """How much a desk has to do: due by tonight, of these overdue, and what has no date; each counted up to 1,000."""

    today: int
    overdue: int
    undated: int

    @property
    def today_words(self) -> str:
        """Return how many are due by tonight, as people read it."""
        return up_to(self.today)

    @property
    def overdue_words(self) -> str:
        """Return how many are overdue, as people read it."""
        return up_to(self.overdue)

    @property
    def undated_words(self) -> str:
        """Return how many have no date, as people read it."""
        return up_to(self.undated)


def up_to(count: int) -> str:
    """Return a count, with a plus where counting stopped."""
    return f"{count}+" if count >= MOST_COUNTED else str(count)


def desk_counts(visible: QuerySet[Voice], at: datetime) -> DeskCounts:
    """Return the figures of a desk's heading."""
    tonight = moment(local_date(at) + timedelta(days=1))
    due = todo(visible).filter(due_at__lt=tonight).order_by("due_at").values_list("due_at", "due_provisional")
    today = list(due[:MOST_COUNTED])
    undated = visible.filter(state__in=[str(state) for state in HOTLINE_STATES], due_at__isnull=True)
    return DeskCounts(
        today=len(today),
        overdue=sum(
            moment_due is not None and moment_due <= at and not is_provisional for moment_due, is_provisional in today
        ),
        undated=len(undated.order_by().values_list("pk", flat=True)[:MOST_COUNTED]),
    )


def owners_of(voices: Iterable[Voice]) -> QuerySet[Person]:
    """Return everybody whose voice is among these: who spoke, guardians, who joined, and whose voice was merged in."""
    keys = [voice.pk for voice in voices]
    merged = list(Voice.objects.filter(merged_into__in=keys).values_list("pk", flat=True))
    spoke = Voice.objects.filter(pk__in=[*keys, *merged])
    return Person.objects.filter(
        Q(pk__in=spoke.filter(speaker__isnull=False).values("speaker"))
        | Q(pk__in=spoke.filter(guardian__isnull=False).values("guardian"))
        | Q(pk__in=VoiceJoin.objects.filter(voice__in=[*keys, *merged]).values("person"))
    ).order_by("pk")


def replies_of(voice: Voice) -> list[VoiceReply]:
    """Return the official replies of a voice, oldest first."""
    return list(VoiceReply.objects.filter(voice=voice).select_related("unit"))


def supplements_of(voice: Voice) -> list[Supplement]:
    """Return what the person added, oldest first."""
    return list(Supplement.objects.filter(voice=voice))


def attachments_of(voice: Voice) -> list[Attachment]:
    """Return the photos of a voice."""
    return list(Attachment.objects.filter(voice=voice).order_by("pk"))


def merged_with(voice: Voice) -> list[Voice]:
    """Return up to fifty voices that were merged into this one."""
    return list(Voice.objects.filter(merged_into=voice).only("code", "title", "received_at").order_by("-pk")[:50])


def original_row(voice: Voice) -> ImportedRow | None:
    """Return the row of the file that a voice came from, cell by cell."""
    return ImportedRow.objects.filter(voice=voice).first()


def events_told(voice: Voice) -> list[Event]:
    """Return the events that the people concerned are told, oldest first."""
    return [event for event in events_of("voice", voice.code) if event.verb in TOLD]


def contact_of(actor: Actor, voice: Voice) -> tuple[str, str]:
    """Return the name of who spoke and the end of the phone number, as this actor may see them.

    Where secrecy was asked for, and for every report, only the hotline sees who it was.
    """
    is_shielded = voice.is_confidential or voice.demand_type == "report"
    if is_shielded and not actor.holds(Role.AGENT, Role.DISPATCHER, Role.SUPERVISOR):
        return "（要求保密）", ""
    name = voice.caller_name or (str(voice.speaker) if voice.speaker else voice.external_user)
    return name, voice.phone_tail


def import_runs(limit: int = 20) -> list[ImportRun]:
    """Return the newest imports."""
    return list(ImportRun.objects.select_related("account__person")[:limit])


MESSAGE_COLUMNS = (
    "pk", "reporter_key", "title", "body_original", "received_at", "likes", "also_count", "told", "district__name",
)  # fmt: skip


def discoverable() -> QuerySet[Voice]:
    """Return the voices that discovery may read: accepted ones; reports and secret ones stay out."""
    rows = Voice.objects.filter(state__in=[str(state) for state in HEARD], is_confidential=False)
    return rows.exclude(demand_type="report").annotate(told=told_category())


def messages_for_hotspots(
    since: datetime | None = None, *, until: datetime | None = None, after: int = 0
) -> list[Message]:
    """Return accepted voices as the discovery of hot issues reads them; reports and secret ones stay out.

    `after` leaves out voices up to a primary key. A category is a person's word, else a guess that the machine is sure
    of. Also-voices count as likes: a person who joined is a person who agrees.
    """
    found = within_times(since, until).filter(pk__gt=after).order_by("received_at", "pk")
    return [as_message(row) for row in found.values_list(*MESSAGE_COLUMNS).iterator(2000)]


def within_times(since: datetime | None, until: datetime | None) -> QuerySet[Voice]:
    """Return the voices that discovery may read, received between two moments where given."""
    rows = discoverable()
    if since is not None:
        rows = rows.filter(received_at__gte=since)
    return rows.filter(received_at__lte=until) if until is not None else rows


@dataclass(frozen=True)
class Readable:
    """How many voices discovery may read, and of how many people; whoever is unknown counts once for each voice."""

    messages: int
    people: int


def discoverable_figures(since: datetime, until: datetime, *, up_to: int | None = None) -> Readable:
    """Return how many voices between two moments discovery may read; those up to a primary key when one is given."""
    rows = within_times(since, until).order_by()
    if up_to is not None:
        rows = rows.filter(pk__lte=up_to)
    unknown = Count("pk", filter=Q(reporter_key=""))
    known = Count("reporter_key", filter=~Q(reporter_key=""), distinct=True)
    found = rows.aggregate(messages=Count("pk"), unknown=unknown, known=known)
    return Readable(found["messages"], found["unknown"] + found["known"])


def daily_counts(until: date, days: int = 850) -> list[tuple[str, int | None, date, int]]:
    """Return (category, district or None, day, voices) of the days up to one, as discovery may read them."""
    first = moment(until - timedelta(days=days))
    rows = discoverable().filter(received_at__gte=first, received_at__lt=moment(until + timedelta(days=1)))
    day = TruncDate("received_at", tzinfo=SHANGHAI)
    counted = rows.order_by().values_list("told", "district_id", day).annotate(n=Count("pk"))
    return [(category, district, when, count) for category, district, when, count in counted]


def messages_of(keys: Sequence[int]) -> list[Message]:
    """Return some voices, by primary key, as the discovery of hot issues reads them, the earliest first."""
    found = []
    for start in range(0, len(keys), 500):
        rows = discoverable().filter(pk__in=keys[start : start + 500])
        found += [as_message(row) for row in rows.values_list(*MESSAGE_COLUMNS)]
    return sorted(found, key=lambda message: (message.at, int(message.id)))


def as_message(row: Sequence[object]) -> Message:
    """Return one row of `messages_for_hotspots` as the engine's record; its id is the voice's primary key."""
    key, reporter, title, body, received, likes, also, category, district = row
    assert isinstance(received, datetime)  # noqa: S101 - narrows the type of a column
    return Message(
        id=str(key),
        reporter=str(reporter) or f"voice:{key}",
        title=str(title),
        body=str(body),
        at=received,
        likes=int(str(likes)) + int(str(also)),
        category=str(category),
        places=(str(district),) if district else (),
    )
