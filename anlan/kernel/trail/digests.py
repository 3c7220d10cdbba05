"""Hashes and their keyed form by name: SHA-256, or SM3 (GB/T 32905) where national algorithms are asked for.

Whatever is stored names the algorithm it was made with, so that it can still be checked after ``ANLAN_CRYPTO`` changed.
"""

import hashlib
import hmac as hmacs

from cryptography.hazmat.primitives.hashes import SM3, Hash
from cryptography.hazmat.primitives.hmac import HMAC
from django.conf import settings

SHA256, SM3_NAME = "sha256", "sm3"
ALGORITHMS = ((SHA256, "SHA-256"), (SM3_NAME, "SM3"))
OF_SUITE = {"international": SHA256, "sm": SM3_NAME}


def current() -> str:
    """The name of the algorithm for what is written now (``settings.CRYPTO``)."""
    return OF_SUITE[settings.CRYPTO]


def digest(name: str, data: bytes) -> str:
    """64 hex digits. ValueError for an unknown name."""
    if name == SHA256:
        return hashlib.sha256(data).hexdigest()
    if name != SM3_NAME:
        raise ValueError(f"不认识的摘要算法：{name}")
    one = Hash(SM3())
    one.update(data)
    return one.finalize().hex()


def mac(name: str, key: bytes, data: bytes) -> str:
    """HMAC (RFC 2104) over the named hash, 64 hex digits. ValueError for an unknown name."""
    if name == SHA256:
        return hmacs.new(key, data, hashlib.sha256).hexdigest()
    if name != SM3_NAME:
        raise ValueError(f"不认识的摘要算法：{name}")
    one = HMAC(key, SM3())
    one.update(data)
    return one.finalize().hex()
