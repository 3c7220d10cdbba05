"""What sheets bring in tests: lines of every type a sheet can bring, and everything that bringing them writes."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from anlan.kernel.act.act import Act
from anlan.kernel.act.models import Event
from anlan.kernel.clock.models import Job
from anlan.kernel.flow.models import Step, Task
from anlan.kernel.notice.models import Reminder
from anlan.kernel.register import registry
from anlan.kernel.trail.models import Entry

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
SHEET = ("sheet", 7, "台账.xlsx")
FOUND = {"problem": "配电箱门缺失", "place": "二车间", "responsible": "王建国", "level": "一般隐患"}


@pytest.fixture(autouse=True, params=["fast", "django"])
def way(request: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Both ways of inserting: the one for many rows, and Django's own for few."""
    monkeypatch.setattr(sys.modules["anlan.kernel.bulk.insert"], "FEW", 0 if request.param == "fast" else 10**6)
    yield


def hazards(**every: str) -> list[dict[str, str]]:
    """Hazards of every kind a sheet can bring."""
    major = {
        "level": "重大隐患",
        "criterion__unknown": "1",
        "criterion_note": "储罐超装",
        "interim": "设置警戒标志；stopped",
    }
    return [
        FOUND | every, FOUND | every | {"problem": "=灭火器过期", "due_on": "2099-01-01", "money": "1.50"},
        FOUND | every | major, FOUND | every | {"place": "", "place__unknown": "1", "acceptor": "李华"},
        FOUND | every | {"found_by_kind": "检查发现"},
    ]  # fmt: skip


