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


def a_lorry(cast: Cast, **more: Any) -> dict[str, Any]:
    """The values of a lorry of the firm."""
    facts = {"name": "危货运输车", "kind": "lorry", "number": "CL-01", "plate": "苏D88888", "plate_colour": "yellow"}
    return facts | more


def lorry_of(cast: Cast, phone: str = "13912345678") -> Any:
    """A lorry of the firm with a terminal of JT/T 808."""
    return _speaking(cast, "owner", a_lorry(cast), {"protocol": "jt808", "address": phone})


def asked_station_of(cast: Cast) -> Any:
    """A dust station on the cast's site that speaks HJ 212."""
    facts = {"protocol": "hj212", "address": "ANL3204010000000000003C", "secret": "A1B2C3D4"}
    return _speaking(cast, "foreman", a_station(cast), facts)


def _speaking(cast: Cast, member: str, facts: dict[str, Any], source: dict[str, Any]) -> Any:
    device = _one(cast, member, facts)
    if not device.devicesources.exists():
        cast.does(member, "devicesource", "create", device=str(device.pk), **source)
    return device


def an_order(device: Any, **more: Any) -> dict[str, Any]:
    """The values of a text to a lorry."""
    return {"device": str(device.pk), "kind": "text", "text": "前方施工，请减速", "ways": ["show", "speak"]} | more
