"""Many rows are made as one is: the same rows, steps, tasks, trail, events and reminders, whichever way they came."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.management.color import no_style
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from anlan.kernel import bulk, clock
from anlan.kernel.act.act import Act, Forbidden, Refused, apply
from anlan.kernel.act.many import NewRows, RefusedLine, create_many, one_by_one
from anlan.kernel.act.models import Event
from anlan.kernel.clock.models import Job
from anlan.kernel.flow.models import Step, Task
from anlan.kernel.notice.models import Reminder
from anlan.kernel.people.models import Role
from anlan.kernel.register import registry
from anlan.kernel.testing import Cast
from anlan.kernel.trail import book
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
# A sheet brings no files, and a picture, an insurance or an emergency plan is nothing without its file, nor what hangs on
# these; of the policy there is one row. A report is made from the rows it counts, and a reminder for who is late, when made.
# A company registers itself, with its licence and a proved number.
# A month's evaluation is its scan, of the end of a site there is one row, and what is late is looked into when it is late.
WITHOUT = {
    "photo",
    "policy",
    "safetyinsurance",
    "claim",
    "emergencyplan",
    "drill",
    "monthlyreport",
    "reporturge",
    "monthlyevaluation",
    "termination",
    "overduecheck",
    "registration",
}
# An inspection is nothing without its answers or its scan, and a hazard of a site is made by its inspection alone.
WITHOUT |= {"inspection", "sitehazard"}
# What is recorded of a dangerous work follows its scheme, which is nothing without its file.
WITHOUT |= {"dangerousrecord"}
# An alarm is the rules' own, and each person has one way of being told.
WITHOUT |= {"alarm", "alarmchannel"}
APART = {"id", "uuid", "seq", "hash", "act", "record", "origin_id", "key", "payload", "digest", "password"}


def test_every_type_that_a_sheet_can_bring_is_compared() -> None:
    written = {one.key for one in registry.every_register() if not one.read_only and one.sections}
    assert written - {key for _, key, _ in CASES.values()} == WITHOUT


@pytest.fixture
def ground(cast: Cast) -> Cast:
    """The cast, a standard in the making, and rights to import everything."""
    for role in Role.objects.all():
        role.permissions = sorted({*role.permissions, *(f"{r.key}.create" for r in registry.every_register())})
        role.permissions += [f"{r.key}.view" for r in registry.every_register()]
        role.save()
    works = {"name": "甲水库工程", "kind": "reservoir", "area": "3204012", "supervisor": cast.province.organisation_id}
    project = cast.does("builder", "project", "create", **works).record
    cast.does("builder", "section", "create", project=project, name="甲土建标")
    direct = {"name": "导流洞开挖", "level": "general", "method": "direct", "judged": "low"}
    cast.does("builder", "risksource", "create", **SOURCE | direct)
    cast.does("builder", "dangerousgoods", "create", **GOODS | {"name": "柴油"})
    section = cast.does("builder", "section", "create", project=str(project), name="大坝标").record
    for party in ("contractor", "engineer"):
        unit = str(cast.seat(party).organisation_id)
        cast.does(
            "builder", "participation", "create", section=str(section), party=party, unit=unit, starts_on="2024-03-01"
        )
    _site(cast)
    cast.does("owner", "device", "create", name="甲醇储罐", kind="tank", number="TK-100")
    _standard(cast, "甲", "电气")
    cast.does("office", "checkstandard", "publish", _standard(cast, "乙", "消防"))
    _standard(cast, "丙", "脚手架", "C", kind="own", judging="marks")
    return cast


def _site(cast: Cast) -> None:
    """A building site with its people."""
    facts = {"kind": "housing", "area": "3204012", "address": "人民路 8 号", "client": "澄湖置业有限公司"}
    unit = str(cast.director.organisation_id)
    told = facts | {"number": "320412-2026-0001", "name": "澄湖花园", "unit": unit, "started_on": "2025-03-01"}
    cast.foreman.organisation = cast.does("inspectorate", "site", "create", **told).row.department
    cast.foreman.save()


def _standard(cast: Cast, edition: str, name: str, code: str = "A", **judged: str) -> int:
    """An edition with one item, not yet published."""
    facts = {"title": "标准", "edition": edition, "area": "3204012", "valid_from": "2020-01-01", **judged}
    made = cast.does("office", "checkstandard", "create", **facts).record
    above = cast.does("office", "category", "create", standard=made, code=code, name=f"{name}类").record
    leaf = cast.does("office", "category", "create", standard=made, parent=above, code=f"{code}1", name=name).record
    cast.does(
        "office",
        "item",
        "create",
        category=leaf,
        code=f"{code}1-1",
        text="建立责任制",
        applies_to=["all"],
        basis_state="open",
        **({"full_marks": "10"} if judged else {}),
    )
    return made


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


def same_keys_again() -> None:
    """A sequence of PostgreSQL is not taken back with its transaction; what is made of a key (the ground of works) differs."""
    kinds = [one.model for one in registry.every_register() if not one.read_only]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), kinds):
            cursor.execute(statement)


def undone(work: Any) -> Any:
    """What the database holds after ``work``; it is taken back."""
    with transaction.atomic(), clock.at(NOON):
        same_keys_again()
        work()
        found = state()
        verdict = book.verify()
        transaction.set_rollback(True)
    assert verdict.fault is None
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("case", CASES)
def test_many_at_once_are_what_each_alone_would_be(ground: Cast, case: str) -> None:
    who, key, lines = CASES[case]
    register = registry.register(key)
    before = state()

    def alone() -> None:
        seat = ground.seat(who)
        for raw in lines:
            apply(register, Act(seat, key, "create", values=raw, origin=SHEET))

    def together() -> None:
        made = create_many(register, Act(ground.seat(who), key, "create", origin=SHEET), enumerate(lines, 2))
        assert made == len(lines)

    one, many = undone(alone), undone(together)
    assert len(one[register.model.__name__]) == len(before[register.model.__name__]) + len(lines)
    for name in one:
        assert many[name] == one[name], name


def sheet_of(register: str, seat: Any) -> Act:
    """The act of a sheet."""
    return Act(seat, register, "create", origin=SHEET)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("lines", "line", "said"), [
    ([{}, {"problem": ""}, {"unit": "没有的单位"}], 3, "请填写“主要问题”"),
    ([{}, {"unit": "没有的单位"}, {"problem": ""}], 3, "找不到“没有的单位”"),
    ([{}, {}, {"found_on": "2099-01-01"}], 4, "晚于今天"),
    ([{}, {"unit": "远方机械有限公司"}, {"problem": ""}], 3, "找不到“远方机械有限公司”"),
    ([{}, {"responsible": "李华", "acceptor": "李华"}], 3, "同一人"),
])  # fmt: skip
def test_the_first_line_that_is_wrong_is_named_and_nothing_stays(
    cast: Cast, lines: list[dict[str, str]], line: int, said: str
) -> None:
    before = state()
    raw = [(n, FOUND | {"unit": "岚泽化工有限公司"} | other) for n, other in enumerate(lines, 2)]
    with pytest.raises(RefusedLine, match=f"第 {line} 行：.*{said}"):
        create_many(registry.register("hazard"), sheet_of("hazard", cast.seat("locality")), raw)
    assert state() == before


@pytest.mark.django_db(transaction=True)
def test_a_line_out_of_reach_is_named_before_a_later_one_that_is_wrong(cast: Cast) -> None:
    before = state()
    areas = ("江苏省常州市武进区湖塘镇", "江苏省常州市武进区牛塘镇", "火星")
    raw = [(n, FIRM | {"name": f"第{n}化工有限公司", "area": area}) for n, area in enumerate(areas, 2)]
    with pytest.raises(RefusedLine, match=r"第 3 行：.*看不到"):
        create_many(registry.register("enterprise"), sheet_of("enterprise", cast.seat("locality")), raw)
    assert state() == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("who", "key", "lines", "said"), [
    ("locality", "enterprise", [FIRM | {"name": "甲化工有限公司"}] * 2, "已有名为"),
    ("platform", "dayoverride", [{"day": "2027-05-01", "is_workday": "否"}] * 2, "已存在|具有"),
])  # fmt: skip
def test_twins_in_one_sheet_are_refused(cast: Cast, who: str, key: str, lines: list[dict[str, str]], said: str) -> None:
    before = state()
    with pytest.raises(RefusedLine, match=f"第 3 行：.*({said})"):
        create_many(registry.register(key), sheet_of(key, cast.seat(who)), enumerate(lines, 2))
    assert state() == before


@pytest.mark.django_db
def test_who_may_not_create_may_not_create_many(cast: Cast) -> None:
    with pytest.raises(Refused) as why:
        create_many(registry.register("hazard"), sheet_of("hazard", cast.seat("viewer")), [(2, FOUND)])
    assert "权限" in str(why.value) and isinstance(why.value.__cause__, Forbidden)


@pytest.mark.django_db
def test_a_hundred_rows_cost_few_more_statements_than_ten(cast: Cast) -> None:
    def asked(count: int) -> int:
        lines = [(n, FOUND | {"unit": "岚泽化工有限公司"}) for n in range(count)]
        with CaptureQueriesContext(connection) as queries:
            create_many(registry.register("hazard"), sheet_of("hazard", cast.seat("locality")), lines)
        return len(queries)

    asked(1)  # what is cached once is not counted
    # Django's own way writes a statement for every few rows of so many columns.
    assert asked(100) - asked(10) <= 20


@pytest.mark.django_db
def test_pieces_follow_each_other_in_one_chain(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["anlan.kernel.act.many"], "PIECE", 3)
    lines = [(n, FOUND | {"unit": "岚泽化工有限公司", "place": f"{n}车间"}) for n in range(8)]
    assert create_many(registry.register("hazard"), sheet_of("hazard", cast.seat("locality")), lines) == 8
    told = Entry.objects.filter(register="hazard", verb="create").order_by("seq")
    assert [e.changes["隐患部位"][1] for e in told] == [f"{n}车间" for n in range(8)]
    assert len({e.act for e in told}) == 1
    assert book.verify().fault is None
    assert Step.objects.filter(register="hazard").count() == Task.objects.filter(register="hazard").count() == 8
    assert Job.objects.filter(kind="listen").count() == Event.objects.count() == 8


@pytest.mark.django_db
def test_a_query_sees_what_is_held_back(cast: Cast) -> None:
    rows = NewRows(registry.register("hazard"), sheet_of("hazard", cast.seat("locality")))
    with bulk.opened(rows.batch):
        bulk.write(Task, bulk.insert, [
            Task(register="hazard", record=1, axis="x", state="x", title="x", step="x", desk="unit",
                 organisation_id=cast.owner.organisation_id)
        ])  # fmt: skip
        assert Step.objects.count() == 0
        assert Task.objects.filter(title="x").count() == 1
    assert Task.objects.filter(title="x").count() == 1


@pytest.mark.django_db
def test_what_a_hook_takes_back_is_not_written_later(cast: Cast) -> None:
    def task(title: str) -> None:
        bulk.write(Task, bulk.insert, [
            Task(register="hazard", record=1, axis="x", state="x", title=title, step="x", desk="unit",
                 organisation_id=cast.owner.organisation_id)
        ])  # fmt: skip

    rows = NewRows(registry.register("hazard"), sheet_of("hazard", cast.seat("locality")))
    with bulk.opened(rows.batch) as batch:
        task("before")
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            task("inside")
            raise ZeroDivisionError
        with transaction.atomic():
            task("kept")
        task("after")
        batch.flush()
    assert list(Task.objects.order_by("pk").values_list("title", flat=True)) == ["before", "kept", "after"]


def test_types_that_save_themselves_are_saved_one_by_one() -> None:
    slow = {one.key for one in registry.every_register() if one_by_one(one.model)}
    assert slow >= {"organisation", "seat", "checkstandard"}
    assert not slow & {"hazard", "enterprise", "person"}
