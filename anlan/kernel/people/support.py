"""系统客服: whom somebody asks who does not get in."""

from django.conf import settings


def support() -> list[str]:
    """Name, telephone and mail as ``ANLAN_SUPPORT`` gives them; empty where it does not."""
    return [*settings.SUPPORT.split(";"), "", "", ""][:3]
