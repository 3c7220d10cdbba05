"""What a firm's file says: believable values for the several dozen facts, some of them left open."""

from datetime import date, timedelta
from random import Random
from typing import Any

from anlan.domain.enterprise.models import Enterprise

from .numbers import credit_code, mobile
from .trades import Trade

INSURERS = ("江南安泰财产保险常州中心支公司", "华东长信财产保险武进支公司")
HAZCHEMS = (
    {"name": "甲苯", "cas": "108-88-3", "stock": "8", "measure": "吨", "place": "甲类库"},
    {"name": "乙酸乙酯", "cas": "141-78-6", "stock": "12", "measure": "吨", "place": "甲类库"},
    {"name": "丙烯酸丁酯", "cas": "141-32-2", "stock": "10", "measure": "吨", "place": "乙类库"},
    {"name": "氢氧化钠溶液", "cas": "1310-73-2", "stock": "20", "measure": "吨", "place": "罐区"},
    {"name": "氮气（压缩）", "cas": "7727-37-9", "stock": "24", "measure": "瓶", "place": "气瓶间"},
)


def file_values(
    random: Random, trade: Trade, name: str, area: str, today: date, people: dict[str, str]
) -> dict[str, Any]:
    """All values of a new file, as an officer enters them from the firm's own form."""
    employees = random.randint(*trade.sizes)
    values = _fixed(random, trade, name, area, employees)
    values |= _basic(random, trade, employees, today, people)
    values |= _safety(random, trade, employees, today, people)
    values |= _production(random, trade, employees, today)
    return values | trade.facts


def _fixed(random: Random, trade: Trade, name: str, area: str, employees: int) -> dict[str, Any]:
    # Kept apart by the check in the district's book, not by chance: two firms must not share a code.
    code = credit_code(random)
    while Enterprise.objects.filter(code=code).exists():
        code = credit_code(random)
    grade = "county" if trade.industry in ("chemical", "metallurgy") or employees > 150 else "township"
    return {
        "name": name, "code": code, "area": area, "industry": trade.industry, "category": trade.category,
        "subcategory": trade.subcategory, "firm_kinds": list(trade.kinds), "status": "operating",
        "grade": grade if random.random() < 0.85 else "village", "score": str(random.randint(620, 980) / 10),
    }  # fmt: skip


def _basic(random: Random, trade: Trade, employees: int, today: date, people: dict[str, str]) -> dict[str, Any]:
    scale = "large" if employees > 300 else "medium" if employees > 120 else "small" if employees > 20 else "micro"
    floor = employees * random.randint(25, 90)
    permit = trade.category == "hazchem" and trade.subcategory != "hazchem.use"
    return {
        "legal_form": random.choice(("limited", "limited", "limited", "shares", "sole", "foreign")), "scale": scale,
        "founded_on": (today - timedelta(days=random.randint(900, 9000))).isoformat(),
        "legal_person": people["principal"], "head": people["principal"], "head_phone": mobile(random),
        "email": f"aq{random.randrange(10**5):05d}@example.com",
        "address": f"武进区{random.choice(('创新', '龙跃', '稻香', '长扬', '兴东', '锦程'))}路{random.randint(2, 320)}号",
        "site_address": "与注册地址相同", "employees": employees, "capital": random.choice((50, 100, 200, 500, 1000, 2000)),
        "land_area": floor + random.randint(500, 6000), "floor_area": floor, "business_scope": trade.products,
        "longitude": f"{119.85 + random.random() * 0.25:.6f}", "latitude": f"{31.55 + random.random() * 0.2:.6f}",
        "has_permit": permit, "permit_name": "安全生产许可证" if trade.subcategory.endswith("production") else "危险化学品经营许可证",
        "permit_number": f"（苏）WH（D）{random.randint(1000, 9999)}",
        "permit_until": _until(random, today), "is_leased": random.random() < 0.18, "lease_role": "lessee",
        "lease_others": "同园区厂房出租方", "lease_agreement": True,
    }  # fmt: skip


