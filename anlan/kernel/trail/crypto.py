"""Field encryption: personal numbers rest encrypted in the database, under keys that are kept outside it.

A stored value reads ``v1:<key id>:<base64>``. ``v1`` names the algorithm (``ALGORITHMS``), the key id tells which of
the keys in ``settings.FIELD_KEYS`` opens it. The first of those keys and the algorithm of ``settings.CRYPTO`` encrypt, each
of them decrypts: to rotate, put a new key in front, run ``anlan rekey``, drop the old key. The same key and algorithm
make the blind index; what an older one made is found too, until ``rekey`` has made it anew. A key is any secret text of
at least 32 characters; the keys in use are derived from it (HKDF, RFC 5869), one per purpose and algorithm.
"""

import base64
import os
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM
from cryptography.hazmat.primitives.hashes import SHA256, SM3, HashAlgorithm
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import models
from django.db.models.expressions import BaseExpression
from django.db.models.query_utils import DeferredAttribute

from .digests import OF_SUITE, mac

MINIMUM_KEY_LENGTH = 32


class CannotDecrypt(Exception):
    """A stored value that no key opens: damaged, moved between installations, or its key was dropped."""


class Algorithm(Protocol):
    """One way of sealing bytes: authenticated, so that a changed value is refused and never read as something else."""

    def key(self, secret: str) -> bytes:
        """This algorithm's own key, derived from the installation's."""

    def seal(self, key: bytes, plain: bytes, header: bytes) -> bytes:
        """Encrypt; ``header`` is bound to the result but not contained in it."""

    def open(self, key: bytes, sealed: bytes, header: bytes) -> bytes:
        """Decrypt. Raises CannotDecrypt if key, bytes or header are not the ones used to seal."""


class AesGcm:
    """AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce in front of the ciphertext."""

    NONCE = 12

    def key(self, secret: str) -> bytes:
        """256 bits by HKDF-SHA256."""
        return _derive(secret, "field")

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


class Sm4Gcm:
    """SM4 (GB/T 32907, 128 bits) in GCM with a random 96-bit nonce in front and the 128-bit tag behind."""

    NONCE, TAG = 12, 16

    def key(self, secret: str) -> bytes:
        """128 bits by HKDF over SM3."""
        return _derive(secret, "field.sm4", SM3(), 16)

    def seal(self, key: bytes, plain: bytes, header: bytes) -> bytes:
        """Encrypt under a fresh nonce."""
        nonce = os.urandom(self.NONCE)
        one = Cipher(SM4(key), GCM(nonce)).encryptor()
        one.authenticate_additional_data(header)
        return nonce + one.update(plain) + one.finalize() + one.tag

    def open(self, key: bytes, sealed: bytes, header: bytes) -> bytes:
        """Decrypt. Raises CannotDecrypt if anything was changed."""
        nonce, body, tag = sealed[: self.NONCE], sealed[self.NONCE : -self.TAG], sealed[-self.TAG :]
        try:
            one = Cipher(SM4(key), GCM(nonce, tag)).decryptor()
            one.authenticate_additional_data(header)
            return one.update(body) + one.finalize()
        except (InvalidTag, ValueError) as error:
            raise CannotDecrypt("密文已被改动或密钥不符。") from error


ALGORITHMS: dict[str, Algorithm] = {"v1": AesGcm(), "v2": Sm4Gcm()}
"""Every algorithm that stored values may name. One that was ever used stays."""

OF_CRYPTO = {"international": "v1", "sm": "v2"}
"""The algorithm that new values get, by ``settings.CRYPTO``."""


