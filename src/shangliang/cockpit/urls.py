"""Addresses of the figures."""

from django.urls import path

from shangliang.cockpit import desk, public

app_name = "cockpit"

urlpatterns = [
    path("report", public.report, name="report"),
    path("report.json", public.report_charts, name="report_charts"),
    path("report/<str:code>", public.rows, name="rows"),
    path("cockpit", desk.cockpit, name="cockpit"),
    path("cockpit.json", desk.cockpit_charts, name="cockpit_charts"),
]
