"""The web application; with ``ANLAN_JOBS=inline`` it also runs the background jobs in a thread of its own."""

import gc
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.config.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

# What is loaded by now stays for good; going through it again and again costs every page a millisecond or two.
gc.collect()
gc.freeze()

if settings.JOBS == "inline":
    from anlan.kernel.clock.worker import start_in_background

    start_in_background()
