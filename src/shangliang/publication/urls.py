"""Addresses of publication."""

from django.urls import path

from shangliang.publication import desk

app_name = "publication"
urlpatterns = [
    path("desk/review", desk.queue, name="queue"),
    path("desk/review/<slug:code>", desk.text, name="text"),
    path("desk/review/<slug:code>/steps/<slug:verb>", desk.step, name="step"),
]
