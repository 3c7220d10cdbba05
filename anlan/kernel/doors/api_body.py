"""What the API takes: JSON bodies and their envelope, judged before any act is made of them."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from anlan.kernel.act.act import Refused
from anlan.kernel.register.plain import whole
from anlan.kernel.register.register import Register

ENVELOPE = ("values", "base_version", "uuid", "claimed_at", "keep")
MOST_VERSION = 2**31 - 1
"""What the column of a row's version holds."""


class BodyParser(JSONParser):
    """JSON, whose errors are our sentences; also where it is nested deeper than Python can follow."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        """The body. ParseError (400) when it is no JSON or holds what no database stores."""
        try:
            found = super().parse(stream, media_type, parser_context)
            _storable(found)
        except ParseError as error:
            raise ParseError("请求体不是有效的 JSON（须为 UTF-8 编码），请改正后重发") from error
        except RecursionError as error:
            raise ParseError("请求体嵌套过深，请改正后重发") from error
        return found


def _storable(value: Any) -> None:
    if isinstance(value, dict):
        for key, one in value.items():
            _storable(key)
            _storable(one)
    elif isinstance(value, list):
        for one in value:
            _storable(one)
    elif isinstance(value, str) and ("\x00" in value or any("\ud800" <= c <= "\udfff" for c in value)):
        raise Refused("内容含有不可见的控制字符，请删除后重发")


def envelope(body: Any) -> dict[str, Any]:
    """The body as an object of known parts; its values as an object."""
    if not isinstance(body, dict):
        raise Refused("请求体须为 JSON 对象")
    known(body, ENVELOPE)
    if not isinstance(body.get("values", {}), dict):
        raise Refused("values 须为对象")
    if not isinstance(body.get("keep", False), bool):
        raise Refused("keep 须为 true 或 false")
    return body


def known(given: Iterable[str], names: Iterable[str]) -> None:
    """Refuses what has no meaning here, so that a misspelt field is not lost without a word."""
    strange = [name for name in given if name not in set(names)]
    if strange:
        raise Refused({name[:60]: [f"没有“{name[:60]}”这个字段或条件，请对照接口说明改正"] for name in strange[:20]})


def known_values(register: Register, verb: str, values: dict[str, Any]) -> None:
    """Refuses values that the verb does not ask for; an action without fields reads its values by itself."""
    if verb in ("create", "change"):
        specs, said = list(register.specs.values()), []
    elif found := register.find_move(verb):
        specs, said = register.move_specs(found[1]), ["opinion", "files"]
    else:
        action = register.find_action(verb)
        if action is None or not action.fields:
            return
        specs, said = register.move_specs(action), []
    marks = [f"{s.name}__unknown" for s in specs if s.field.may_be_unknown]
    known(values, [*(s.name for s in specs), *marks, *said])


def version(value: Any) -> int | None:
    """The version the doer saw."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_VERSION:
        raise Refused("base_version 须为记录的版本号（整数）")
    return value


def act_id(value: Any) -> uuid.UUID:
    """The act's own id, or a new one."""
    if value is None:
        return uuid.uuid4()
    try:
        return uuid.UUID(value)
    except (ValueError, AttributeError, TypeError) as error:
        raise Refused("uuid 格式不对") from error


def moment(value: Any) -> datetime | None:
    """When the doer says it was done."""
    if value is None:
        return None
    try:
        found = datetime.fromisoformat(value)
    except (ValueError, TypeError) as error:
        raise Refused("claimed_at 须为 ISO 8601 时间") from error
    if found.tzinfo is None:
        raise Refused("claimed_at 须带时区，如 2026-01-31T08:00:00+08:00")
    if not 1900 <= found.year <= 2100:
        raise Refused("claimed_at 超出范围，须在 1900 年至 2100 年之间")
    return found


def number(asked: Any, name: str, default: int, most: int) -> int:
    """A number of the address."""
    if name not in asked:
        return default
    found = whole(asked[name])
    if not 1 <= found <= most:
        raise Refused(f"{name} 须为 1 至 {most} 的整数")
    return found


def order(asked: Any, register: Register) -> str:
    """The column to order by, "-" before it for descending."""
    allowed = orders(register)
    wanted = str(asked.get("order", allowed[0]))
    if wanted not in allowed:
        raise Refused(f"order 须为 {'、'.join(allowed)} 之一")
    return wanted


def orders(register: Register) -> list[str]:
    """Every order a list can be asked for, the default first."""
    both = [way for one in register.order for way in (one, one[1:] if one.startswith("-") else f"-{one}")]
    return list(dict.fromkeys(both))
