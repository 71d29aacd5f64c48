"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shangliang.site.settings")
django = get_wsgi_application()

from shangliang.site.page_cache import PageCache  # noqa: E402 - reads the record, so the slices must be loaded

application = PageCache(django)