class Keyring:
    """The keys of one installation, the newest first.

    Raises ImproperlyConfigured if there is none, or one is shorter than 32 characters.
    """

    def __init__(self, secrets: Sequence[str], crypto: str = "international") -> None:
        if not secrets or any(len(secret) < MINIMUM_KEY_LENGTH for secret in secrets):
            raise ImproperlyConfigured(f"FIELD_KEYS：至少要有一个密钥，每个不少于{MINIMUM_KEY_LENGTH}个字符。")
        # The id is derived, not chosen: nobody can give one id to two keys.
        ids = {_derive(secret, "id").hex()[:8]: secret for secret in secrets}
        self._keys = {(v, i): a.key(secret) for i, secret in ids.items() for v, a in ALGORITHMS.items()}
        self._newest, self._current = next(iter(ids)), OF_CRYPTO[crypto]
        self._hash = OF_SUITE[crypto]
        self._index_keys = [_derive(secret, "index") for secret in secrets]

    def __repr__(self) -> str:
        return f"<Keyring {self.prefix}>"

    @property
    def prefix(self) -> str:
        """What every value begins with that need not be written again."""
        return f"{self._current}:{self._newest}:"

    def encrypt(self, text: str) -> str:
        """The text sealed under the newest key; the same text never gives the same result twice."""
        header = self.prefix[:-1]
        key = self._keys[self._current, self._newest]
        sealed = ALGORITHMS[self._current].seal(key, text.encode(), header.encode())
        return f"{header}:{base64.b64encode(sealed).decode()}"

    def decrypt(self, token: str) -> str:
        """The text in a stored value. Raises CannotDecrypt if it has no such form, or no key opens it."""
        version, _, rest = token.partition(":")
        key_id, _, body = rest.partition(":")
        if (version, key_id) not in self._keys:
            raise CannotDecrypt("密文的算法或密钥未知，请检查 FIELD_KEYS 是否包含原来的密钥。")
        try:
            sealed = base64.b64decode(body, validate=True)
        except ValueError as error:
            raise CannotDecrypt("密文已损坏。") from error
        return ALGORITHMS[version].open(self._keys[version, key_id], sealed, f"{version}:{key_id}".encode()).decode()

    def is_current(self, token: str) -> bool:
        """Whether the value already is under the newest key and algorithm: what need not be written again."""
        return token.startswith(self.prefix)

    def blind_index(self, text: str) -> str:
        """64 hex digits, equal for equal texts, by which a row is found without decrypting any (HMAC).

        Width, case and outer spaces of the text make no difference.
        """
        return mac(self._hash, self._index_keys[0], _plain(text))

    def blind_indexes(self, text: str) -> list[str]:
        """The index and every one that an older key or the other algorithm would have made, the present one first."""
        names = [self._hash, *(n for n in OF_SUITE.values() if n != self._hash)]
        return [mac(name, key, _plain(text)) for key in self._index_keys for name in names]


def _plain(text: str) -> bytes:
    return unicodedata.normalize("NFKC", text).strip().casefold().encode()


def _derive(secret: str, purpose: str, algorithm: HashAlgorithm | None = None, length: int = 32) -> bytes:
    return HKDF(algorithm or SHA256(), length, salt=None, info=f"anlan.{purpose}".encode()).derive(secret.encode())


@lru_cache(maxsize=8)
def _keyring(secrets: tuple[str, ...], crypto: str) -> Keyring:
    return Keyring(secrets, crypto)


def keyring() -> Keyring:
    """The keys of ``settings.FIELD_KEYS`` with the algorithms of ``settings.CRYPTO``. Raises ImproperlyConfigured as ``Keyring`` does."""
    return _keyring(tuple(settings.FIELD_KEYS), settings.CRYPTO)


def encrypt(text: str) -> str:
    """``Keyring.encrypt`` with this installation's keys."""
    return keyring().encrypt(text)


def decrypt(token: str) -> str:
    """``Keyring.decrypt`` with this installation's keys."""
    return keyring().decrypt(token)


def blind_index(text: str) -> str:
    """``Keyring.blind_index`` with this installation's keys."""
    return keyring().blind_index(text)


def blind_indexes(text: str) -> list[str]:
    """``Keyring.blind_indexes`` with this installation's keys: look rows up by ``__in`` these."""
    return keyring().blind_indexes(text)


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

    It cannot be searched, sorted or compared in the database (FieldError): keep a ``blind_index`` beside it and name
    that column (``index``), so that ``anlan rekey`` makes it anew. An empty text is stored empty, since that it is empty
    is no secret.
    """

    descriptor_class = _HidingAttribute

    def __init__(self, *args: Any, index: str = "", **kwargs: Any) -> None:
        self.index = index
        super().__init__(*args, **kwargs)

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
