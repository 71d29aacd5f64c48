"""Addresses of golden ideas; /ideas/CODE is routed in `dispatch`, which knows the orders behind it."""

from django.urls import path

from shangliang.ideas import public
from shangliang.ideas.desk import pages

app_name = "ideas"
urlpatterns = [
    path("ideas", public.listed, name="list"),
    path("desk/ideas", pages.listed, name="desk"),
    path("desk/ideas/new", pages.new, name="new"),
    path("desk/opinions/<slug:code>/idea", pages.from_statement, name="from_statement"),
    path("desk/ideas/<str:code>", pages.idea, name="desk_idea"),
    path("desk/ideas/<str:code>/steps/<str:verb>", pages.step, name="step"),
]
