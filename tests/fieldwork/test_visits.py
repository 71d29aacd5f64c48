"""Field visits: the table, what each step needs, who is told, what a photo keeps, what the topic counts."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from tests.topics.builders import DAY, World, approved, candidate, researching, world

from shangliang.fieldwork import actions, queries
from shangliang.fieldwork.actions import Partaker
from shangliang.fieldwork.models import FieldVisit, VisitPhoto
from shangliang.fieldwork.reactions import REACTIONS
from shangliang.fieldwork.rules import KINDS
from shangliang.fieldwork.workflow import VISIT
from shangliang.kernel.refusals import Forbidden, Invalid, Missing, NotNow
from shangliang.kernel.workflow import Actor, Role, Seat, Subject
from shangliang.ledger.actions import run_reactions
from shangliang.notices.models import Notice
from shangliang.topics import actions as topic_actions
from shangliang.topics.models import Topic

REGION, ELSEWHERE = 3, 9
OFFICE = "liaison committee"
EXPECTED = {
    "arrange": ("planned noticed", None, OFFICE),
    "notice": ("planned", "noticed", OFFICE),
    "write_notes": ("noticed done", None, f"{OFFICE} member expert reporter"),
    "add_photo": ("noticed done", None, f"{OFFICE} member expert reporter"),
    "cite": ("noticed done report_filed", None, f"{OFFICE} member expert"),
    "file_done": ("noticed", "done", OFFICE),
    "write_report": ("done", None, OFFICE),
    "file_report": ("done", "report_filed", OFFICE),
    "cancel": ("planned noticed", "cancelled", f"{OFFICE} system"),
}


@pytest.fixture
def found(db, settings, tmp_path) -> World:
    settings.MEDIA_ROOT = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # everybody gets an account
    return world()


def visit(found: World, topic: Topic | None = None, **changes) -> FieldVisit:
    member = found.cast.people["zhao"]
    values = {
        "title": "夜里走一遍栈道",
        "place": "东侧栈道",
        "held_on": found.at.date(),
        "people": [Partaker("委员赵", "member", member), Partaker("市园林和林业局副局长", "unit")],
        **changes,
    }
    return actions.plan_visit(topic or researching(found), "member_survey", **values, **found.by("zheng"))


def done(found: World, topic: Topic | None = None) -> FieldVisit:
    made = visit(found, topic)
    actions.notice_visit(made, **found.by("zheng"))
    actions.write_notes(made, "三段没有灯。", **found.by("zhao"))
    actions.file_done(made, **found.by("zheng"))
    return made


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20), **options) -> SimpleUploadedFile:
    drawn = io.BytesIO()
    Image.new("RGB", size, "navy").save(drawn, kind, **options)
    return SimpleUploadedFile("photo.jpg", drawn.getvalue())


def with_position() -> SimpleUploadedFile:
    """A photo that says where it was taken, by whom, and that it lies on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "CameraOfLi"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (36.0, 3.0, 40.0)
    return picture(exif=exif, comment=b"secret words")


def test_every_verb_from_every_state_is_open_to_exactly_the_roles_of_the_domain_page():
    wrong = []
    for verb, (frm, to, who) in EXPECTED.items():
        met = {need.code: True for step in VISIT.by_verb[verb] for need in step.needs}
        for state in VISIT.states:
            for role in Role:
                wanted = str(state) in frm.split() and str(role) in who.split()
                for region, is_near in ((REGION, True), (ELSEWHERE, False)):
                    actor = Actor(7, seats=(Seat(role, 5, region),))
                    subject = Subject(str(state), regions=frozenset({REGION}))
                    step = VISIT.decide(actor, verb, subject, met=met, reason="有理由").step
                    may = wanted and (is_near or role is Role.SYSTEM)
                    if (step is not None) is not may or (may and (step.to and str(step.to)) != to):
                        wrong.append((verb, str(state), str(role), region))
    assert wrong == []
    assert set(VISIT.by_verb) == {"plan", *EXPECTED}


