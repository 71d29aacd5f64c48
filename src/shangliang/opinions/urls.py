"""Addresses of opinions."""

from django.urls import path

from shangliang.opinions import desk, public

app_name = "opinions"
urlpatterns = [
    path("opinions", public.listing, name="list"),
    path("opinions/<slug:code>", public.show, name="show"),
    path("opinions/<slug:code>/answer", public.answer, name="answer"),
    path("opinions/<slug:code>/own", public.own, name="own"),
    path("opinions/<slug:code>/map", public.opinion_map, name="map"),
    path("opinions/<slug:code>/votes.csv", public.votes_file, name="votes"),
    path("opinions/<slug:code>/statements.csv", public.statements_file, name="statements"),
    path("desk/opinions", desk.desk, name="desk"),
    path("desk/opinions/new", desk.new, name="new"),
    path("desk/opinions/<slug:code>", desk.case, name="case"),
    path("desk/opinions/<slug:code>/steps/<slug:verb>", desk.step, name="step"),
    path("desk/opinions/<slug:code>/edit", desk.edit, name="edit"),
    path("desk/opinions/<slug:code>/seeds", desk.seed, name="seed"),
    path("desk/opinions/<slug:code>/map", desk.recompute, name="recompute"),
    path("desk/opinions/<slug:code>/statements/<int:number>/<slug:verb>", desk.moderate, name="moderate"),
]
