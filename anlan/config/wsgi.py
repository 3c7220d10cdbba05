"""The web application; with ``ANLAN_JOBS=inline`` it also runs the background jobs in a thread of its own."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.config.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

if settings.JOBS == "inline":
    from anlan.kernel.clock.worker import start_in_background

    start_in_background()
