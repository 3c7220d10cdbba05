"""The web application; with ``ANLAN_JOBS=inline`` it also runs the background jobs in a thread of its own."""

import gc
import multiprocessing
import os
import threading

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


def end_with(parent: multiprocessing.process.BaseProcess) -> None:
    """A server process killed outright leaves its workers behind; they would keep the port and answer on."""
    parent.join()
    os._exit(1)


if (server := multiprocessing.parent_process()) is not None:
    threading.Thread(target=end_with, args=(server,), name="anlan-server", daemon=True).start()
