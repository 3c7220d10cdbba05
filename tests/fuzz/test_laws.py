"""Laws of the pure rules that the examples beside them don't state; and the chain of the trail under any tampering."""

import copy
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from anlan.domain.enterprise import rules as enterprise
from anlan.domain.hazard import rules as hazard
from anlan.domain.hazard.kinds import Level
from anlan.domain.news import rules as news
from anlan.domain.selfcheck import rules as selfcheck
from anlan.domain.standard import rules as standard
from anlan.kernel.clock import calendar, now
from anlan.kernel.clock.due import due_note, due_tone
from anlan.kernel.doors import workbook, xlsx
from anlan.kernel.register.plain import storable, whole
from anlan.kernel.scope.models import Organisation
from anlan.kernel.scope.reach import Leg, compile_legs
from anlan.kernel.trail import book
from anlan.kernel.trail.models import Entry
from tests.fuzz.effort import effort
from tests.fuzz.undo import undone

pytestmark = pytest.mark.once

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
RULES = st.sampled_from(list(hazard.LISTING_RULES.values()))
TEXT = st.text(max_size=80)
FEW = st.sampled_from(["a", "b", "甲", "乙"])


@given(day=DAYS, n=st.integers(-40, 40), off=st.dictionaries(DAYS, st.booleans(), max_size=20))
@effort(200)
def test_working_days_under_any_overrides(day: date, n: int, off: dict[date, bool]) -> None:
    end = calendar.add_workdays(day, n, off)
    assert (end > day, end < day) == (n > 0, n < 0)
    assert n == 0 or calendar.is_workday(end, off), "a period ends on a working day"
    if n > 0:
        assert calendar.workdays_between(day, end, off) == n
        assert calendar.add_workdays(day, n + 1, off) > end
    rolled = calendar.add_days(day, abs(n), off, roll=True)
    assert rolled >= day + timedelta(days=abs(n)) and calendar.is_workday(rolled, off)


@given(day=DAYS, level=st.sampled_from(["", "general", "major", "other"]))
@effort(100)
def test_colour_and_words_of_a_deadline_agree(day: date, level: str) -> None:
    assert (due_tone(day, level) == "red") == due_note(day).startswith("逾期")
    assert due_tone(day, level, done=True) == ""


@given(rule=RULES, listed=DAYS, span=st.integers(-5, 500), ask=st.integers(0, 600), wanted=DAYS)
@effort(300)
def test_listing_and_extension_agree_with_the_longest_time(
    rule: hazard.ListingRule, listed: date, span: int, ask: int, wanted: date
) -> None:
    due, today = listed + timedelta(days=span), listed + timedelta(days=ask)
    fine = hazard.listing_refused(rule, listed, due, today) is None
    assert fine == (span > 0 and not (rule.treat_days and span > rule.treat_days))
    assert hazard.listing_refused(rule, today + timedelta(days=1), due, today) is not None
    late = [
        hazard.extension_late(rule, due, listed + timedelta(days=n)) is not None
        for n in range(max(0, span - 40), span + 3)
    ]
    assert late == sorted(late), "once too late, always too late"
    if hazard.extension_refused(rule, listed, due, wanted) is None:
        assert wanted > due and not (rule.treat_days and (wanted - listed).days > rule.treat_days)


@given(rule=RULES, day=DAYS, due=st.none() | DAYS)
@effort(100)
def test_who_must_answer_has_a_day_ahead_where_the_place_names_one(
    rule: hazard.ListingRule, day: date, due: date | None
) -> None:
    decided, checked = hazard.decide_by(rule, day), hazard.recheck_by(rule, day, due)
    assert (decided is None) == (not rule.decide_workdays) and (checked is None) == (rule.recheck_days is None)
    assert decided is None or decided > day
    assert checked is None or checked <= day + timedelta(days=rule.recheck_days or 0)


