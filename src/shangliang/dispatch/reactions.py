"""What follows when orders and voices move: people are told, verdicts arrive, and what the clock does."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from shangliang.dispatch import actions
from shangliang.dispatch.models import Dispatch, Evaluation
from shangliang.dispatch.queries.judging import handling_units
from shangliang.dispatch.queries.orders import find_any, order_of_voice, parts_of
from shangliang.ideas.models import GoldenIdea
from shangliang.ideas.queries import people_of
from shangliang.kernel.calendar import local_date
from shangliang.kernel.refusals import Words
from shangliang.kernel.workflow import SYSTEM, Actor, Role, Seat
from shangliang.ledger.actions import Reaction
from shangliang.ledger.models import Event
from shangliang.ledger.queries import leaf_facts, private_facts, reasons_of
from shangliang.notices.actions import tell
from shangliang.people.models import Organization
from shangliang.people.queries import people_with
from shangliang.sessions import actions as sessions
from shangliang.voices.models import Voice
from shangliang.voices.queries import owners_of

TO_PEOPLE = {
    "issue": Words("“{title}”已转给{unit}，{due}。", "“{title}” was handed to {unit}; {due_en}."),
    "sign": Words("{unit}已签收“{title}”。", "{unit} has signed for “{title}”."),
    "grant_return": Words("“{title}”改由{unit}办理，期限不变。", "“{title}” is now handled by {unit}; the date stays."),
    "designate": Words("“{title}”指定由{unit}办理。", "“{title}” was designated to {unit}."),
    "grant_extension": Words(
        "“{title}”延期办理，{due}。理由：{reason}", "More time was given for “{title}”; {due_en}. Reason: {reason}"
    ),
    "suspend": Words("“{title}”暂时挂起。{note}", "“{title}” was suspended. {note}"),
    "resume": Words("“{title}”恢复办理，{due}。", "“{title}” is being handled again; {due_en}."),
    "accept_reply": Words(
        "“{title}”有答复了，请您看看，说说满不满意。", "“{title}” was answered: please read it and say what you think."
    ),
    "redo": Words("“{title}”退回重办，{due}。", "“{title}” was sent back to be handled again; {due_en}."),
    "reopen": Words("“{title}”重新办理，{due}。", "“{title}” was taken up again; {due_en}."),
    "write_off": Words(
        "“{title}”已销号，30 天和 180 天后回头看。", "“{title}” was written off; it will be looked at again."
    ),
    "terminate": Words("“{title}”终止办理。理由：{reason}", "“{title}” was terminated. Reason: {reason}"),
    "correct_due": Words(
        "工作日历有调整，“{title}”的期限重新数过：{due}。",
        "The calendar changed; “{title}” was counted anew: {due_en}.",
    ),
    "decide_appeal": Words(
        "单位对“{title}”的评价提出申诉，评议组已经决定，理由：{reason}",
        "The unit's appeal against a judgement of “{title}” was decided: {reason}",
    ),
    "publish_outcome": Words("“{title}”有了成效，已公布。", "“{title}” has an outcome now; it was published."),
}
"""What the people whose matter it is are told after each verb."""

TO_UNIT = {
    "issue": Words("新派来：“{title}”，请签收。", "New: “{title}”, please sign for it."),
    "grant_return": Words("改派来：“{title}”，请签收。", "Handed to you: “{title}”, please sign for it."),
    "designate": Words("指定办理：“{title}”，请签收。", "Designated to you: “{title}”, please sign for it."),
    "refuse_return": Words("“{title}”退单未获同意，指定办理。", "Your return of “{title}” was refused."),
    "grant_extension": Words("“{title}”同意延期，{due}。", "More time for “{title}”: {due_en}."),
    "refuse_extension": Words("“{title}”不同意延期。", "No more time for “{title}”."),
    "propose": Words("“{title}”的答复送您签发。", "The reply to “{title}” awaits your signature."),
    "reject_reply": Words("“{title}”的答复被退回：{reason}", "The reply to “{title}” came back: {reason}"),
    "redo": Words("“{title}”退回重办，{due}。", "“{title}” must be handled again; {due_en}."),
    "reopen": Words("“{title}”重新办理，{due}。", "“{title}” was taken up again; {due_en}."),
    "remind": Words("提醒：“{title}”{kind}。", "Reminder: “{title}”: {kind}."),
    "warn": Words("预警：“{title}”{kind}。", "Warning: “{title}”: {kind}."),
    "notice": Words("催办通知书：“{title}”已经逾期。", "Chase notice: “{title}” is overdue."),
    "decide_appeal": Words("“{title}”的评价申诉已评议：{reason}", "Your appeal on “{title}” was decided: {reason}"),
    "list": Words("“{title}”已挂牌督办。", "“{title}” was listed publicly."),
    "instruct": Words("领导对“{title}”作了批示：{reason}", "A leader's instruction on “{title}”: {reason}"),
    "interview": Words("“{title}”：请单位负责人约谈。", "“{title}”: the head of the unit is summoned."),
}
"""What the people of the leading unit are told."""

TO_STAFF = {
    "request_return": (Role.DISPATCHER, Words("“{title}”申请退单，请决定。", "A return of “{title}” awaits decision.")),
    "request_extension": (Role.DISPATCHER, Words("“{title}”申请延期，请决定。", "“{title}”: more time is asked for.")),
    "dispute": (Role.SUPERVISOR, Words("“{title}”职责不清，请会商指定。", "“{title}”: please call a conference.")),
    "submit_reply": (Role.SUPERVISOR, Words("“{title}”已答复，请审核。", "“{title}” was replied to: please check.")),
    "appeal": (Role.SUPERVISOR, Words("“{title}”的单位申诉评价，请评议。", "“{title}”: the unit appeals a judgement.")),
    "lookback": (Role.SUPERVISOR, Words("“{title}”回头看有了结果，请看要不要重办。", "“{title}” was looked at again.")),
    "generalize": (
        Role.DISPATCHER,
        Words("“{title}”举一反三，请成批派单。", "“{title}” is carried on: hand the batch over."),
    ),
    "request_termination": (Role.SUPERVISOR, Words("“{title}”申请终止，请决定。", "“{title}”: termination asked for.")),
    "instruct": (
        Role.SUPERVISOR,
        Words("领导对“{title}”作了批示，请督办：{reason}", "A leader's instruction on “{title}”: {reason}"),
    ),
    "warn": (Role.SUPERVISOR, Words("“{title}”逾期五个工作日仍未答复。", "“{title}” is five working days overdue.")),
}
"""Who of the staff decides next, and what they are told."""

UNIT_ROLES = (Role.UNIT_CLERK, Role.UNIT_HANDLER, Role.UNIT_HEAD)
REMINDERS = {
    "half": Words("期限已过一半", "half of the time has passed"),
    "most": Words("期限已过八成", "80 % of the time has passed"),
    "last": Words("还剩一个工作日", "one working day is left"),
    "listed": Words("逾期五个工作日", "five working days overdue"),
    "unsigned": Words("到期还没有签收", "not signed for in time"),
    "opinion": Words("会办意见已经逾期", "the opinion is late"),
    "quarter": Words("承诺台账满一季度没有报进度", "no progress on its promises for a quarter"),
}


def facts_of(event: Event, order: Dispatch) -> dict[str, str]:
    """Return what the sentences about an order are filled with."""
    said = leaf_facts(event)
    due = local_date(order.reply_due_at) if order.reply_due_at else None
    kind = REMINDERS.get(str(said.get("reminder", "")), Words("请抓紧办理", "please hurry"))
    return {
        "title": order.title,
        "unit": str(order.lead_unit),
        "due": f"{due:%Y-%m-%d} 前答复" if due else "尽快答复",
        "due_en": f"a reply is due before {due:%Y-%m-%d}" if due else "a reply will follow",
        "reason": reasons_of([event]).get(event.pk, ""),
        "note": str(said.get("note", "")),
        "kind": kind.zh,
        "kind_en": kind.en,
    }


def filled(words: Words, facts: dict[str, str]) -> Words:
    """Return a sentence with its facts in both languages."""
    return Words(words.zh.format(**facts), words.en.format(**{**facts, "kind": facts["kind_en"]}))


def concerned(order: Dispatch) -> set[int]:
    """Return the ids of the people to be told: who spoke, who answers for them, who joined."""
    if order.voice is not None:
        return set(owners_of([order.voice]).values_list("pk", flat=True)) | order.guardian_ids()
    return people_of(order.idea) if order.idea is not None else order.owner_ids()


def address_of(order: Dispatch) -> str:
    """Return the page on which the people concerned follow the matter."""
    return reverse("dispatch:idea", args=[order.idea.code]) if order.idea is not None else "/mine"


def tell_all(event: Event, at: datetime) -> None:
    """Tell the people concerned, the unit, and who decides next."""
    order = find_any(event.code)
    if order is None:
        return
    facts, key = facts_of(event, order), f"dispatch:{event.seq}"
    case_page = reverse("dispatch:case", args=[order.code])
    if event.verb == "accept_reply":
        tell_invited(order, filled(TO_PEOPLE[event.verb], facts), key, at)
    elif event.verb in TO_PEOPLE:
        words = filled(TO_PEOPLE[event.verb], facts)
        tell(concerned(order), words, address_of(order), key, at, kind="dispatch")
    if event.verb in TO_UNIT:
        people = seated(UNIT_ROLES, told_units(event, order), at)
        tell(people, filled(TO_UNIT[event.verb], facts), case_page, f"{key}:unit", at, kind="dispatch")
    if event.verb in TO_STAFF:
        role, words = TO_STAFF[event.verb]
        people = set(people_with(role, local_date(at)).values_list("pk", flat=True))
        tell(people, filled(words, facts), case_page, f"{key}:staff", at, kind="dispatch")


def tell_invited(order: Dispatch, words: Words, key: str, at: datetime) -> None:
    """Tell everybody concerned that there is an answer; who is asked to judge gets the link that counts by one tap."""
    asked = Evaluation.objects.filter(dispatch=order, round=order.round, judged_at=None).select_related("person")
    people = concerned(order)
    for row in asked:
        tell(
            {row.person_id}, words, reverse("dispatch:tapped", args=[actions.tap_token(row)]), key, at, kind="dispatch"
        )
    tell(people, words, address_of(order), key, at, kind="dispatch")


def told_units(event: Event, order: Dispatch) -> set[int]:
    """Return the units that an event is about: all at the hand-over, the late one of an opinion, else the lead."""
    if event.verb == "issue":
        return handling_units(order)
    about = leaf_facts(event)
    if about.get("reminder") == "opinion" or about.get("about") == "opinion":
        return set(Organization.objects.filter(name=about["unit"]).values_list("pk", flat=True))
    return {order.lead_unit_id}


def seated(roles: Iterable[Role], orgs: set[int], at: datetime) -> set[int]:
    """Return the ids of everybody who holds one of the roles in one of the organisations."""
    day, where = local_date(at), frozenset(orgs)
    wanted = (*roles, Role.CO_UNIT)
    return {pk for role in wanted for pk in people_with(role, day, orgs=where).values_list("pk", flat=True)}


VERDICTS = ("evaluate", "ask_redo", "ask_review", "evaluate_by_phone", "redo_by_phone", "review_by_phone")
"""The verbs of a voice by which its person judges the answer."""


def take_verdict(event: Event, at: datetime) -> None:
    """Write what the person said of the answer, on the voice's own page or by phone, into the order as well."""
    voice = Voice.objects.filter(code=event.code).first()
    order = order_of_voice(event.code)
    if voice is None or order is None:
        return
    for part in parts_of(order):
        if part.state in ("answered", "evaluated"):
            part.voice = voice
            take_verdict_of(part, voice, event, at)


