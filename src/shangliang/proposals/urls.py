"""Addresses of proposals."""

from django.urls import path

from shangliang.proposals import desk

app_name = "proposals"
urlpatterns = [
    path("desk/proposals", desk.desk, name="desk"),
    path("desk/proposals/new", desk.new, name="new"),
    path("desk/proposals/citizens", desk.adopt, name="adopt"),
    path("desk/proposals/<str:code>", desk.proposal, name="proposal"),
    path("desk/proposals/<str:code>/steps/<str:verb>", desk.step, name="step"),
]
