"""Addresses of fieldwork."""

from django.urls import path

from shangliang.fieldwork import desk, public

app_name = "fieldwork"

urlpatterns = [
    path("visits/<str:code>", public.visit, name="public"),
    path("visits/<str:code>/photos/<str:mark>.jpg", public.photo, name="photo"),
    path("desk/visits", desk.desk, name="desk"),
    path("desk/visits/<str:code>", desk.visit, name="visit"),
    path("desk/visits/<str:code>/photo", desk.photo, name="add_photo"),
    path("desk/visits/<str:code>/steps/<str:verb>", desk.step, name="step"),
    path("desk/topics/<str:code>/visits/new", desk.new, name="new"),
]