def take_verdict_of(order: Dispatch, voice: Voice, event: Event, at: datetime) -> None:
    """Write the person's verdict on a voice into one of its orders, unless it was said there."""
    if voice.speaker_id is None or not voice.satisfaction:
        if order.state == "answered":
            actions.expire(order, at=at)
        return
    if Evaluation.objects.filter(dispatch=order, person=voice.speaker_id, judged_at=event.at).exists():
        return  # it was said on the order's own page
    facts = leaf_facts(event)
    words = reasons_of([event]).get(event.pk, "") or "见诉求的评价"
    is_bad = "dissatisfied" in (voice.attitude, facts["satisfaction"])
    said = actions.Judgement(
        attitude=voice.attitude or facts["satisfaction"],
        result=facts["satisfaction"],
        solved=facts["solved"],
        reasons=("other",) if is_bad else (),
        comment=words if is_bad else "",
    )
    person = Actor(voice.speaker_id, "", (Seat(Role.CITIZEN),))
    actions.evaluate(order, said, actor=person, at=event.at)


def cover_similar(event: Event, at: datetime) -> None:
    """Note that a similar voice is covered once the reply of its own order was delivered."""
    order = find_any(event.code)
    if order is not None:
        actions.cover_delivered(order, at=at)


def tell_covered(event: Event, at: datetime) -> None:
    """Tell the people of a similar voice that the cure has reached their matter."""
    order, code = find_any(event.code), private_facts(event).get("voice", "")
    if order is None or not code:
        return
    words = Words(
        f"“{order.title}”的办法已经用到您反映的事上。", f"The cure of “{order.title}” has reached your matter."
    )
    people = owners_of(Voice.objects.filter(code=code)).values_list("pk", flat=True)
    tell(set(people), words, "/mine", f"dispatch:{event.seq}:covered", at, kind="dispatch")


