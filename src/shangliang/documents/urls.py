"""Addresses of documents."""

from django.urls import path

from shangliang.documents import desk

app_name = "documents"
urlpatterns = [
    path("desk/papers", desk.register, name="register"),
    path("desk/papers/<slug:code>", desk.paper, name="paper"),
]
