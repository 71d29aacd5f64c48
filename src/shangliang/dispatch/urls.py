"""Addresses of handing over and supervising; the page of one golden idea stands here because orders answer it."""

from django.urls import path

from shangliang.dispatch.desk import case, catalogue, issuing, limits, photos, sheet, supervision, unit
from shangliang.dispatch.public import figures, idea, judge, kpis, tap

app_name = "dispatch"
urlpatterns = [
    path("ideas/<str:code>", idea.idea, name="idea"),
    path("orders/<str:code>/judge", judge.judge, name="judge"),
    path("progress", figures.progress, name="progress"),
    path("progress/figures/<str:code>", kpis.figure, name="figure"),
    path("judge/<str:token>", tap.tapped, name="tapped"),
    path("judge/<str:token>/<str:grade>", tap.tap, name="tap"),
    path("outcomes", figures.outcomes, name="outcomes"),
    path("outcomes/<str:code>", figures.outcome, name="outcome"),
    path("desk/cases", unit.desk, name="desk"),
    path("desk/cases/waiting", unit.waiting, name="waiting"),
    path("desk/cases/closed", unit.closed, name="closed"),
    path("desk/cases/sign", unit.sign_together, name="sign_together"),
    path("desk/cases/sheet", sheet.desk, name="sheet"),
    path("desk/cases/sheet.xlsx", sheet.take_away, name="sheet_file"),
    path("desk/cases/<str:code>", case.case, name="case"),
    path("desk/cases/<str:code>/draft", case.draft, name="draft"),
    path("desk/cases/<str:code>/steps/<str:verb>", case.step, name="step"),
    path("desk/visits/<int:number>/<str:which>", photos.photo, name="visit_photo"),
    path("desk/catalogue", catalogue.desk, name="catalogue"),
    path("desk/catalogue/<int:number>", catalogue.decide, name="catalogue_change"),
    path("desk/limits", limits.desk, name="limits"),
    path("desk/dispatch", issuing.desk, name="dispatch_desk"),
    path("desk/dispatch/promises/<int:number>", issuing.claim, name="claim_promise"),
    path("desk/dispatch/<str:kind>/<str:code>", issuing.issue, name="issue"),
    path("desk/supervision", supervision.desk, name="supervision"),
    path("desk/supervision/<str:code>/generalize", supervision.generalize, name="generalize"),
]
