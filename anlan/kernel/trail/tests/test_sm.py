"""National algorithms: the published examples, the chain over a change of algorithm, and encryption anew."""

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import ECB
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from anlan.kernel import clock
from anlan.kernel.people.models import User
from anlan.kernel.trail import book, crypto, rekey
from anlan.kernel.trail.crypto import CannotDecrypt, Keyring, Sm4Gcm
from anlan.kernel.trail.digests import digest, mac
from anlan.kernel.trail.models import Entry, Seal, Verification

OLD = "old-key-for-these-tests-0123456789abcdef"
NEW = "new-key-for-these-tests-0123456789abcdef"
DAY = datetime(2026, 5, 6, 1, 2, 3, tzinfo=UTC)


def test_sm3_of_the_standard() -> None:
    """GB/T 32905, first example; recomputed with OpenSSL 3.0.19."""
    assert digest("sm3", b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_sm4_of_the_standard() -> None:
    """GB/T 32907, first example; recomputed with OpenSSL 3.0.19."""
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    one = Cipher(SM4(key), ECB()).encryptor()
    assert (one.update(key) + one.finalize()).hex() == "681edf34d206965e86b3e94f536e4246"


def test_sm4_gcm_of_rfc_8998() -> None:
    """RFC 8998, appendix A.1: nonce, text, header, ciphertext and tag of SM4-GCM."""
    key, nonce = bytes.fromhex("0123456789abcdeffedcba9876543210"), bytes.fromhex("00001234567800000000abcd")
    header = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    plain = b"".join(bytes([b]) * 8 for b in (0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF, 0xEE, 0xAA))
    sealed = bytes.fromhex(
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397"
        "b4024a2691233b8d"
    )
    tag = bytes.fromhex("83de3541e4c2b58177e065a9bf7b62ec")
    assert Sm4Gcm().open(key, nonce + sealed + tag, header) == plain
    with pytest.raises(CannotDecrypt):
        Sm4Gcm().open(key, nonce + sealed + tag, header + b"x")


def test_hmac_is_rfc_2104_over_sm3() -> None:
    """By its definition: H(K xor opad, H(K xor ipad, text)) with blocks of 64 bytes."""
    key, text = b"k" * 32, b"text"
    block = key.ljust(64, b"\0")
    inner = digest("sm3", bytes(b ^ 0x36 for b in block) + text)
    assert mac("sm3", key, text) == digest("sm3", bytes(b ^ 0x5C for b in block) + bytes.fromhex(inner))


@given(st.text(), st.sampled_from(["international", "sm"]), st.sampled_from(["international", "sm"]))
def test_every_text_comes_back_after_switching_either_way(text: str, before: str, after: str) -> None:
    token = Keyring([OLD], before).encrypt(text)
    ring = Keyring([NEW, OLD], after)
    assert ring.decrypt(token) == text
    assert ring.is_current(ring.encrypt(text)) and not ring.is_current(token)


@given(st.binary(max_size=60), st.binary(max_size=20), st.data())
def test_no_bit_of_sm4_can_be_changed(plain: bytes, header: bytes, data: Any) -> None:
    key = bytes(range(16))
    sealed = bytearray(Sm4Gcm().seal(key, plain, header))
    assert Sm4Gcm().open(key, bytes(sealed), header) == plain
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(CannotDecrypt):
        Sm4Gcm().open(key, bytes(sealed), header)


def test_the_forms_name_their_algorithm() -> None:
    assert Keyring([NEW]).encrypt("x").startswith("v1:")
    assert Keyring([NEW], "sm").encrypt("x").startswith("v2:")
    for cut in ("v2::", "v2:00000000:AAAA", Keyring([NEW], "sm").encrypt("x")[:20]):
        with pytest.raises(CannotDecrypt):
            Keyring([NEW], "sm").decrypt(cut)


@pytest.fixture
def mixed(db: None, settings: Any) -> list[Entry]:
    """Twelve entries, the algorithm changed after every third, sealed every second day."""
    for place in range(12):
        settings.CRYPTO = "sm" if place // 3 % 2 else "international"
        with clock.at(DAY + timedelta(days=place)):
            book.write(None, [book.Note("hazard", "1", "change", f"第{place}件", {"部位": ["甲", place]})])
            if place % 2:
                book.seal_today()
    return list(Entry.objects.order_by("seq"))


def test_a_chain_holds_over_changes_of_algorithm(mixed: list[Entry], settings: Any) -> None:
    assert [e.algorithm for e in mixed] == ["sha256"] * 3 + ["sm3"] * 3 + ["sha256"] * 3 + ["sm3"] * 3
    assert set(Seal.objects.values_list("algorithm", flat=True)) == {"sha256", "sm3"}
    for settings.CRYPTO in ("international", "sm"):
        verdict = book.verify()
        assert (verdict.checked, verdict.fault) == (12, None)


def test_entries_of_before_there_was_a_choice_hash_as_they_did() -> None:
    entry = Entry(seq=1, at=DAY, register="r", record="1", verb="v", title="t", actor="a")
    assert "algorithm" not in entry.facts()
    entry.algorithm = "sm3"
    assert entry.facts()["algorithm"] == "sm3"


@pytest.mark.parametrize("values", [{"algorithm": "sha256"}, {"title": "别的事"}])
def test_a_changed_entry_of_an_sm3_epoch_is_found(mixed: list[Entry], values: dict[str, Any]) -> None:
    Entry.objects.filter(seq=5).update(**values)
    verdict = book.verify()
    assert verdict.fault is not None and "第 5 条" in verdict.fault


@pytest.mark.parametrize("number", [0, 2])
def test_a_seal_relabelled_is_found(mixed: list[Entry], number: int) -> None:
    seal = Seal.objects.order_by("day")[number]
    Seal.objects.filter(pk=seal.pk).update(algorithm="sm3" if seal.algorithm == "sha256" else "sha256")
    assert "签名不符" in str(book.verify().fault)


def test_an_exported_copy_carries_the_algorithms(mixed: list[Entry], tmp_path: Path) -> None:
    call_command("export_trail", tmp_path, stdout=StringIO())
    anchors = json.loads((tmp_path / "anchors.json").read_text(encoding="utf-8"))
    assert {a["algorithm"] for a in anchors} == {"sha256", "sm3"}
    call_command("verify", file=tmp_path / "trail.jsonl", anchors=tmp_path / "anchors.json", stdout=StringIO())
    lines = (tmp_path / "trail.jsonl").read_text(encoding="utf-8").replace("第4件", "第九件")
    (tmp_path / "trail.jsonl").write_text(lines, encoding="utf-8")
    with pytest.raises(CommandError, match="第 5 条"):
        call_command("verify", file=tmp_path / "trail.jsonl", anchors=tmp_path / "anchors.json", stdout=StringIO())


def test_what_a_verification_found_is_kept_for_the_auditor(mixed: list[Entry]) -> None:
    call_command("verify", stdout=StringIO())
    Entry.objects.filter(seq=5).update(title="别的事")
    with pytest.raises(CommandError):
        call_command("verify", stdout=StringIO())
    found = list(Verification.objects.order_by("pk").values_list("checked", "fault"))
    assert found[0] == (12, "") and found[1][0] == 4 and "第 5 条" in found[1][1]


def raw(user: User) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM people_user WHERE id = %s", [user.pk])
        return str(cursor.fetchone()[0])


def people(count: int) -> list[User]:
    return [User.objects.make(f"人{n}", phone=f"139{n:08d}") for n in range(count)]


@pytest.mark.django_db
def test_rekey_writes_values_and_index_under_the_first_key(settings: Any) -> None:
    settings.FIELD_KEYS = [OLD]
    users = people(7)
    silent = User.objects.make("无号码")
    settings.FIELD_KEYS, settings.CRYPTO = [NEW, OLD], "sm"
    number = "13900000003"
    before = list(User.objects.filter(phone_index__in=crypto.blind_indexes(number)))
    assert before == [users[3]], "found before it is written anew"
    out = StringIO()
    call_command("rekey", batch=3, stdout=out)
    assert "people.User.phone：完成，改写 7 条" in out.getvalue()
    settings.FIELD_KEYS = [NEW]
    assert all(raw(u).startswith("v2:") for u in users) and raw(silent) == ""
    assert [User.objects.get(phone_index=crypto.blind_index(f"139{n:08d}")).pk for n in range(7)] == [
        u.pk for u in users
    ]
    again = StringIO()
    call_command("rekey", stdout=again)
    assert "people.User.phone：完成，改写 0 条" in again.getvalue()
    assert Entry.objects.filter(verb="rekey", register="rekey").count() == 3
    assert "139" not in "".join(Entry.objects.values_list("title", flat=True))


@pytest.mark.django_db
def test_a_value_changed_meanwhile_is_not_written_over() -> None:
    user = people(1)[0]
    field = next(f for f in rekey.encrypted_fields() if f.model is User)
    row = rekey.waiting(field).get(pk=user.pk)
    User.objects.filter(pk=user.pk).update(phone="18600000000")
    assert rekey._write(field, row, "v9:") is False
    assert User.objects.get(pk=user.pk).phone == "18600000000"


def test_every_encrypted_column_is_known() -> None:
    named = {f"{f.model._meta.label}.{f.name}" for f in rekey.encrypted_fields()}
    assert named >= {"people.User.phone", "enterprise.Person.citizen_id", "enterprise.Person.phone"}


@pytest.mark.slow
def test_rekey_killed_half_way_goes_on_where_it_was(shared_database: str, settings: Any, tmp_path: Path) -> None:
    settings.FIELD_KEYS = [OLD]
    users = people(60)
    environment = os.environ | {
        "ANLAN_MODE": "test", "ANLAN_DATABASE_URL": shared_database, "ANLAN_FIELD_KEYS": f"{NEW},{OLD}", "ANLAN_CRYPTO": "sm",
        "ANLAN_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "anlan.config.settings",
    }  # fmt: skip
    command = [sys.executable, "-c", "from anlan.config.cli import main; main()", "rekey", "--batch", "1"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        seen = next(line for line in process.stdout if "User" in line and "改写 5 条" in line)
        process.send_signal(signal.SIGKILL)
    assert seen and process.returncode == -signal.SIGKILL
    settings.FIELD_KEYS, settings.CRYPTO = [NEW, OLD], "sm"
    done = sum(raw(u).startswith("v2:") for u in users)
    assert 5 <= done < 60
    assert all(User.objects.get(pk=u.pk).phone == u.phone for u in users), "each is readable at every moment"
    subprocess.run(command, env=environment, check=True, capture_output=True)
    assert all(raw(u).startswith("v2:") for u in users)
    assert Entry.objects.filter(verb="rekey").count() == 60, "written and trailed in one transaction, each once"
    assert book.verify().fault is None