@given(area=st.text("0123456789", max_size=12), level=st.sampled_from(list(Level)), found=DAYS, day=DAYS)
@effort(150)
def test_the_nearest_place_and_the_days_of_a_hazard(area: str, level: Level, found: date, day: date) -> None:
    fits = [one for one in hazard.LISTING_RULES if area.startswith(one)]
    assert hazard.listing_rule(area) is hazard.LISTING_RULES[max(fits, key=len)]
    due = hazard.default_due(level, found)
    assert hazard.days_overdue(due, day) == (max(0, (day - due).days)) and hazard.days_overdue(None, day) == 0
    assert (hazard.days_overdue(due, day) > 0) == (due < hazard.overdue_on(day)["due_on__lt"])
    assert found > day or hazard.dates_refused(found, due, day) is None


@given(one=TEXT, other=TEXT, most=st.integers(2, 60))
@effort(200)
def test_names_and_titles(one: str, other: str, most: int) -> None:
    assert hazard.same_person(one, other) == hazard.same_person(other, one)
    assert hazard.same_person(one, one + " ") == bool(one.split())
    assert (hazard.separation_refused(one, other) is None) != hazard.same_person(one, other)
    title = hazard.title_of(one, most)
    assert len(title) <= most and "\n" not in title
    tidy = enterprise.tidy_number(one)
    assert enterprise.tidy_number(tidy) == tidy
    for mask, shown in ((enterprise.mask_id, 10), (enterprise.mask_phone, 7), (enterprise.mask_name, 1)):
        assert len(mask(one)) == len(one) and sum(c != "*" for c in mask(one)) <= shown


@given(kinds=st.sets(FEW), firm=st.sets(FEW), industries=st.sets(FEW), industry=FEW)
@effort(100)
def test_who_is_meant(kinds: set[str], firm: set[str], industries: set[str], industry: str) -> None:
    assert standard.applies(kinds | {"all"}, firm)
    assert standard.applies(kinds, firm) == bool(kinds & firm)
    meant = news.addressed(industry, firm, industries, kinds)
    assert news.addressed(industry, firm, set(), set())
    assert not meant or news.addressed(
        industry, firm, industries | {"z"} if industries else industries, kinds | {"z"} if kinds else kinds
    )


@given(text=TEXT, found=st.lists(FEW))
@effort(100)
def test_names_in_a_text(text: str, found: list[str]) -> None:
    names = news.names_in(text)
    assert len(set(names)) == len(names) and all(name == name.strip() and name for name in names)
    assert news.names_in("\n".join(names)) == names
    assert (news.missing_sentence(names, found) is None) == (set(names) <= set(found))


@given(edition=st.text("0123456789年版第-A", max_size=10), taken=st.lists(st.integers(2020, 2040).map("{}版".format)))
@effort(100)
def test_the_next_edition_is_never_taken(edition: str, taken: list[str]) -> None:
    assert standard.next_edition(edition, [*taken, edition]) not in {*taken, edition}


@given(start=st.none() | DAYS, end=st.none() | DAYS, day=DAYS)
@effort(100)
def test_an_edition_holds_between_its_days(start: date | None, end: date | None, day: date) -> None:
    held = [standard.in_force(start, end, day + timedelta(days=n)) for n in range(-3, 4)]
    assert "".join("1" if one else "0" for one in held).strip("0").count("0") == 0, "it comes and goes once"
    assert selfcheck.month_before(selfcheck.month_of(day)) < selfcheck.month_of(day) <= day


@given(one=st.dictionaries(FEW, FEW), other=st.dictionaries(FEW, FEW))
@effort(100)
def test_answers_are_equal_when_nothing_differs(one: dict[str, str], other: dict[str, str]) -> None:
    assert (
        (selfcheck.differing(one, other) == []) == (one == other) == (selfcheck.digest(one) == selfcheck.digest(other))
    )
    done = selfcheck.progress([1, 2, 3], {n: selfcheck.GENERAL for n in range(len(one))})
    assert done.found <= done.done <= done.total == done.done + done.left


