"""Official papers made from the rows of cases: what each says, that it is issued once, and who may."""

import io
import zipfile
from datetime import timedelta

import docx
import pytest
from tests.cast import MONDAY, cast
from tests.dispatch import orders
from tests.sessions import sittings

from shangliang.dispatch import actions as dispatch
from shangliang.dispatch.models import Outcome
from shangliang.documents.actions import issue_draft, request_batch
from shangliang.documents.models import Paper, PaperBatch
from shangliang.documents.printing import printed, sheet_of
from shangliang.documents.rules import KINDS
from shangliang.kernel.refusals import Forbidden, Invalid, NotFound
from shangliang.ledger.models import Job
from shangliang.portal.actions import issue_case_paper
from shangliang.portal.queries.papers import KINDS_OF, MAKERS, draft_of
from shangliang.portal.reactions import HANDLERS, PAPERS
from shangliang.proposals import actions as proposals
from shangliang.sessions.models import Attendance

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(days=30)
PARTS = {"situation": "边角地闲置", "analysis": "权属清楚", "advice": "先建两块\n再看效果"}


@pytest.fixture(autouse=True)
def _quick(settings):
    settings.DEMO = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def seeded():
    from shangliang.site.seeding import seed_rules

    seed_rules()
    return cast()


def closed_order(people, **more):
    idea = orders.approved(people, **more)
    return orders.closed(people, orders.handling(people, orders.issued(people, idea)))


def proposal(people, kind="proposal", **words):
    given = {"kind": kind, "title": "建口袋公园", **PARTS, **words}
    return proposals.draft_own(given, actor=people.zhao, at=MONDAY)


def said(draft):
    """Everything a draft says, in one string."""
    return str(sorted(draft.facts.items()))


def case_of(kind, people):
    """Build the case that a kind of paper is about and give its code."""
    if kind in KINDS_OF["session"] or kind == "certificate":
        held = sittings.signed(people)
        if kind in ("idea_list", "special_report", "effect_report"):
            order = closed_order(people, held=held)
            Outcome.objects.create(
                code="CX1", dispatch=order, kind="fix", title="两块建成", achieved_on=MONDAY.date(), recorded_at=MONDAY
            )
        return (
            f"{held.code}-{Attendance.objects.filter(session=held).first().number}"
            if kind == "certificate"
            else held.code
        )
    if kind in KINDS_OF["proposal"]:
        names = {"proposal": "proposal", "public_opinion_brief": "brief", "formal_recommendation": "recommendation"}
        return proposal(people, names[kind]).code
    if kind == "supervision_notice":
        order = orders.handling(people)
        dispatch.supervise(order, "remind", kind="administrative", words="请抓紧", actor=people.sun, at=MONDAY)
        return order.code
    return closed_order(people).code


SAYS = {
    "consultation_plan": ("修给谁看", "转办并回头看", "市民嘉宾"),
    "agenda": ("发言人", "分钟"),
    "call_notice": ("拨打 12345", "隐去姓名"),
    "minutes": ("先修结构。", "夜市开到几点", "出席", "上午开场。"),
    "idea_list": ("边角地先建两块口袋公园", "市园林和林业局", "市城市管理局"),
    "special_report": ("先修结构。", "领导批示", "市委办公厅"),
    "effect_report": ("两块建成", "A 类 1 条"),
    "certificate": ("谨邀您", "第十八期"),
    "proposal": ("边角地闲置", "先建两块", "委员赵"),
    "public_opinion_brief": ("权属清楚", "领导批示"),
    "formal_recommendation": ("市委、市政府", "再看效果"),
    "transfer_letter": ("先做两块让居民看到样子", "给出停车的去处", "答复期限", "市园林和林业局"),
    "supervision_notice": ("催办", "请抓紧", "回执"),
    "reply_letter": ("两处栏杆已经加固", "采纳", "A类", "2022年11月20日"),
    "evaluation_form": ("承办单位不得代填", "办理态度", "不满意"),
    "writeoff_sheet": ("督办专员", "未评价 0 人", "验收照片"),
}


def test_there_is_a_maker_for_each_of_the_sixteen_kinds():
    assert set(MAKERS) == set(KINDS) == set(SAYS)
    assert len(KINDS) == 16


@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_each_paper_says_what_its_case_holds_and_prints(kind, db):
    people = seeded()
    code = case_of(kind, people)
    reader = (
        people.sun if kind in KINDS_OF["dispatch"] else people.zhao if kind in KINDS_OF["proposal"] else people.chen
    )
    draft = draft_of(kind, code, reader)
    for words in SAYS[kind]:
        assert words in said(draft), (kind, words)
    paper = issue_draft(draft, people.sun, LATER)
    text = "\n".join([row.text for row in docx.Document(io.BytesIO(printed(paper, "docx"))).paragraphs])
    assert paper.full_number in text
    assert sheet_of(paper).links[-1].address.endswith(paper_entry(paper))


def paper_entry(paper):
    from shangliang.ledger.queries import events_of

    return events_of("paper", paper.code).get().leaf_hash


@pytest.mark.parametrize(
    "kind", ["consultation_plan", "agenda", "call_notice", "minutes", "idea_list", "special_report", "effect_report"]
)
def test_a_session_that_holds_nothing_yet_gets_no_paper(kind, db):
    people = seeded()
    held = sittings.drafted(people)
    with pytest.raises(Invalid, match="还没有"):
        issue_case_paper(kind, held.code, actor=people.chen, at=MONDAY)
    assert Paper.objects.count() == 0


@pytest.mark.parametrize("kind", ["supervision_notice", "reply_letter", "evaluation_form", "writeoff_sheet"])
def test_an_order_that_is_not_so_far_gets_no_paper(kind, db):
    people = seeded()
    order = orders.handling(people)
    with pytest.raises(Invalid, match="还没有"):
        issue_case_paper(kind, order.code, actor=people.sun, at=MONDAY)