@pytest.mark.parametrize("step", [step for step in VISIT.steps if step.frm], ids=lambda step: step.verb)
def test_each_need_and_the_reason_alone_hold_a_step_up(step):
    actor, subject = Actor(7, seats=(Seat(step.by[0], 5, REGION),)), Subject(str(step.frm[0]))
    needs = {need.code: True for need in step.needs}
    for need in step.needs:
        refusal = VISIT.decide(actor, step.verb, subject, met={**needs, need.code: False}, reason="-").refusal
        assert isinstance(refusal, Missing)
        assert refusal.next_steps == (need.words,)
    if step.reason:
        assert isinstance(VISIT.decide(actor, step.verb, subject, met=needs, reason=" ").refusal, Missing)


def test_there_are_four_kinds():
    assert [name for _key, name, _en in KINDS] == ["市政协领导带队", "委员调研", "走访落实", "专题调研会"]


def test_visits_are_planned_only_between_approval_and_session(found):
    with pytest.raises(NotNow):
        visit(found, candidate(found))
    assert visit(found, approved(found)).code.endswith("-01")


def test_only_studio_and_committee_plan_visits(found):
    topic = researching(found)
    for name in ("zhao", "li", "wu", "leader", "far"):
        with pytest.raises(Forbidden):
            actions.plan_visit(topic, "symposium", title="座谈", actor=getattr(found.cast, name), at=found.at)
    assert not FieldVisit.objects.exists()


def test_everybody_who_takes_part_has_a_name_and_a_known_part(found):
    for one in (Partaker("", "unit"), Partaker("某人", "stranger")):
        with pytest.raises(Invalid):
            visit(found, approved(found), people=[one])


def test_people_are_told_when_day_place_and_people_stand(found):
    made = visit(found, held_on=None, place="", people=[])
    with pytest.raises(Missing) as refused:
        actions.notice_visit(made, **found.by("zheng"))
    assert len(refused.value.next_steps) == 2
    values = {"held_on": found.at.date(), "place": "东侧栈道"}
    people = [Partaker("委员赵", "member", found.cast.people["zhao"]), Partaker("群众代表", "citizen")]
    actions.arrange_visit(made, values, people, **found.by("zheng"))
    actions.notice_visit(made, **found.by("zheng"))
    assert [notice.person.name for notice in Notice.objects.all()] == ["委员赵"]
    assert "东侧栈道" in Notice.objects.get().zh


def test_a_visit_is_done_only_when_its_day_came_and_notes_are_written(found):
    made = visit(found, held_on=(found.at + DAY).date())
    actions.notice_visit(made, **found.by("zheng"))
    with pytest.raises(Missing) as refused:
        actions.file_done(made, **found.by("zheng"))
    assert len(refused.value.next_steps) == 2
    found.at += timedelta(days=1)
    actions.write_notes(made, "三段没有灯。", **found.by("zhao"))
    actions.file_done(made, **found.by("zheng"))
    assert made.state == "done"


def test_the_topic_counts_visits_planned_and_done(found):
    topic = researching(found)
    counts = []
    for _ in range(2):
        done(found, topic)
        counts.append(Topic.objects.values_list("visits_planned", "visits_done", "stage").get(pk=topic.pk))
    third = visit(found, topic)
    counts.append(Topic.objects.values_list("visits_planned", "visits_done", "stage").get(pk=topic.pk))
    actions.cancel_visit(third, reason="下雨", **found.by("zheng"))
    counts.append(Topic.objects.values_list("visits_planned", "visits_done", "stage").get(pk=topic.pk))
    assert counts == [(1, 1, "research"), (2, 2, "research"), (3, 2, "research"), (2, 2, "research")]


def test_a_report_is_filed_with_words_and_read_by_everybody(found):
    made = done(found)
    with pytest.raises(Missing):
        actions.file_report(made, **found.by("zheng"))
    actions.file_report(made, "三段栈道没有灯，建议先装东段。", **found.by("zheng"))
    assert list(queries.visible_to(found.cast.li)) == [made]
    assert list(queries.public_visits_of(made.topic)) == [made]


