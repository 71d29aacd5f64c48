"""The 216 golden ideas of the twenty sessions, and what their units answered: captured, handed over, kept, written off."""

from datetime import date, datetime, timedelta
from random import Random

from shangliang.dispatch import actions
from shangliang.dispatch.actions import Judgement, PointDraft, ReplyDraft
from shangliang.dispatch.models import Dispatch, Milestone
from shangliang.ideas import actions as ideas
from shangliang.ideas.actions import Content
from shangliang.ideas.models import GoldenIdea
from shangliang.ideas.rules import topic_figures
from shangliang.kernel.calendar import local_date
from shangliang.kernel.workflow import Actor, Role, Seat
from shangliang.people.models import Person
from shangliang.site.demo.history import Held
from shangliang.site.demo.people import Cast
from shangliang.site.demo.records import PROMISED, Line, lines, lines_of
from shangliang.topics.actions import note_ideas
from shangliang.voices.models import Voice

UNRATED = 20
"""How many of those who were asked never judged."""
BEHIND = 6
"""Voices behind each idea."""
ONSITE = ("fushanhou", "wanggezhuang")
LEFT_DAYS = (-4, 1, 2, 11, 19, 27, 40, 55, 70, 88, 105, 130)
"""Days from today until each promise that is still open is due: one late, two near, the others later."""
QUOTES = (
    "{t}。说起来是小事，天天碰上就是大事。",
    "我就说一件：{t}。办成了，大家都看得见。",
    "别的先放一放，{t}，这件事等不得。",
    "{t}。不用花多少钱，要的是有人管。",
    "我们楼上楼下都盼着：{t}。",
    "外地已经这么办了，我们也能办：{t}。",
    "{t}。先做一处样子，好不好大家看。",
    "这话我说过三回了：{t}。",
)
BASES = ("调研记录和来信都提到；外地有可用的做法。", "三次走访看到的情况一致。", "去年同类诉求一百多件。")
ANSWERS = {
    "A": ("已会同街道踏勘，采纳并办完。", "已办成，公布在单位网站。"),
    "B": ("采纳，列入计划分两步办。", "采纳，先办一处，再推开。"),
    "C": ("采纳，受规划和资金限制，分阶段办。", "采纳，等上位规划批复后办。"),
    "D": ("和现行规定不一致，留作参考，已当面说明。", "条件还不成熟，留作参考，已当面说明。"),
}
COMMENTS = ("办得实在。", "说到做到。", "打电话来说清楚了。", "牌子换了，看得见。", "比以前方便。")


def capture_all(cast: Cast, held: Held, voices: list[Voice], rng: Random) -> list[tuple[Line, GoldenIdea]]:
    """Capture, refine, number and approve the ideas of a session, and return them with their lines."""
    found = []
    for line in lines_of(held.past.number):
        speaker, kind = speaker_of(cast, held, line)
        idea = ideas.capture(
            held.session,
            title=line.title,
            quote=QUOTES[(line.session * 5 + line.number) % len(QUOTES)].format(t=line.title),
            speaker_name=str(speaker),
            speaker=speaker,
            speaker_kind=kind,
            time_code=f"00:{8 + 4 * line.number:02d}:{rng.randrange(60):02d}",
            actor=cast.actor("committee"),
            at=held.at + timedelta(days=1),
            voices=voices[line.number - 1 :: held.past.ideas][:BEHIND],
            is_onsite=line.key in ONSITE,
        )
        refine(cast, held, line, idea)
        ideas.number(idea, actor=cast.actor("liaison"), at=held.at + timedelta(days=4))
        ideas.approve(idea, actor=cast.actor("leader"), at=held.at + timedelta(days=6))
        found.append((line, idea))
    return found


def speaker_of(cast: Cast, held: Held, line: Line) -> tuple[Person, str]:
    """Return who said an idea: a citizen, the expert, or a member of the session."""
    place = line.session * 12 + line.number
    if place % 5 == 0:
        return cast.crowd[place % len(cast.crowd)], "citizen"
    if place % 23 == 3:
        return cast.people["expert"], "expert"
    return held.members[line.number % len(held.members)], "member"


