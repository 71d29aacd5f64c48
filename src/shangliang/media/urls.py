"""Addresses of coverage."""

from django.urls import path

from shangliang.media import desk, public

app_name = "media"

urlpatterns = [
    path("media", public.listed, name="list"),
    path("desk/media", desk.desk, name="desk"),
    path("desk/media/new", desk.new, name="new"),
    path("desk/media/readings", desk.readings, name="readings"),
    path("desk/media/ledger.xlsx", desk.ledger, name="ledger"),
    path("desk/media/<str:code>", desk.item, name="item"),
    path("desk/media/<str:code>/steps/<str:verb>", desk.step, name="step"),
]
