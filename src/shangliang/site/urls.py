"""All addresses: each slice brings its own, with full paths."""

from django.urls import include, path

from shangliang.site import api
from shangliang.site.wiring import modules

urlpatterns = [path("", include(module)) for module in modules("urls")] + api.urlpatterns

handler400 = "shangliang.portal.public.bad_request"
handler403 = "shangliang.portal.public.forbidden"
handler404 = "shangliang.portal.public.not_found"
handler500 = "shangliang.portal.public.broken"