def refine(cast: Cast, held: Held, line: Line, idea: GoldenIdea) -> None:
    """Write problem, basis, points and units of an idea."""
    points = [f"{line.title}，先办一处看得见的"]
    if line.reply_class in PROMISED or line.number % 2:
        points.append("写明谁来办、哪天办完，办的情况公开")
    content = Content(
        title=line.title,
        problem=held.past.problem,
        basis=BASES[line.number % len(BASES)],
        points=points,
        lead_unit=cast.org(line.unit),
        co_units=co_units(cast, line),
    )
    at = held.at + timedelta(days=3)
    ideas.refine(idea, content, is_confirmed=True, actor=cast.actor("committee"), at=at)


def co_units(cast: Cast, line: Line) -> list:
    """Return a second unit for every fifth idea: that of the idea after it."""
    others = [one.unit for one in lines_of(line.session) if one.unit != line.unit]
    return [cast.org(others[line.number % len(others)])] if line.number % 5 == 2 else []


def hand_all_over(cast: Cast, held: Held, found: list[tuple[Line, GoldenIdea]]) -> list[tuple[Line, Dispatch]]:
    """Hand the ideas of a session to their units, and report to its topic how many there are."""
    count_for_topic(held)
    at = held.at + timedelta(days=7, hours=1)
    orders = []
    for line, idea in found:
        order = actions.issue(
            idea, lead=cast.org(line.unit), co_units=co_units(cast, line), actor=cast.actor("dispatcher"), at=at
        )
        orders.append((line, order))
    return orders


def count_for_topic(held: Held) -> None:
    """Report to the topic how many ideas it has and how far they are."""
    states = list(GoldenIdea.objects.filter(topic=held.topic).values_list("state", flat=True))
    note_ideas(held.topic, **topic_figures(states))


def answer_all(cast: Cast, held: Held, orders: list[tuple[Line, Dispatch]], rng: Random) -> datetime:
    """Let every unit sign, talk, answer and keep its word; return the moment of the last write-off."""
    last = held.at
    for line, order in orders:
        at = held.at + timedelta(days=7 + rng.randrange(14, 24) if order.policy == "idea.onsite" else 7)
        at += timedelta(days=0 if order.policy == "idea.onsite" else rng.randrange(34, 78), hours=rng.randrange(8))
        handle(cast, held, line, order, at - timedelta(days=9))
        reply(cast, line, order, at)
        judge(line, order, at + timedelta(days=4 + line.number % 9))
        if not line.is_open:
            last = max(last, keep_word(cast, line, order, at + timedelta(days=30)))
        else:
            keep_first(cast, order, at + timedelta(days=100))
    return last


def handle(cast: Cast, held: Held, line: Line, order: Dispatch, latest: datetime) -> None:
    """Sign for the order, talk to the speaker, hear the co-units."""
    clerk = cast.actor(f"{line.unit}-clerk")
    issued = held.at + timedelta(days=7, hours=1)
    actions.sign(order, actor=clerk, at=issued + timedelta(hours=2 + line.number % 5))
    mode = ("meeting", "phone")[line.number % 2]
    actions.start(order, mode=mode, words="和提出人谈了，看了现场。", actor=clerk, at=issued + timedelta(days=4))
    for unit in co_units(cast, line):
        actions.submit_opinion(
            order, opinion="同意主办意见，按职责配合。", agrees=True, actor=cast.actor(f"{unit.code}-clerk"),
            at=min(latest, issued + timedelta(days=12)),
        )  # fmt: skip


def reply(cast: Cast, line: Line, order: Dispatch, at: datetime) -> None:
    """Answer point by point, sign, check and deliver."""
    letter, day = line.reply_class, local_date(at)
    words = ANSWERS[letter]
    questions = 2 if letter in PROMISED or line.number % 2 else 1
    points = [point_of(line, i, words[i], day, cast) for i in range(questions)]
    draft = ReplyDraft(
        reply_class=letter,
        summary=words[0],
        contact_name="办公室",
        contact_phone="0532-12345",
        owner_post=f"{order.lead_unit}分管负责人",
        met_speaker=True,
        points=points,
    )
    actions.save_draft(order, draft, actor=cast.actor(f"{line.unit}-clerk"), at=at - timedelta(days=1))
    actions.submit_reply(order, actor=cast.actor(f"{line.unit}-head"), at=at)
    actions.accept_reply(order, actor=cast.actor("supervisor"), at=at + timedelta(days=1))


