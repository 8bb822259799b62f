"""The WSGI application that the server runs."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "daymark.web.settings")

django_application = get_wsgi_application()

from django.conf import settings  # noqa: E402 - they can be read only now

from daymark.web.lengths import with_lengths  # noqa: E402
from daymark.web.outage import shielded  # noqa: E402

application = shielded(with_lengths(django_application))
if not settings.DAYMARK.tls and not settings.DAYMARK.practice:
    # A proxy speaks TLS for us: what it says about the reader's address and scheme is believed, from it alone.
    application = wrap_wsgi_with_proxy_headers(application, list(settings.DAYMARK.proxies))