def test_the_same_version_of_a_case_is_issued_once_and_a_new_answer_gets_a_new_letter(db):
    people = seeded()
    order = closed_order(people)
    first = issue_case_paper("reply_letter", order.code, actor=people.sun, at=LATER)
    again = issue_case_paper("reply_letter", order.code, actor=people.sun, at=LATER)
    assert (first.pk, Paper.objects.count()) == (again.pk, 1)
    newer = issue_draft(draft_of("reply_letter", order.code, people.sun).edition(2), people.sun, LATER)
    assert (newer.number, newer.pk == first.pk) == (2, False)


def test_nobody_drafts_a_paper_about_a_case_that_he_may_not_read(db):
    people = seeded()
    order = closed_order(people)
    with pytest.raises(NotFound):
        draft_of("transfer_letter", order.code, people.qian)
    with pytest.raises(NotFound):
        draft_of("transfer_letter", "ZB-nothing", people.sun)
    with pytest.raises(Forbidden):
        issue_case_paper("transfer_letter", order.code, actor=people.wu, at=LATER)


def test_a_letter_names_the_units_that_handle_a_matter_with_the_lead(db):
    people = seeded()
    order = orders.issued(people, orders.approved(people), co_units=[people.org("roads")])
    draft = draft_of("transfer_letter", order.code, people.sun)
    assert ("会办单位", "市城市管理局") in draft.facts["rows"]
    assert "市城市管理局" in draft.facts["cc"]


def test_a_brief_of_more_than_1500_characters_is_refused(db):
    people = seeded()
    row = proposal(people, "brief", situation="字" * 1501)
    with pytest.raises(Invalid, match="1500"):
        draft_of("public_opinion_brief", row.code, people.zhao)
    with pytest.raises(Invalid, match="不是提案"):
        draft_of("proposal", row.code, people.zhao)


def test_officials_stand_in_papers_by_post_only(db):
    people = seeded()
    held = sittings.planned(people)
    Attendance.objects.filter(session=held, kind="unit_head").update(name="某某某", title="市园林和林业局负责人")
    words = said(draft_of("consultation_plan", held.code, people.chen))
    assert "市园林和林业局负责人" in words
    assert "某某某" not in words


def job(batch):
    return Job.objects.get(topic=PAPERS, payload__batch=batch.number)


def test_many_letters_are_printed_in_one_file_and_what_cannot_be_is_named(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    people = seeded()
    codes = [closed_order(people, held=orders.session(people, number)).code for number in (1, 2)]
    batch = request_batch("transfer_letter", [*codes, "ZB-none"], topic=PAPERS, actor=people.sun, at=LATER)
    assert HANDLERS[PAPERS](job(batch), LATER) == "2"
    batch.refresh_from_db()
    assert (batch.status, batch.done_count, [code for code, _why in batch.left_out]) == ("done", 3, ["ZB-none"])
    with zipfile.ZipFile(batch.file.path) as archive:
        assert archive.namelist() == ["倾商转〔2022〕1号.docx", "倾商转〔2022〕2号.docx"]
    assert HANDLERS[PAPERS](job(batch), LATER) == "2"
    assert Paper.objects.count() == 2, "a job that runs again issues nothing again"


def test_a_batch_holds_at_least_one_and_at_most_a_thousand(db):
    people = seeded()
    for codes in ([], ["x"] * 1001):
        with pytest.raises(Invalid):
            request_batch("transfer_letter", codes, topic=PAPERS, actor=people.sun, at=LATER)
    with pytest.raises(Forbidden):
        request_batch("transfer_letter", ["x"], topic=PAPERS, actor=people.wu, at=LATER)


def test_a_paper_is_looked_at_issued_and_downloaded_in_the_browser(db):
    people = seeded()
    order = closed_order(people)
    client = sittings.browser(people, "sun")
    seen = client.get("/desk/issue-paper", {"kind": "transfer_letter", "code": order.code}).content.decode()
    assert "关于转办第18-01号金点子的函" in seen
    assert Paper.objects.count() == 0
    gone = client.post("/desk/issue-paper/issue", {"kind": "transfer_letter", "code": order.code})
    paper = Paper.objects.get()
    assert gone.headers["Location"] == f"/desk/papers/{paper.code}"
    file = client.get(f"/desk/papers/{paper.code}.docx")
    assert file.headers["Content-Type"].endswith("wordprocessingml.document")
    assert docx.Document(io.BytesIO(file.content)).paragraphs
    assert client.get(f"/desk/papers/{paper.code}.exe").status_code == 404
    page = client.get(f"/desk/cases/{order.code}")
    assert paper.full_number in page.content.decode()


def test_the_batch_of_somebody_else_is_not_given(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    people = seeded()
    closed_order(people)
    client = sittings.browser(people, "sun")
    client.post("/desk/issue-paper/transfer-letters", {"session": ""})
    batch = PaperBatch.objects.get()
    assert f"{batch.total_count}" in client.get("/desk/papers/batches").content.decode()
    assert client.get(f"/desk/papers/batches/{batch.number}.zip").status_code == 404, "not made yet"
    HANDLERS[PAPERS](job(batch), LATER)
    assert client.get(f"/desk/papers/batches/{batch.number}.zip").content[:2] == b"PK"
    other = sittings.browser(people, "chen")
    assert other.get(f"/desk/papers/batches/{batch.number}.zip").status_code == 404


def test_a_session_without_orders_starts_no_batch(db):
    people = seeded()
    client = sittings.browser(people, "sun")
    client.post("/desk/issue-paper/transfer-letters", {"session": "7"})
    assert PaperBatch.objects.count() == 0
