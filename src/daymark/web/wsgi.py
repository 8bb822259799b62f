"""The WSGI application that the server runs."""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import threading

from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

_PR_SET_PDEATHSIG = 1  # prctl(2)

if threading.current_thread() is threading.main_thread():
    # A web process is forked with its parent's handler, which would swallow a request to stop while all this loads, and
    # it would outlive a parent that is killed.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "daymark.web.settings")

django_application = get_wsgi_application()

from django.conf import settings  # noqa: E402 - they can be read only now
from django.urls import get_resolver  # noqa: E402

from daymark.web.lengths import with_lengths  # noqa: E402
from daymark.web.outage import shielded  # noqa: E402

application = shielded(with_lengths(django_application))
if not settings.DAYMARK.tls and not settings.DAYMARK.practice:
    # A proxy speaks TLS for us: what it says about the reader's address and scheme is believed, from it alone.
    application = wrap_wsgi_with_proxy_headers(application, list(settings.DAYMARK.proxies))

# Everything that pages are made with is loaded before the first request and set apart from what is looked through for
# garbage: one look through all of it held up somebody's page for a tenth of a second, twice a minute under load.
_ = get_resolver().reverse_dict
gc.collect()
gc.freeze()
