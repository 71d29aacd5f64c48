"""The figures of the seed: every one computed from the demonstration's rows, and the same on every page."""

import csv
import re
from pathlib import Path

import pytest
from django.db import transaction
from django.db.models import Sum
from django.test import Client

from shangliang.cockpit.queries import figures
from shangliang.dispatch.models import Dispatch, Milestone
from shangliang.dispatch.queries import open_promises, progress_by_unit
from shangliang.ideas.models import GoldenIdea
from shangliang.kernel.calendar import local_date
from shangliang.media.models import MediaItem
from shangliang.media.queries import coverage
from shangliang.people.models import Member
from shangliang.portal.queries import home
from shangliang.sessions.models import Attendance, Session
from shangliang.site.demo.records import CLASSES, lines, past

pytestmark = pytest.mark.usefixtures("demonstration")
SEED = Path(__file__).with_name("seed_figures.csv")


@pytest.fixture(autouse=True)
def shown(settings):
    settings.DEMO = True


def seed() -> dict[str, float]:
    with SEED.open(encoding="utf-8") as rows:
        return {row["code"]: float(row["value"]) for row in csv.DictReader(rows)}


def computed() -> dict[str, float]:
    return {figure.code: figure.value for figure in figures() if figure.code in seed()}


def test_every_figure_of_the_seed_is_computed_from_the_rows():
    assert computed() == seed()


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        (lambda: Dispatch.objects.filter(code=an_order()).update(accepted_at=None), {"replied", "reply_rate"}),
        (lambda: Dispatch.objects.filter(code=an_order()).update(state="terminated"), {"dispatched", "replied"}),
        (lambda: MediaItem.objects.filter(kind="live", session__number=4).update(plays=0), {"plays"}),
        (lambda: Attendance.objects.filter(kind="expert", session__number=5).update(checked_in_at=None), {"experts"}),
        (lambda: Session.objects.filter(number=20).update(state="ended", held_at=None), set()),
    ],
)
def test_a_changed_row_changes_its_figure(change, wrong):
    with transaction.atomic():
        change()
        found = computed()
        transaction.set_rollback(True)
    assert {code for code, value in seed().items() if found[code] != value} >= wrong
    assert computed() == seed()


def an_order() -> str:
    return Dispatch.objects.filter(idea__isnull=False, state="closed", reply_class="A").order_by("pk")[0].code


def test_each_session_has_the_ideas_pieces_reads_and_plays_of_its_line():
    found = {
        row["session__number"]: (row["reads"], row["plays"])
        for row in MediaItem.objects.filter(state="published")
        .order_by()
        .values("session__number")
        .annotate(reads=Sum("reads"), plays=Sum("plays"))
    }
    assert found == {one.number: (one.reads, one.plays) for one in past()}
    assert {one.code: one.articles for one in coverage().sessions} == {str(one.number): one.articles for one in past()}
    numbers = GoldenIdea.objects.filter(session__number__lte=20).order_by("code").values_list("code", flat=True)
    assert list(numbers) == [line.code for line in lines()]


def test_ideas_carry_the_number_under_which_they_are_known():
    idea = GoldenIdea.objects.get(code="18-07")
    assert idea.official_no == "倾商〔2022〕18-07"
    assert Client(SERVER_NAME="127.0.0.1").get("/ideas/18-07").status_code == 200


def test_the_classes_and_the_open_promises_are_those_of_the_seed(demonstration):
    progress = progress_by_unit(local_date(demonstration))
    assert {letter: progress.rate(letter).n for letter in "ABCD"} == CLASSES
    assert len(progress.units) == 37
    assert len(open_promises()) == GoldenIdea.objects.filter(state="ledger").count() == 12
    assert progress.satisfaction.n == 184
    assert (progress.satisfaction.total, progress.satisfaction.left_out) == (196, 20)


def test_home_progress_coverage_and_cockpit_say_the_same(demonstration):
    found = {figure.code: figure for figure in figures()}
    front = home.count_figures(demonstration)
    assert (front.voices, front.people) == (found["voices"].value, found["people_heard"].value)
    assert (len(front.sessions), front.ideas) == (found["sessions"].value, found["golden_ideas"].value)
    guests = {kind: found[code].value for kind, code in GUESTS.items()}
    assert {kind: front.guests[kind] for kind in GUESTS} == guests
    assert (front.answered, front.given) == (found["replied"].value, found["dispatched"].value)
    assert len(front.progress.units) == found["lead_units"].value
    reach = coverage().whole
    assert (reach.articles, reach.reads, reach.plays) == tuple(found[c].value for c in ("articles", "reads", "plays"))


GUESTS = {"member": "members", "unit_head": "unit_heads", "expert": "experts", "citizen": "citizens"}


def test_the_front_page_shows_them():
    page = Client(SERVER_NAME="127.0.0.1").get("/").content.decode()
    words = re.sub(r"<[^>]+>|\s", "", page)
    for said in (
        "20期协商",
        "216条金点子",
        "216/216件有答复",
        "转到37个单位",
        "办完220/232",
        "满意184/196，另未评价20",
    ):
        assert said in words, said


def test_members_of_four_levels_sat_at_the_table():
    sat = Attendance.objects.filter(kind="member", checked_in_at__isnull=False, session__number__lte=20)
    people = set(sat.values_list("person", flat=True))
    levels = list(Member.objects.filter(person__in=people).values_list("level", flat=True))
    assert {level: levels.count(level) for level in set(levels)} == {
        "national": 12, "provincial": 34, "municipal": 214, "district": 106,
    }  # fmt: skip


def test_promises_that_are_open_are_late_near_and_later(demonstration):
    today = local_date(demonstration)
    left = sorted((row.due_on - today).days for row in Milestone.objects.filter(done_on=None, is_void=False,
                                                                             dispatch__idea__isnull=False))  # fmt: skip
    assert (sum(days < 0 for days in left), sum(0 <= days <= 3 for days in left)) == (1, 2)
