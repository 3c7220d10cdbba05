"""Fingerprints of the keys: an archive tells with which keys it was made, and never contains one."""

import hashlib
import hmac
from typing import Any

from django.conf import settings

from . import UpkeepError

FORGERY = "备份的清单签名不符：清单被改动过。请换用另一份备份"


def fingerprint(secret: str) -> str:
    """Twelve hex digits that tell one key from another and nothing else about it."""
    return hmac.new(secret.encode(), b"anlan.fingerprint", hashlib.sha256).hexdigest()[:12]


def fingerprints() -> dict[str, Any]:
    """The keys of this installation: the seal key, and the field keys, newest first."""
    return {"seal": fingerprint(settings.SEAL_KEY), "fields": [fingerprint(k) for k in settings.FIELD_KEYS]}


def differences(then: dict[str, Any]) -> list[str]:
    """Sentences on keys that an archive was made with and that this installation does not have."""
    here, found = fingerprints(), []
    if then["seal"] != here["seal"]:
        found.append(
            f"备份是用另一个 ANLAN_SEAL_KEY 做的（指纹 {then['seal']}，现在的是 {here['seal']}）："
            "用现在的密钥，留痕的封存无法校验"
        )
    lost = [one for one in then["fields"] if one not in here["fields"]]
    if lost:
        found.append(
            f"备份是用另一组 ANLAN_FIELD_KEYS 做的（缺少指纹为 {'、'.join(lost)} 的密钥）："
            "用现在的密钥，其中的证件号和手机号打不开"
        )
    elif then["fields"][-1] != here["fields"][-1]:
        found.append(
            f"ANLAN_FIELD_KEYS 的最后一个密钥与做备份时不同（应是指纹 {then['fields'][-1]}）：按手机号、证件号查不到人"
        )
    return found


def check(then: dict[str, Any], force: bool) -> list[str]:
    """The same sentences as warnings when ``force``; otherwise UpkeepError."""
    found = differences(then)
    if found and not force:
        raise UpkeepError("；".join(found) + "。请先把密钥设为做备份时的那一组；确实没有了，再加 --force 恢复")
    return found
