"""Keeps the directory of the gateways true: who may speak under which address, and with which password."""

import secrets
from typing import TYPE_CHECKING

from anlan.kernel.clock import now
from anlan.kernel.register.errors import FieldError
from anlan.telemetry.models import Source

from . import flows, units

if TYPE_CHECKING:
    from .models import Device, DeviceSource

NEEDS_SECRET = ("hj212", "mqtt", "http")
"""A terminal of JT/T 808 gets its code when it registers."""
LENGTHS = {"hj212": 6, "mqtt": 20, "http": 40}
"""Characters of a password that we make up; PW of HJ 212 has six."""
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""None that is taken for another when it is typed on a device."""


def new_secret(protocol: str) -> str:
    """A password nobody can guess, as far as the protocol's length lets it."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTHS[protocol]))


def tidy(protocol: str, address: str) -> str:
    """The address as the gateways look it up: leading zeros of a telephone number are padding."""
    address = address.strip()
    return address.lstrip("0") if protocol == "jt808" else address


def check_secret(protocol: str, secret: str) -> None:
    """FieldError for a password that the protocol can't carry or that is too short to be one."""
    if protocol == "hj212" and secret and (len(secret) > 20 or not secret.isalnum() or not secret.isascii()):
        raise FieldError("HJ 212 的访问密码（PW）由数字和字母组成，最多 20 位，请改正")
    if protocol in ("mqtt", "http") and secret and len(secret) < 12:
        raise FieldError("访问密码至少 12 位；留空由系统生成")
    if protocol == "http" and "." in secret:
        raise FieldError("令牌的访问密码不能含有点（.），请改正")
    if any(c.isspace() or not c.isprintable() for c in secret):
        raise FieldError("访问密码不能含有空格和不可见的字符")


def keep(device: "Device") -> None:
    """Brings the addresses of a device up to what its sources and its state say; what it spoke under before is closed."""
    wanted = _wanted(device)
    held = {(row.protocol, row.address): row for row in Source.objects.filter(device=device.pk)}
    for key, row in held.items():
        if key not in wanted and row.is_active:
            row.is_active, row.changed_at = False, now()
            row.save(update_fields=["is_active", "changed_at"])
    for key, source in wanted.items():
        _write(device.pk, source, held.get(key))


def _wanted(device: "Device") -> dict[tuple[str, str], "DeviceSource"]:
    if device.state != flows.IN_USE:
        return {}
    rows = device.devicesources.filter(state=flows.IN_USE)
    return {(one.protocol, one.address): one for one in rows}


def _write(device: int, source: "DeviceSource", held: Source | None) -> None:
    row = held or Source.objects.filter(protocol=source.protocol, address=source.address).first()
    row = row or Source(protocol=source.protocol, address=source.address)
    # A terminal's code was given out by the gateway when it registered; only one of our own takes its place.
    keeps_code = source.protocol == "jt808" and not source.secret and row.device == device
    secret = row.secret if keeps_code else source.secret
    values = {"device": device, "secret": secret, "units": units.compiled(source.units), "is_active": True}
    if row.pk is None or any(getattr(row, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(row, name, value)
        row.changed_at = now()
        row.save()


def forget_code(source: "DeviceSource") -> None:
    """The code a terminal was given is worth nothing any more."""
    if source.protocol == "jt808":
        rows = Source.objects.filter(protocol=source.protocol, address=source.address, device=source.device_id)
        rows.update(secret="", changed_at=now())
