"""The trail can be proven (house law 11)."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from anlan.kernel import clock
from anlan.kernel.act.act import Act, deliver
from anlan.kernel.testing import Cast, make_cast
from anlan.kernel.trail import book
from anlan.kernel.trail.models import GENESIS, Entry, Head, Seal, chain_hash

DAY = datetime(2026, 5, 6, 1, 2, 3, 456789, tzinfo=UTC)


def note(text: str) -> book.Note:
    """A line about nothing in particular."""
    return book.Note("hazard", "1", "change", text, {"部位": ["一车间", text], "数": [1, 2.5], "无": [None, True]})


@pytest.fixture
def chain(db: None) -> list[Entry]:
    """Nine entries with a seal after the fourth and the eighth."""
    for place in range(9):
        with clock.at(DAY + timedelta(days=place)):
            book.write(None, [note(f"第{place}件")])
            if place in (3, 7):
                book.seal_today()
    return list(Entry.objects.order_by("seq"))


def test_an_untouched_chain_holds(chain: list[Entry]) -> None:
    verdict = book.verify()
    assert (verdict.checked, verdict.fault) == (9, None)
    assert verdict.anchor == "2026-05-13（第 8 条）"


def test_an_empty_chain_holds(db: None) -> None:
    assert book.verify().fault is None


def change(**values: Any) -> Callable[[list[Entry]], None]:
    """Changes the fifth entry behind everybody's back."""
    return lambda chain: Entry.objects.filter(seq=5).update(**values) and None


@pytest.mark.parametrize("values", [
    {"title": "别的事"}, {"actor": "别人"}, {"changes": {}}, {"at": DAY}, {"verb": "delete"}, {"record": "2"}, {"proxy": True},
    {"hash": "0" * 64}, {"claimed_at": DAY}, {"register": "person"},
])  # fmt: skip
def test_a_changed_entry_is_found(chain: list[Entry], values: dict[str, Any]) -> None:
    change(**values)(chain)
    verdict = book.verify()
    assert verdict.fault is not None and "第 5 条" in verdict.fault
    assert (verdict.checked, verdict.anchor) == (4, "2026-05-09（第 4 条）")


def test_a_removed_entry_is_found(chain: list[Entry]) -> None:
    Entry.objects.filter(seq=5).delete()
    verdict = book.verify()
    assert verdict.fault is not None and "第 5 条缺失" in verdict.fault


def test_a_removed_entry_is_found_though_the_rest_moved_up(chain: list[Entry]) -> None:
    Entry.objects.filter(seq=5).delete()
    for seq in range(6, 10):
        Entry.objects.filter(seq=seq).update(seq=seq - 1)
    assert book.verify().fault is not None


def test_swapped_entries_are_found(chain: list[Entry]) -> None:
    Entry.objects.filter(seq=5).update(seq=99)
    Entry.objects.filter(seq=6).update(seq=5)
    Entry.objects.filter(seq=99).update(seq=6)
    verdict = book.verify()
    assert verdict.fault is not None and "第 5 条" in verdict.fault


@pytest.mark.parametrize("kept", [8, 6, 0])
def test_a_cut_off_end_is_found(chain: list[Entry], kept: int) -> None:
    Entry.objects.filter(seq__gt=kept).delete()
    verdict = book.verify()
    assert verdict.fault is not None and "截去" in verdict.fault


@pytest.mark.parametrize("kept", [7, 0])
def test_a_cut_off_end_is_found_though_the_head_was_cut_too(chain: list[Entry], kept: int) -> None:
    Entry.objects.filter(seq__gt=kept).delete()
    last = Entry.objects.order_by("-seq").values_list("hash", flat=True).first()
    Head.objects.update(count=kept, hash=last or GENESIS)
    verdict = book.verify()
    assert verdict.fault is not None and "截去" in verdict.fault


def rewrite() -> None:
    """Writes the whole chain anew with one entry changed, as somebody with the database but without the key could."""
    before = GENESIS
    for entry in Entry.objects.order_by("seq"):
        entry.title = "从来如此" if entry.seq == 2 else entry.title
        entry.hash = before = chain_hash(before, entry.facts())
        entry.save()
    Head.objects.update(hash=before)


def test_a_wholly_rewritten_chain_is_found_by_its_seals(chain: list[Entry]) -> None:
    rewrite()
    verdict = book.verify()
    assert verdict.fault is not None and "2026-05-09" in verdict.fault and "整体改写" in verdict.fault


