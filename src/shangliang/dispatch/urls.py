"""Addresses of handing over and supervising; the page of one golden idea stands here because orders answer it."""

from django.urls import path

from shangliang.dispatch.desk import case, issuing, supervision, unit
from shangliang.dispatch.public import figures, idea, judge

app_name = "dispatch"
urlpatterns = [
    path("ideas/<str:code>", idea.idea, name="idea"),
    path("orders/<str:code>/judge", judge.judge, name="judge"),
    path("progress", figures.progress, name="progress"),
    path("outcomes", figures.outcomes, name="outcomes"),
    path("outcomes/<str:code>", figures.outcome, name="outcome"),
    path("desk/cases", unit.desk, name="desk"),
    path("desk/cases/waiting", unit.waiting, name="waiting"),
    path("desk/cases/closed", unit.closed, name="closed"),
    path("desk/cases/sign", unit.sign_together, name="sign_together"),
    path("desk/cases/<str:code>", case.case, name="case"),
    path("desk/cases/<str:code>/draft", case.draft, name="draft"),
    path("desk/cases/<str:code>/steps/<str:verb>", case.step, name="step"),
    path("desk/dispatch", issuing.desk, name="dispatch_desk"),
    path("desk/dispatch/<str:kind>/<str:code>", issuing.issue, name="issue"),
    path("desk/supervision", supervision.desk, name="supervision"),
    path("desk/supervision/<str:code>/generalize", supervision.generalize, name="generalize"),
]
