"""The product's settings, and beside them what the peer needs: Django's own admin, which the product does not ship."""

from anlan.config.settings import *  # noqa: F403
from anlan.config.settings import INSTALLED_APPS, TEMPLATES

INSTALLED_APPS = [*INSTALLED_APPS, "django.contrib.messages", "django.contrib.admin"]
ROOT_URLCONF = "bench.urls"
TEMPLATES[1]["OPTIONS"] = {
    "context_processors": [
        "django.template.context_processors.request",
        "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages",
    ]
}
