"""Field encryption: personal numbers rest encrypted in the database, under keys that are kept outside it.

A stored value reads ``v1:<key id>:<base64>``. ``v1`` names the algorithm (``ALGORITHMS``), the key id tells which of
the keys in ``settings.FIELD_KEYS`` opens it. The first of those keys encrypts, each of them decrypts: to rotate, put a
new key in front, later write the old rows again, then drop the old key. The *last* key also makes the blind index, so
when it goes, the indexes must be computed anew. A key is any secret text of at least 32 characters; the keys in use are
derived from it (HKDF-SHA256, RFC 5869), one per purpose.
"""

import base64
import hashlib
import hmac
import os
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import models
from django.db.models.expressions import BaseExpression
from django.db.models.query_utils import DeferredAttribute

MINIMUM_KEY_LENGTH = 32


class CannotDecrypt(Exception):
    """A stored value that no key opens: damaged, moved between installations, or its key was dropped."""


class Algorithm(Protocol):
    """One way of sealing bytes: authenticated, so that a changed value is refused and never read as something else."""

    def seal(self, key: bytes, plain: bytes, header: bytes) -> bytes:
        """Encrypt; ``header`` is bound to the result but not contained in it."""

    def open(self, key: bytes, sealed: bytes, header: bytes) -> bytes:
        """Decrypt. Raises CannotDecrypt if key, bytes or header are not the ones used to seal."""


class AesGcm:
    """AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce in front of the ciphertext."""

    NONCE = 12

    def seal(self, key: bytes, plain: bytes, header: bytes) -> bytes:
        """Encrypt under a fresh nonce."""
        nonce = os.urandom(self.NONCE)
        return nonce + AESGCM(key).encrypt(nonce, plain, header)

    def open(self, key: bytes, sealed: bytes, header: bytes) -> bytes:
        """Decrypt. Raises CannotDecrypt if anything was changed."""
        try:
            return AESGCM(key).decrypt(sealed[: self.NONCE], sealed[self.NONCE :], header)
        except (InvalidTag, ValueError) as error:
            raise CannotDecrypt("密文已被改动或密钥不符。") from error


ALGORITHMS: dict[str, Algorithm] = {"v1": AesGcm()}
"""Every algorithm that stored values may name. One that was ever used stays."""

CURRENT = "v1"
"""The algorithm that new values get."""


class Keyring:
    """The keys of one installation, the newest first.

    Raises ImproperlyConfigured if there is none, or one is shorter than 32 characters.
    """

    def __init__(self, secrets: Sequence[str]) -> None:
        if not secrets or any(len(secret) < MINIMUM_KEY_LENGTH for secret in secrets):
            raise ImproperlyConfigured(f"FIELD_KEYS：至少要有一个密钥，每个不少于{MINIMUM_KEY_LENGTH}个字符。")
        # The id is derived, not chosen: nobody can give one id to two keys.
        self._keys = {_derive(secret, "id").hex()[:8]: _derive(secret, "field") for secret in secrets}
        self._newest = next(iter(self._keys))
        self._index_key = _derive(secrets[-1], "index")

    def __repr__(self) -> str:
        return f"<Keyring {', '.join(self._keys)}>"

    def encrypt(self, text: str) -> str:
        """The text sealed under the newest key; the same text never gives the same result twice."""
        header = f"{CURRENT}:{self._newest}"
        sealed = ALGORITHMS[CURRENT].seal(self._keys[self._newest], text.encode(), header.encode())
        return f"{header}:{base64.b64encode(sealed).decode()}"

    def decrypt(self, token: str) -> str:
        """The text in a stored value. Raises CannotDecrypt if it has no such form, or no key opens it."""
        version, _, rest = token.partition(":")
        key_id, _, body = rest.partition(":")
        if version not in ALGORITHMS or key_id not in self._keys:
            raise CannotDecrypt("密文的算法或密钥未知，请检查 FIELD_KEYS 是否包含原来的密钥。")
        try:
            sealed = base64.b64decode(body, validate=True)
        except ValueError as error:
            raise CannotDecrypt("密文已损坏。") from error
        return ALGORITHMS[version].open(self._keys[key_id], sealed, f"{version}:{key_id}".encode()).decode()

    def is_current(self, token: str) -> bool:
        """Whether the value already is under the newest key and algorithm: what need not be written again."""
        return token.startswith(f"{CURRENT}:{self._newest}:")

    def blind_index(self, text: str) -> str:
        """64 hex digits, equal for equal texts, by which a row is found without decrypting any (HMAC-SHA256).

        Width, case and outer spaces of the text make no difference.
        """
        plain = unicodedata.normalize("NFKC", text).strip().casefold()
        return hmac.new(self._index_key, plain.encode(), hashlib.sha256).hexdigest()


def _derive(secret: str, purpose: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=f"anlan.{purpose}".encode()).derive(secret.encode())


@lru_cache(maxsize=8)
def _keyring(secrets: tuple[str, ...]) -> Keyring:
    return Keyring(secrets)


def keyring() -> Keyring:
    """The keys of ``settings.FIELD_KEYS``. Raises ImproperlyConfigured as ``Keyring`` does."""
    return _keyring(tuple(settings.FIELD_KEYS))


def encrypt(text: str) -> str:
    """``Keyring.encrypt`` with this installation's keys."""
    return keyring().encrypt(text)


def decrypt(token: str) -> str:
    """``Keyring.decrypt`` with this installation's keys."""
    return keyring().decrypt(token)


def blind_index(text: str) -> str:
    """``Keyring.blind_index`` with this installation's keys."""
    return keyring().blind_index(text)


class Hidden(str):
    """A text that pages can use and logs, debuggers and assertion messages cannot see."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'***'"


class _HidingAttribute(DeferredAttribute):
    """Makes whatever is assigned to the field ``Hidden``."""

    def __set__(self, instance: models.Model, value: Any) -> None:
        hidden = Hidden(value) if isinstance(value, str) else value
        instance.__dict__[self.field.attname] = hidden


class EncryptedTextField(models.TextField):
    """Text that is encrypted in the database and plain in Python; its ``repr`` never shows it.

    It cannot be searched, sorted or compared in the database (FieldError): keep a ``blind_index`` beside it. An empty
    text is stored empty, since that it is empty is no secret.
    """

    descriptor_class = _HidingAttribute

    def get_prep_value(self, value: Any) -> Any:
        """Python to database: encrypted; None and the empty text as they are."""
        text = super().get_prep_value(value)
        return encrypt(text) if text else text

    def from_db_value(self, value: str | None, expression: BaseExpression, connection: Any) -> Hidden | None:
        """Database to Python: decrypted. Raises CannotDecrypt if no key opens it."""
        return Hidden(decrypt(value)) if value else (value if value is None else Hidden(""))

    def get_lookup(self, lookup_name: str) -> Any:
        """Only ``isnull`` works on what is encrypted anew each time. Raises FieldError for any other lookup."""
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is encrypted: look it up by its blind index, not by {lookup_name!r}")
        return super().get_lookup(lookup_name)