@given(text=TEXT | st.floats().map(str) | st.integers().map(str))
@effort(200)
def test_texts_of_addresses_and_sheets(text: str) -> None:
    assert 0 <= whole(text) < 10**18
    assert storable(storable(text)) == storable(text) and "\x00" not in storable(text)
    harmless = xlsx.harmless(text)
    assert harmless in (text, "'" + text) and xlsx.harmless(harmless) == harmless
    assert harmless[:1] not in ("=", "@"), "only what is a number may begin with a sign or a tab"
    read = workbook.cell_text(harmless).strip()
    assert read in (text.strip(), harmless.strip(), text.strip().removeprefix("'").strip())


@pytest.mark.django_db
def test_legs_are_as_few_as_reach_the_same(count: Callable[[], None], cast: Any) -> None:
    """Compiled legs reach exactly the areas and industries of the grants."""
    office = Organisation.objects.get(pk=cast.office.organisation_id)
    paths = ("32", "3204", "3204012", "3204012100", "3204011", "3204011100", "3204012102")
    grants = st.lists(st.tuples(st.sampled_from(paths), st.sampled_from(["", "chemical", "trade"])), max_size=5)

    def reached(legs: list[tuple[str, str]], area: str, industry: str) -> bool:
        return any(area.startswith(a) and i in ("", industry) for a, i in legs)

    @effort(60)
    @given(pairs=grants)
    def every(pairs: list[tuple[str, str]]) -> None:
        count()
        with undone():
            office.grants.all().delete()
            for area, industry in dict.fromkeys(pairs):
                office.grants.create(area_id=area, industry=industry)
            legs: list[Leg] = list(compile_legs(Organisation.objects.get(pk=office.pk)))
            found = [(leg.area or "", leg.industry) for leg in legs if leg.direct is None]
            assert len(found) <= len(set(pairs))
            for area in paths:
                for industry in ("chemical", "trade", "machinery"):
                    assert reached(found, area, industry) == reached(pairs, area, industry), (pairs, area, industry)

    every()


@pytest.mark.django_db
def test_no_tampering_with_the_chain_goes_unseen(count: Callable[[], None]) -> None:
    at = now()

    @effort(60)
    @given(
        titles=st.lists(
            st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20), min_size=2, max_size=8
        ),
        data=st.data(),
    )
    def every(titles: list[str], data: Any) -> None:
        count()
        with undone():
            entries = book.write(
                None, [book.Note("x", str(n), "v", t, {"值": [None, t]}) for n, t in enumerate(titles)], at=at
            )
            assert book.verify().fault is None
            entries = list(Entry.objects.order_by("seq"))
            anchor = [{"day": at.date().isoformat(), "count": len(entries), "hash": entries[-1].hash}]
            anchor[0]["signature"] = book.sign(len(entries), entries[-1].hash, at.date())
            forged = copy.deepcopy(entries)
            place = data.draw(st.integers(0, len(forged) - 1))
            how = data.draw(
                st.sampled_from(
                    ["title", "verb", "record", "changes", "actor", "at", "remove", "swap", "cut", "rewrite"]
                )
            )
            if how in ("title", "verb", "record", "actor"):
                setattr(forged[place], how, getattr(forged[place], how) + "改")
            elif how == "changes":
                forged[place].changes = {"值": [None, "改"], "另": [1, 2]}
            elif how == "at":
                forged[place].at += timedelta(seconds=1)
            elif how == "remove":
                del forged[place]
            elif how == "swap":
                other = data.draw(st.integers(0, len(forged) - 1))
                assume(other != place)
                forged[place], forged[other] = forged[other], forged[place]
            elif how == "cut":
                forged = forged[:place]
            else:
                Entry.objects.all().delete()
                book.Head.objects.all().delete()
                book.write(None, [book.Note("x", "1", "v", "改写")] * len(entries), at=at)
                forged = list(Entry.objects.order_by("seq"))
            assert book.verify(iter(forged), anchor).fault is not None, how

    every()