def follow_calendar(event: Event, at: datetime) -> None:
    """Count the limits of co-opinions anew when the calendar has moved an order's own."""
    order = find_any(event.code)
    if order is not None:
        actions.follow_calendar(order, at=at)


def keep_promise(event: Event, at: datetime) -> None:
    """Note on its session that a promise of the floor was kept, once its case is done."""
    idea = GoldenIdea.objects.filter(code=event.code, promise__kept_at=None).select_related("promise__session").first()
    if idea is None or idea.promise is None:
        return
    evidence = str(leaf_facts(event).get("evidence", "")) or f"金点子 {idea.code} 已办成"
    sessions.keep_promise(idea.promise, evidence=evidence, actor=SYSTEM, at=at)


def leave_unjudged(event: Event, at: datetime) -> None:
    """End the time to judge an order whose voice was closed without a verdict."""
    order = order_of_voice(event.code)
    for part in parts_of(order) if order is not None else []:
        if part.state == "answered":
            actions.expire(part, at=at)


def tell_similar(event: Event, at: datetime) -> None:
    """Tell the people of similar voices that what was solved elsewhere is being carried on to them."""
    order = find_any(event.code)
    codes = private_facts(event).get("codes", [])
    if order is None or not codes:
        return
    words = Words(
        f"别处一件同类的事办成了：“{order.title}”。正把办法用到您反映的事上。",
        f"A matter like yours was solved elsewhere: “{order.title}”. The same is being done for you.",
    )
    people = owners_of(Voice.objects.filter(code__in=codes)).values_list("pk", flat=True)
    tell(set(people), words, "/mine", f"dispatch:{event.seq}:similar", at, kind="dispatch")


REACTIONS = (
    Reaction("dispatch.cover", frozenset({("dispatch", "accept_reply")}), cover_similar),
    Reaction("dispatch.covered", frozenset({("dispatch", "cover")}), tell_covered),
    Reaction("dispatch.promise", frozenset({("idea", "claim_done")}), keep_promise),
    Reaction("dispatch.redate", frozenset({("dispatch", "correct_due")}), follow_calendar),
    Reaction("dispatch.similar", frozenset({("dispatch", "generalize")}), tell_similar),
    Reaction("dispatch.tell", frozenset(("dispatch", verb) for verb in {**TO_PEOPLE, **TO_UNIT, **TO_STAFF}), tell_all),
    Reaction("dispatch.verdict", frozenset(("voice", verb) for verb in VERDICTS), take_verdict),
    Reaction("dispatch.unjudged", frozenset({("voice", "expire")}), leave_unjudged),
)

TIMERS = (actions.run_timers, actions.resume_due, actions.expire_due)
