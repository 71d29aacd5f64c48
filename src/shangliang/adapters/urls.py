"""Addresses of outside systems."""

from django.urls import path

from shangliang.adapters import desk
from shangliang.adapters.open311 import server

app_name = "adapters"
urlpatterns = [
    path("desk/partners", desk.desk, name="desk"),
    path("desk/partners/<slug:code>", desk.partner, name="partner"),
    path("desk/partners/<slug:code>/change", desk.change, name="change"),
    path("desk/partners/<slug:code>/key", desk.renew, name="renew"),
    path("desk/partners/<slug:code>/returns", desk.returns, name="returns"),
    path("desk/partners/<slug:code>/deliveries/<str:message>", desk.replay, name="replay"),
    path("open311/v2/discovery.<str:form>", server.discovery, name="discovery"),
    path("open311/v2/services.<str:form>", server.services, name="services"),
    path("open311/v2/services/<str:code>.<str:form>", server.service, name="service"),
    path("open311/v2/requests.<str:form>", server.requests, name="requests"),
    path("open311/v2/requests/<str:code>.<str:form>", server.one_request, name="request"),
    path("open311/v2/servicerequestupdates.<str:form>", server.updates, name="updates"),
]
