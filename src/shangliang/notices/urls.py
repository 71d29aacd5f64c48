"""Addresses of notices."""

from django.urls import path

from shangliang.notices import public

app_name = "notices"
urlpatterns = [
    path("mine/notices", public.mine, name="mine"),
    path("mine/notices/read", public.read, name="read"),
]