def point_of(line: Line, i: int, words: str, day: date, cast: Cast) -> PointDraft:
    """Return the answer to one point: done with proof (A), promised with a day (B, C), or kept for reference (D)."""
    if line.reply_class == "D":
        return PointDraft(text=words, adoption="for_reference")
    if line.reply_class == "A":
        proof = f"示例〔{day.year}〕{line.session * 10 + line.number} 号"
        return PointDraft(text=words, adoption="adopted", measure="办完并公布", due_on=day, evidence=proof)
    due = day + timedelta(days=(95, 160)[i])
    if i and line.key == "pichai":
        due = date(day.year + 1, 12, 31)
    if i and line.is_open:
        due = local_date(cast.now) + timedelta(days=LEFT_DAYS[open_place(line)])
    return PointDraft(text=words, adoption="adopted", measure=("先办一处样子", "全部办完")[i], due_on=due)


def open_place(line: Line) -> int:
    """Return which of the open promises this one is."""
    return [one.code for one in lines() if one.is_open].index(line.code)


def judge(line: Line, order: Dispatch, at: datetime) -> None:
    """Let the speaker judge the answer, or let the time to judge pass."""
    place = line.session * 12 + line.number
    if is_unrated(line):
        actions.expire(order, at=at + timedelta(days=22))
        return
    if line.is_open:
        verdict = Judgement("satisfied", "dissatisfied", "partly", ("not_done",), "答应的第二步还没有办完。")
    else:
        solved = "explained" if line.reply_class == "D" else "solved" if line.reply_class == "A" else "partly"
        grade = "satisfied" if line.reply_class == "A" or place % 3 else "basically_satisfied"
        verdict = Judgement("satisfied", grade, solved, comment=COMMENTS[place % len(COMMENTS)])
    speaker = order.idea.speaker if order.idea else None
    if speaker is None:
        raise ValueError(order.code)
    actions.evaluate(order, verdict, actor=Actor(speaker.pk, str(speaker), (Seat(Role.CITIZEN),)), at=at)


def is_unrated(line: Line) -> bool:
    """Return whether nobody judged this idea's answer: twenty of those that were written off."""
    closed = [one.code for one in lines() if not one.is_open and not one.key]
    return line.code in closed[3::9][:UNRATED]


def keep_word(cast: Cast, line: Line, order: Dispatch, at: datetime) -> datetime:
    """Report every promise as done, write the order off, and return when that was."""
    for milestone in Milestone.objects.filter(dispatch=order, done_on=None).order_by("due_on"):
        at = max(at, moment_before(milestone, order))
        actions.report_progress(
            order, milestone, progress="已办完", done_on=local_date(at), evidence="验收记录和照片（示例）",
            actor=cast.actor(f"{line.unit}-clerk"), at=at,
        )  # fmt: skip
    at += timedelta(days=3)
    actions.write_off(order, is_signed=True, actor=cast.actor("supervisor"), at=at)
    return at


def moment_before(milestone: Milestone, order: Dispatch) -> datetime:
    """Return a moment two days before a promise is due."""
    accepted = order.accepted_at or order.opened_at
    return accepted + (milestone.due_on - local_date(accepted)) - timedelta(days=2)


def keep_first(cast: Cast, order: Dispatch, at: datetime) -> None:
    """Report the first promise of an order as done; the second stays on the ledger."""
    first = Milestone.objects.filter(dispatch=order, done_on=None).order_by("due_on").first()
    if first is not None:
        actions.report_progress(
            order, first, progress="第一处已经办完，第二步按计划推进", done_on=local_date(at),
            evidence="验收记录和照片（示例）", actor=cast.actor(f"{order.lead_unit.code}-clerk"), at=at,
        )  # fmt: skip