def _until(random: Random, today: date) -> str:
    """A paper's last day; one in twelve has just run out or is about to."""
    days = random.randint(-20, 25) if random.random() < 0.08 else random.randint(60, 900)
    return (today + timedelta(days=days)).isoformat()


def _safety(random: Random, trade: Trade, employees: int, today: date, people: dict[str, str]) -> dict[str, Any]:
    big = employees > 100 or trade.industry in ("chemical", "metallurgy", "construction")
    return {
        "has_safety_body": big, "safety_body": "安全环保部" if trade.industry == "chemical" else "安全生产办公室",
        "full_time_officers": max(1, employees // 100) if big else 0, "part_time_officers": 1 + employees // 80,
        "safety_engineers": 1 if trade.industry == "chemical" else 0, "special_workers": random.randint(1, 6),
        "has_responsibility_system": True, "has_rules": random.random() < 0.96, "has_hazard_system": True,
        "hazard_body": "安全生产领导小组", "hazard_clerk": people["safety_head"], "hazard_fund": random.choice((2, 5, 8, 20)),
        "is_standardised": random.random() < 0.6, "standard_level": random.choice(("3", "3", "micro", "2")),
        "standard_certificate": f"苏AQB3204-{random.randint(10000, 99999)}", "standard_until": _until(random, today),
        "is_insured": big or random.random() < 0.5, "insurer": random.choice(INSURERS),
        "policy_number": f"AZ{random.randrange(10**9):09d}", "insured_amount": random.choice((500, 800, 1000)),
        "insured_until": _until(random, today), "has_emergency_plan": big or random.random() < 0.7,
        "plan_number": f"3204{random.randint(10000, 99999)}", "drills": random.randint(1, 3),
        "plan_filed_on": (today - timedelta(days=random.randint(100, 900))).isoformat(),
        "has_rescue_team": employees > 150, "rescue_team_size": 10, "has_service": random.random() < 0.25,
        "service_name": "常州市磐砺安全技术服务有限公司", "safety_spending": random.randint(2, 60),
        "trained": employees + random.randint(0, 40),
    }  # fmt: skip


def _production(random: Random, trade: Trade, employees: int, today: date) -> dict[str, Any]:
    machine = trade.industry in ("machinery", "metallurgy", "building_materials", "light", "textile", "chemical")
    lifts = [
        {
            "kind": random.choice(("lift", "crane", "vehicle")),
            "count": random.randint(1, 6),
            "until": _until(random, today),
        }
    ]
    return {
        "products": trade.products, "turnover": employees * random.randint(20, 90), "shifts": random.choice((1, 1, 2, 3)),
        "is_fire_key_unit": employees > 150, "is_hazchem": trade.industry == "chemical",
        "hazchems": random.sample(HAZCHEMS, 3), "is_major_hazard": False, "is_confined_space": False,
        "confined_spaces": random.randint(1, 6), "confined_places": "污水池、搅拌机、地坑", "has_special_equipment": machine,
        "special_equipment": lifts, "is_dust": False, "dust_workers": random.randint(3, 20), "is_ammonia": False,
        "is_hot_metal": False, "is_painting": False, "uses_gas": random.random() < 0.3, "gas_kind": "pipe",
        "has_health_hazards": machine, "health_hazards": ["noise", "dust" if trade.key != "dyeing" else "heat"],
        "exposed": employees // 3, "has_contractors": random.random() < 0.2, "contractors": "设备检修外包",
        "has_dormitory": random.random() < 0.15, "dormitory_people": employees // 4,
    }  # fmt: skip


def with_gaps(random: Random, values: dict[str, Any]) -> dict[str, Any]:
    """The file as a careless firm leaves it: a few facts empty, a few marked 暂不清楚."""
    kept = dict(values)
    for name in random.sample(
        ("email", "longitude", "floor_area", "business_scope", "legal_form", "shifts", "drills"), 3
    ):
        kept.pop(name)
    for name in random.sample(("safety_spending", "trained", "turnover", "capital"), 2):
        kept[name] = None
        kept[f"{name}__unknown"] = "1"
    return kept