def test_a_rewritten_chain_without_seals_is_found_by_anchors_kept_elsewhere(chain: list[Entry]) -> None:
    kept = book.anchors()
    rewrite()
    Seal.objects.all().delete()
    assert book.verify().fault is None, "with nothing kept outside nobody could know"
    verdict = book.verify(known=kept)
    assert verdict.fault is not None and "整体改写" in verdict.fault


def test_a_forged_seal_is_found(chain: list[Entry]) -> None:
    rewrite()
    for seal in Seal.objects.all():
        seal.hash = Entry.objects.get(seq=seal.count).hash
        seal.save()
    verdict = book.verify()
    assert verdict.fault is not None and "签名不符" in verdict.fault


def test_another_key_does_not_verify(chain: list[Entry], settings: Any) -> None:
    settings.SEAL_KEY = "another key that is long enough for this"
    assert book.verify().fault is not None


def test_sealing_a_day_twice_changes_nothing(chain: list[Entry]) -> None:
    with clock.at(DAY + timedelta(days=30)):
        first = book.seal_today()
        book.write(None, [note("后来")])
        second = book.seal_today()
    assert (second.pk, second.count, second.hash) == (first.pk, 9, first.hash)
    assert book.verify().fault is None


def test_moments_of_any_offset_hold(db: None) -> None:
    moment = datetime(2026, 5, 6, 8, tzinfo=timezone(timedelta(hours=8)))
    with clock.at(moment):
        book.write(None, [note("上海时间")], claimed_at=moment)
    assert book.verify().fault is None


def test_acts_with_a_claimed_time_hold(cast: Cast) -> None:
    claimed = datetime(2026, 1, 31, 8, tzinfo=timezone(timedelta(hours=8)))
    values = {
        "level": "general",
        "problem": "配电箱门缺失",
        "place": "二车间",
        "responsible": "王建国",
        "money": "1.50",
    }
    deliver(Act(cast.seat("owner"), "hazard", "create", values=values, claimed_at=claimed))
    assert book.verify().fault is None


def test_an_exported_copy_verifies_by_itself(chain: list[Entry], tmp_path: Path) -> None:
    said = StringIO()
    call_command("export_trail", str(tmp_path), stdout=said)
    assert "9 条" in said.getvalue()
    file, anchors = tmp_path / "trail.jsonl", tmp_path / "anchors.json"
    assert len(json.loads(anchors.read_text())) == 2
    said = StringIO()
    call_command("verify", "--file", str(file), "--anchors", str(anchors), stdout=said)
    assert "相符：共 9 条" in said.getvalue()
    lines = file.read_text().splitlines()
    (tmp_path / "cut.jsonl").write_text("\n".join(lines[:6]) + "\n")
    (tmp_path / "changed.jsonl").write_text(
        "\n".join([*lines[:2], lines[2].replace("第2件", "第X件"), *lines[3:]]) + "\n"
    )
    for name in ("cut", "changed"):
        with pytest.raises(CommandError, match="不符"):
            call_command("verify", "--file", str(tmp_path / f"{name}.jsonl"), "--anchors", str(anchors))


def test_the_commands_seal_and_verify(chain: list[Entry]) -> None:
    said = StringIO()
    call_command("seal", stdout=said)
    assert "已封存：9 条" in said.getvalue()
    call_command("verify", stdout=said)
    assert "相符：共 9 条" in said.getvalue()
    Entry.objects.filter(seq=3).update(title="改")
    with pytest.raises(CommandError, match="第 3 条"):
        call_command("verify")


@pytest.mark.django_db(transaction=True)
def test_looking_and_exporting_are_written_down_outside_of_acts_too() -> None:
    cast = make_cast()
    values = {"kind": "单位安全负责人", "name": "沈安", "phone": "19900000001", "citizen_id": "11010519491231002X"}
    pk = cast.does("owner", "person", "create", **values).record
    locality = cast.browser("locality")
    shown = locality.post(f"/web/reveal/person/{pk}/citizen_id/")
    assert shown.status_code == 200 and shown.json() == {"value": "11010519491231002X"}
    assert b"".join(locality.get("/self_check/firm-people/export/")).startswith(b"PK")
    assert locality.get(f"/web/answerability/person/{pk}/?pdf=1").content.startswith(b"%PDF")
    assert locality.post("/people/tokens/", {"title": "对接"}).status_code == 200
    verbs = list(Entry.objects.filter(user=cast.locality.user_id).order_by("seq").values_list("verb", flat=True))
    assert verbs == ["reveal", "export", "answerability", "create"]
    assert book.verify().fault is None
    assert "11010519491231002X" not in json.dumps(
        list(Entry.objects.values_list("changes", "title")), ensure_ascii=False
    )
