"""The template environment of every page."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment
from markupsafe import Markup, escape

from anlan.kernel.clock import now
from anlan.kernel.people.support import support
from anlan.kernel.upkeep.logs import request_id


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named page."""
    return reverse(name, args=args, kwargs=kwargs)


@lru_cache(maxsize=512)
def icon(name: str, title: str = "") -> Markup:
    """An icon of the sprite; decorative unless it is given a title."""
    label = Markup(' role="img" aria-label="{}"').format(title) if title else Markup(' aria-hidden="true"')
    address = escape(static("vendor/icons.svg") + "#" + name)
    return Markup('<svg class="icon" width="20" height="20"{}><use href="{}"/></svg>').format(label, address)


def environment(**options: Any) -> Environment:
    """Jinja2 with our globals; autoescape stays on."""
    env = Environment(**options)
    env.globals.update(
        static=static, url=url, icon=icon, _now=now, demo_mode=settings.DEMO, request_id=request_id, support=support
    )
    return env
