"""Devices for tests: a tank of the firm, a dust station on the cast's site, and how they speak."""

from typing import Any

from anlan.domain.site.testing import build_site
from anlan.kernel.testing import Cast


def a_tank(cast: Cast, **more: Any) -> dict[str, Any]:
    """The values of a tank gauge of the firm."""
    facts = {
        "name": "1号甲醇储罐",
        "kind": "tank",
        "number": "TK-101",
        "place": "罐区北侧",
        "maker": "江南仪表有限公司",
    }
    where = {"longitude": "119.951234", "latitude": "31.701234", "installed_on": "2025-05-06"}
    people = [{"name": "吴操作", "certificate": "危险化学品作业证", "number": "T320400", "until": "2099-01-01"}]
    return facts | where | {"operators": people} | more


def a_station(cast: Cast, **more: Any) -> dict[str, Any]:
    """The values of a dust station on the cast's site."""
    facts = {"site": str(build_site(cast).pk), "name": "东门扬尘监测站", "kind": "dust", "number": "YC-01"}
    return facts | {"place": "东大门", "longitude": "119.95", "latitude": "31.7"} | more


def tank_of(cast: Cast, **more: Any) -> Any:
    """A tank that the firm has entered; the one of that number, once it has been."""
    return _one(cast, "owner", a_tank(cast, **more))


def station_of(cast: Cast, **more: Any) -> Any:
    """A dust station that the people on the site have entered."""
    return _one(cast, "foreman", a_station(cast, **more))


def _one(cast: Cast, member: str, facts: dict[str, Any]) -> Any:
    from .models import Device

    found = Device.objects.filter(
        number__endswith=facts["number"], keeper=getattr(cast, member).organisation_id
    ).first()
    return found or cast.does(member, "device", "create", **facts).row


def a_source(device: Any, **more: Any) -> dict[str, Any]:
    """The values of a way in by HJ 212."""
    facts = {"device": str(device.pk), "protocol": "hj212", "address": "ANL3204010000000000001A", "secret": "A1B2C3D4"}
    return facts | more


def a_limit(device: Any, **more: Any) -> dict[str, Any]:
    """The values of a limit of a tank's level."""
    facts = {"device": str(device.pk), "quantity": "level", "level": "high", "value": "8.5"}
    return facts | {"reason": "储罐设计说明书 3.2"} | more