SOURCE = {
    "section": "甲土建标", "name": "边坡开挖", "category": "施工", "place": "右岸", "danger": "塌方", "existence": "雨后", "trigger": "渗水",
    "accidents": "坍塌", "measures": "放坡", "check_every": "每日", "site_keeper": "郑远江", "site_phone": "13912345601",
    "unit_keeper": "周立民", "unit_phone": "13912345602", "overseer": "韩润", "overseer_phone": "13912345603",
}  # fmt: skip
GOODS = {
    "section": "甲土建标", "kind": "油料", "measure": "升", "place": "油库", "safe_limit": "500", "keeper": "钱仓",
    "keeper_phone": "13912345604",
}  # fmt: skip
FIRM = {"area": "江苏省常州市武进区湖塘镇", "industry": "危险化学品", "code__unknown": "1"}
ACCIDENT = {"project": "甲水库工程", "happened_at": "2026-03-01 08:00", "place": "坝顶"}
HURT = {"kind": "1986-09", "deaths": "0", "serious": "1", "light": "0", "missing": "0", "loss": "3.5"}
SITE = {
    "kind": "房屋建筑工程", "area": "江苏省常州市武进区", "address": "人民路 8 号", "client": "澄湖置业有限公司", "started_on": "2025-03-01",
}  # fmt: skip
CASES: dict[str, tuple[str, str, list[dict[str, str]]]] = {
    "hazard of an authority": ("locality", "hazard", hazards(unit="岚泽化工有限公司")),
    "hazard of a reviewer": ("department", "hazard", hazards(unit="岚泽化工有限公司")),
    "hazard of a firm": ("owner", "hazard", hazards()),
    "enterprise": ("locality", "enterprise", [
        FIRM | {"name": f"第{n}化工有限公司", "employees": str(n), "parent": "岚泽化工有限公司" if n == 2 else ""} for n in range(4)
    ]),
    "person": ("owner", "person", [
        {"kind": "单位安全负责人", "name": f"沈安{n}", "phone": "19900000001", "is_full_time": "是"} for n in range(3)
    ]),
    "changerequest": ("owner", "changerequest", [{"field": "所属镇（区域）", "proposed": "江苏省常州市武进区牛塘镇", "reason": "搬迁"}]),
    "article": ("office", "article", [{"kind": "help", "title": f"通告{n}", "body": "正文", "area": "武进区"} for n in range(3)]),
    "notice": ("office", "notice", [{"title": f"通知{n}", "body": "正文", "area": "武进区"} for n in range(3)]),
    "selfcheck": ("owner", "selfcheck", [{"checker": "沈安"}, {"checker": "王工"}]),
    "urge": ("locality", "urge", [{"unit": u, "month": "2026-01-01", "text": "请上报"} for u in ("岚泽化工有限公司", "隔壁化工有限公司")]),
    "dayoverride": ("platform", "dayoverride", [{"day": f"2027-05-0{n}", "is_workday": "否"} for n in range(1, 4)]),
    "organisation": ("platform", "organisation", [
        {"name": f"{n}镇政府", "kind": "属地政府", "area": "江苏省常州市武进区湖塘镇"} for n in "甲乙丙"
    ]),
    "role": ("platform", "role", [{"key": f"role-{n}", "title": f"角色{n}", "portal": "self_check"} for n in range(3)]),
    "seat": ("platform", "seat", [
        {"account": f"新人{n}", "holder": "新人", "organisation": "湖塘镇政府", "role": "属地安监员"} for n in range(3)
    ]),
    "checkstandard": ("office", "checkstandard", [{"title": "标准", "edition": str(n), "area": "武进区"} for n in range(3)]),
    "category": ("office", "category", [{"standard": "标准（甲）", "code": str(n), "name": f"分类{n}"} for n in range(3)]),
    "item": ("office", "item", [
        {"category": "电气", "code": f"1.{n}", "text": "配电箱", "applies_to": "通用"} for n in range(3)
    ]),
    "item of marks": ("office", "item", [
        {"category": "脚手架", "code": f"2.{n}", "text": "方案", "applies_to": "通用", "full_marks": "10", "is_guarantee": "是"}
        for n in range(3)
    ]),
    "deduction": ("office", "deduction", [
        {"item": "C1-1", "text": f"情形{n}", "how": "扣…～…分", "least": "1", "marks": "2.5"} for n in range(3)
    ]),
    "majorcriterion": ("office", "majorcriterion", [
        {"standard": "标准（甲）", "code": str(n), "title": f"情形{n}", "text": "内容", "applies_to": "通用"} for n in range(3)
    ]),
    "phrase": ("office", "phrase", [{"category": "电气", "text": f"表述{n}"} for n in range(3)]),
    "project": ("builder", "project", [
        {"name": f"第{n}闸站工程", "kind": "水闸工程", "area": "江苏省常州市武进区湖塘镇", "supervisor": "江苏省水利厅"} for n in range(3)
    ]),
    "section": ("builder", "section", [{"project": "甲水库工程", "name": f"施工{n}标"} for n in range(3)]),
    "participation": ("builder", "participation", [
        {"project": "甲水库工程", "party": "检测单位", "unit": u} for u in ("远江水利工程有限公司", "别处水利工程有限公司")
    ]),
    "urgentreport": ("builder", "urgentreport", [
        ACCIDENT | {"brief": f"坍塌{n}", "caller": "孙立", "caller_phone": "19900000001", "called_unit": "水利厅",
                    "called_at": "2026-03-01 09:00"} for n in range(2)
    ]),
    "quickreport": ("builder", "quickreport", [
        ACCIDENT | HURT | dict.fromkeys(("overview", "scene", "course", "measures"), f"概况{n}") | {"told_at": "2026-03-01 08:10"}
        for n in range(2)
    ]),
    "accidentrecord": ("builder", "accidentrecord", [ACCIDENT | HURT | {"note": f"拆模坠落{n}"} for n in range(2)]),
    "site": ("inspectorate", "site", [
        SITE | {"number": f"320412-2026-1{n}00", "name": f"第{n}住宅楼", "unit": "宏基建设集团有限公司"} for n in range(3)
    ]),
    "branch": ("director", "branch", [{"name": f"{n}区域公司", "head": "陆平", "phone": "13800000011"} for n in "东西北"]),
    "siteurge": ("director", "siteurge", [
        {"site": "澄湖花园", "matter": matter, "text": "请今天办理"} for matter in ("整改回复", "标准化月评", "其他")
    ]),
    "sitemachine": ("foreman", "sitemachine", [
        {"site": "澄湖花园", "kind": "塔式起重机", "number": f"苏DT-{n}", "model": "QTZ80", "owner": "江南租赁"} for n in range(3)
    ]),
    "completionentry": ("inspectorate", "completionentry", [
        {"filing": f"JG-{n}", "number": number, "name": "澄湖花园", "completed_on": "2026-01-05"}
        for n, number in enumerate(("320412-2026-0001", "320412-1999-0001", ""))
    ]),
    "dangerouswork": ("foreman", "dangerouswork", [
        {"site": "澄湖花园", "name": f"{n}号基坑", "kind": "基坑工程：基坑（槽）土方开挖、支护、降水", "depth": depth,
         "starts_on": "2026-02-01", "ends_on": "2026-09-01"} for n, depth in enumerate(("3", "9.6"))
    ]),
    "keyperson": ("builder", "keyperson", [
        {"project": "甲水库工程", "post": "质量负责人", "name": f"周衡{n}", "phone": "19900000001"} for n in range(3)
    ]),
    "risksource": ("builder", "risksource", [SOURCE | {"level": "一般危险源"} | judged for judged in (
        {"method": "作业条件危险性评价法（LEC）", "likelihood": "3", "exposure": "6", "severity": "15"},
        {"method": "风险矩阵法（LS）", "ls_likelihood": "5", "ls_severity": "5"}, {"method": "直接判定", "judged": "低风险"},
    )] + [SOURCE | {"level": "重大危险源"}]),
    "monitoringrecord": ("builder", "monitoringrecord", [
        {"source": "导流洞开挖", "checker": "吴班长", "measures": said, "found": "见照片"} for said in ("措施落实", "措施缺失")
    ]),
    "dangerousgoods": ("builder", "dangerousgoods", [GOODS | {"name": f"{n}号柴油"} for n in range(3)]),
    "stockmove": ("builder", "stockmove", [
        {"goods": "柴油", "way": way, "amount": amount, "person": "钱仓", "purpose": "见单据"}
        for way, amount in (("入库", "30"), ("出库", "20"), ("出库", "10"), ("入库", "700"))
    ]),
    "emergencycontact": ("builder", "emergencycontact", [
        {"name": f"值班{n}", "post": "调度", "phone": "19900000001", "is_day_and_night": "是"} for n in range(3)
    ]),
    "supervisionpaper": ("engineer", "supervisionpaper", [
        {"kind": k, "section": "大坝标", "title": f"通知{n}", "text": "请整改", "signer": "周启明", "signer_post": "总监理工程师"}
        for n, k in enumerate(("监理通知单", "工程暂停令", "监理报告"))
    ]),
    "waterhazard": ("builder", "waterhazard", [
        {"section": "大坝标", "party": "项目法人", "name": f"临边防护缺失{n}", "place": "坝顶", "level": "一般隐患",
         "found_on": "2020-05-06", "responsible": "周衡"} for n in range(3)
    ]),
    "reportingwindow": ("province", "reportingwindow", [
        {"kind": kind, "starts_from": "2026-01-01", "due_after": "5"} for kind in ("隐患月报", "事故月报")
    ]),
    "device": ("owner", "device", [
        {"name": f"{n}号罐", "kind": "储罐", "number": f"TK-{n}", "longitude": "119.95", "latitude": "31.7"} for n in range(3)
    ]),
    "devicesource": ("owner", "devicesource", [
        {"device": "甲醇储罐", "protocol": "HJ 212", "address": f"ANL{n}", "secret": f"PW000{n}"} for n in range(3)
    ]),
    "devicelimit": ("owner", "devicelimit", [
        {"device": "甲醇储罐", "quantity": "液位（m）", "level": level, "value": value, "reason": "设计说明书"}
        for level, value in (("高", "8"), ("高高", "9"), ("低", "1"))
    ]),
    "maintenance": ("owner", "maintenance", [
        {"device": "甲醇储罐", "reason": f"第{n}次清罐", "worker": "周师傅", "ends_at": "2026-11-25 18:00"} for n in range(2)
    ]),
    "calibration": ("owner", "calibration", [
        {"device": "甲醇储罐", "done_on": f"2026-01-0{n + 1}", "until": "2027-01-09", "by": "市计量所", "result": "合格"} for n in range(2)
    ]),
    "devicepaper": ("owner", "devicepaper", [
        {"device": "甲醇储罐", "kind": "防爆合格证", "number": f"CE-{n}", "until": "2027-01-09"} for n in range(2)
    ]),
    "evaluationitem": ("inspectorate", "evaluationitem", [
        {"edition": "2026版", "valid_from": "2026-01-01", "number": str(n), "name": f"评价项目{n}", "full": "10"} for n in range(3)
    ]),
}  # fmt: skip
APART = {"id", "uuid", "seq", "hash", "act", "record", "origin_id", "key", "payload", "digest", "password"}


def state() -> dict[str, list[dict[str, Any]]]:
    """Everything that acts write, without its keys."""
    kinds = [one.model for one in registry.every_register() if not one.read_only]
    found = {}
    for kind in [*dict.fromkeys(kinds), Step, Task, Entry, Event, Job, Reminder]:
        rows = []
        for row in kind._default_manager.order_by("pk"):
            columns = [c for c in kind._meta.concrete_fields if c.name not in APART and not c.primary_key]
            # What is referred to by its words: keys differ from one try to the next where a sequence is not taken back.
            rows.append({c.name: str(getattr(row, c.name)) if c.is_relation else getattr(row, c.name) for c in columns})
            if hasattr(row, "record"):
                rows[-1]["of"] = str(
                    registry.register(row.register).model._default_manager.filter(pk=row.record).first()
                )
        found[kind.__name__] = rows
    return found


def sheet_of(register: str, seat: Any) -> Act:
    """The act of a sheet."""
    return Act(seat, register, "create", origin=SHEET)
