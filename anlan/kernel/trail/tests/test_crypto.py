"""Field encryption: what the database holds, what Python sees, and how keys change."""

import base64
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import connection, models
from django.test.utils import isolate_apps
from hypothesis import given
from hypothesis import strategies as st

from anlan.kernel.trail import crypto
from anlan.kernel.trail.crypto import CannotDecrypt, EncryptedTextField, Hidden, Keyring

OLD = "old-key-for-these-tests-0123456789abcdef"
NEW = "new-key-for-these-tests-0123456789abcdef"
NUMBER = "11010519491231002X"


@given(st.text())
def test_every_text_comes_back(text: str) -> None:
    ring = Keyring([NEW])
    assert ring.decrypt(ring.encrypt(text)) == text


def test_the_form_is_version_key_and_base64() -> None:
    version, key_id, body = Keyring([NEW]).encrypt(NUMBER).split(":")
    assert version == "v1" and len(key_id) == 8
    # 12 bytes of nonce and 16 of tag around a ciphertext as long as the text.
    assert len(base64.b64decode(body)) == 12 + len(NUMBER) + 16


def test_the_same_text_never_looks_the_same() -> None:
    ring = Keyring([NEW])
    assert len({ring.encrypt(NUMBER) for _ in range(50)}) == 50


def test_the_newest_key_encrypts_and_any_decrypts() -> None:
    before, rotated, after = Keyring([OLD]), Keyring([NEW, OLD]), Keyring([NEW])
    token = before.encrypt(NUMBER)
    assert rotated.decrypt(token) == NUMBER
    assert not rotated.is_current(token)
    rewritten = rotated.encrypt(rotated.decrypt(token))
    assert rotated.is_current(rewritten)
    assert after.decrypt(rewritten) == NUMBER
    with pytest.raises(CannotDecrypt, match="FIELD_KEYS"):
        after.decrypt(token)


def test_a_changed_value_is_refused() -> None:
    ring = Keyring([NEW, OLD])
    version, key_id, body = ring.encrypt(NUMBER).split(":")
    sealed = bytearray(base64.b64decode(body))
    for place in (0, 15, len(sealed) - 1):
        changed = sealed.copy()
        changed[place] ^= 1
        with pytest.raises(CannotDecrypt):
            ring.decrypt(f"{version}:{key_id}:{base64.b64encode(changed).decode()}")
    other_id = Keyring([OLD]).encrypt("x").split(":")[1]
    for token in (f"{version}:{other_id}:{body}", f"v9:{key_id}:{body}", f"v1:{key_id}:", f"v1:{key_id}:%", "", NUMBER):
        with pytest.raises(CannotDecrypt):
            ring.decrypt(token)


@pytest.mark.parametrize("crypto", ["international", "sm"])
def test_the_blind_index_finds_equal_texts_across_a_rotation(crypto: str) -> None:
    before, rotated = Keyring([OLD]), Keyring([NEW, OLD], crypto)
    assert before.blind_index(NUMBER) in rotated.blind_indexes(" 11010519491231002ｘ ")
    assert rotated.blind_indexes(NUMBER)[0] == rotated.blind_index(NUMBER)
    assert len(set(rotated.blind_indexes(NUMBER))) == 4, "two keys, two algorithms"
    assert before.blind_index(NUMBER) not in rotated.blind_indexes("440524188001010014")
    assert before.blind_index(NUMBER) not in Keyring([NEW], crypto).blind_indexes(NUMBER)
    assert len(before.blind_index("")) == 64


def test_weak_or_missing_keys_are_refused() -> None:
    for keys in ([], [""], ["short"], [NEW, "short"]):
        with pytest.raises(ImproperlyConfigured, match="32"):
            Keyring(keys)


def test_keys_and_values_are_not_printed() -> None:
    assert NEW not in repr(Keyring([NEW]))
    assert NUMBER not in repr({"number": Hidden(NUMBER)})
    assert f"{Hidden(NUMBER)}" == NUMBER


@pytest.fixture
def secretive(settings, db) -> Iterator[Any]:  # type: ignore[no-untyped-def]
    """A model with an encrypted field and its table, known to no other test."""
    settings.FIELD_KEYS = [NEW, OLD]
    with isolate_apps():

        class Secretive(models.Model):
            number = EncryptedTextField(blank=True, null=True)
            index = models.CharField(max_length=64, blank=True)

            class Meta:
                app_label = "trail"
                db_table = "secretive"

            def __str__(self) -> str:
                return str(self.pk)

        with connection.cursor() as cursor:
            cursor.execute('CREATE TABLE secretive (id integer PRIMARY KEY, number text NULL, "index" varchar(64))')
        yield Secretive


def stored(pk: int) -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM secretive WHERE id = %s", [pk])
        return cursor.fetchone()[0]  # type: ignore[no-any-return]


def test_the_database_never_sees_the_plain_text(secretive: Any) -> None:
    row = secretive.objects.create(pk=1, number=NUMBER, index=crypto.blind_index(NUMBER))
    assert repr(row.number) == "'***'"
    assert (stored(1) or "").startswith("v1:") and NUMBER not in (stored(1) or "")
    read = secretive.objects.get(index=crypto.blind_index(NUMBER))
    assert read.number == NUMBER and repr(read.number) == "'***'"
    assert list(secretive.objects.values_list("number", flat=True)) == [NUMBER]
    secretive.objects.update(number="440524188001010014")
    assert (stored(1) or "").startswith("v1:") and "440524" not in (stored(1) or "")
    row.refresh_from_db()
    assert row.number == "440524188001010014"


def test_nothing_and_the_empty_text_stay_what_they_are(secretive: Any) -> None:
    nothing, empty = secretive.objects.create(pk=1, number=None), secretive.objects.create(pk=2, number="")
    assert stored(1) is None and stored(2) == ""
    assert secretive.objects.get(number__isnull=True) == nothing
    assert secretive.objects.get(pk=2).number == "" == empty.number


def test_looking_up_an_encrypted_column_is_refused(secretive: Any) -> None:
    for lookup in ("number", "number__contains", "number__in", "number__gt"):
        with pytest.raises(FieldError, match="blind index"):
            secretive.objects.filter(**{lookup: NUMBER}).exists()


def test_a_value_whose_key_is_gone_is_an_error(secretive: Any, settings) -> None:  # type: ignore[no-untyped-def]
    settings.FIELD_KEYS = [OLD]
    secretive.objects.create(pk=1, number=NUMBER)
    settings.FIELD_KEYS = [NEW]
    with pytest.raises(CannotDecrypt):
        secretive.objects.get(pk=1)