def test_who_sees_a_visit_that_is_not_reported_yet(found):
    visit(found, people=[Partaker("市民小李", "citizen", found.cast.people["li"])])
    names = ("chen", "zheng", "zhao", "leader", "han", "li", "qian", "wu", "zhou", "far")
    seen = {name for name in names if queries.visible_to(getattr(found.cast, name)).exists()}
    assert seen == {"chen", "zheng", "zhao", "leader", "han", "li"}


def test_a_photo_loses_position_camera_and_comment_and_stands_upright(found):
    made = visit(found)
    actions.notice_visit(made, **found.by("zheng"))
    raw = with_position()
    assert b"CameraOfLi" in raw.read()
    raw.seek(0)
    photo = actions.add_photo(made, raw, caption="东段入夜", credit="专委会", **found.by("zhao"))
    with photo.file.open("rb") as file:
        stored = file.read()
    opened = Image.open(io.BytesIO(stored))
    assert (opened.size, opened.format, dict(opened.getexif())) == ((20, 40), "JPEG", {})
    assert b"CameraOfLi" not in stored
    assert b"secret words" not in stored
    assert not photo.may_show


def test_copying_the_file_as_it_came_would_publish_where_it_was_taken():
    naive = Image.open(with_position())
    assert naive.getexif().get_ifd(0x8825)


@pytest.mark.parametrize("raw", [b"", b"not a picture", b"GIF89a" + b"\x00" * 50, b"\xff\xd8\xff\xe0broken"])
def test_what_is_no_photo_is_refused_and_leaves_nothing(found, raw):
    made = visit(found)
    actions.notice_visit(made, **found.by("zheng"))
    with pytest.raises(Invalid) as refused:
        actions.add_photo(made, io.BytesIO(raw), caption="空", **found.by("zhao"))
    assert refused.value.field == "file"
    assert not VisitPhoto.objects.exists()


def test_a_photo_that_is_too_big_or_there_already_is_refused(found):
    made = visit(found)
    actions.notice_visit(made, **found.by("zheng"))
    with pytest.raises(Invalid):
        actions.add_photo(made, io.BytesIO(b"\xff" * (10 * 1024 * 1024 + 1)), caption="大", **found.by("zhao"))
    actions.add_photo(made, picture(), caption="一", **found.by("zhao"))
    with pytest.raises(Invalid):
        actions.add_photo(made, picture(), caption="又一", **found.by("zhao"))


def test_large_photos_are_made_smaller(found):
    made = visit(found)
    actions.notice_visit(made, **found.by("zheng"))
    photo = actions.add_photo(made, picture("PNG", (3200, 400)), caption="长卷", **found.by("zhao"))
    assert (photo.width, photo.height) == (1600, 200)


def test_evidence_is_cited_with_its_words_and_source(found):
    made = done(found)
    with pytest.raises(Invalid):
        actions.cite_evidence(made, title="规范", quote=" ", source="第 3 页", **found.by("zhao"))
    actions.cite_evidence(made, title="照明规范", quote="步道应当有灯。", source="第 3 页", **found.by("zhao"))
    assert [one.title for one in queries.evidence_of(made.topic)] == ["照明规范"]


def test_visits_to_come_are_cancelled_with_their_topic(found):
    topic = researching(found)
    to_come, was = visit(found, topic), done(found, topic)
    topic.refresh_from_db()
    topic_actions.cancel(topic, reason="并入另一议题", **found.by("leader"))
    run_reactions(REACTIONS, at=found.at)
    states = dict(FieldVisit.objects.values_list("code", "state"))
    assert states == {to_come.code: "cancelled", was.code: "done"}


def test_a_member_finds_the_own_visits_next_first(found):
    topic = researching(found)
    later = visit(found, topic, held_on=(found.at + 3 * DAY).date())
    sooner = visit(found, topic, held_on=(found.at + DAY).date())
    visit(found, topic, people=[])
    person = found.cast.people["zhao"].pk
    assert list(queries.visits_of_person(person, found.at.date())) == [sooner, later]
