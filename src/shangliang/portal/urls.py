"""Addresses of the portal."""

from django.urls import path

from shangliang.portal import desk, public

app_name = "portal"
urlpatterns = [
    path("", public.home, name="home"),
    path("topics/<str:code>", public.topic, name="topic"),
    path("verify", public.verify, name="verify"),
    path("verify.json", public.verify_json, name="verify_json"),
    path("ledger", public.ledger, name="ledger"),
    path("search", public.find, name="search"),
    path("help", public.help_index, name="help"),
    path("help/accessibility", public.help_page, {"section": "reference", "slug": "accessibility"}, "accessibility"),
    path("help/data", public.help_page, {"section": "reference", "slug": "data"}, "data"),
    path("help/<slug:section>/<slug:slug>", public.help_page, name="help_page"),
    path("desk", desk.today, name="desk"),
    path("desk/leader", desk.leader, name="leader"),
    path("desk/member", desk.member, name="member"),
    path("desk/search", desk.find, name="desk_search"),
    path("robots.txt", public.robots, name="robots"),
    path("favicon.ico", public.favicon, name="favicon"),
    path("healthz", public.healthz, name="healthz"),
]
