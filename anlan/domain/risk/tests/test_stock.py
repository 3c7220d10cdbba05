"""出入库: never below nothing, also with two keepers at once, and any run of moves keeps the sum."""

import threading
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anlan.domain.risk import rules
from anlan.domain.risk.models import DangerousGoods, StockMove
from anlan.domain.risk.testing import goods, goods_of, stock_in
from anlan.kernel.act.act import Act, Forbidden, Refused, deliver
from anlan.kernel.clock import jobs, today
from anlan.kernel.notice.models import Reminder
from anlan.kernel.testing import Cast
from tests.fuzz.undo import undone


def out(what: Any, amount: str, **more: Any) -> dict[str, Any]:
    facts = dict(goods=str(what.pk), way="out", amount=amount, moved_on="2026-05-07", person="钱仓", purpose="坝基爆破")
    return facts | more


@pytest.fixture
def there(cast: Cast) -> Any:
    """Explosives, of which two hundred came in on 6 May."""
    what = goods_of(cast)
    cast.does("contractor", "stockmove", "create", **stock_in(cast, what))
    return what


def left(what: Any) -> Decimal:
    return DangerousGoods.objects.get(pk=what.pk).stock


@pytest.mark.django_db
def test_what_goes_out_was_there(cast: Cast, there: Any) -> None:
    with pytest.raises(Refused, match=r"现有库存 200千克，不能出库 200\.001千克"):
        cast.does("contractor", "stockmove", "create", **out(there, "200.001"))
    cast.does("contractor", "stockmove", "create", **out(there, "80.5"))
    assert left(there) == Decimal("119.5")
    assert StockMove.objects.get(way="out").left == Decimal("119.5")
    with pytest.raises(Refused, match="当时的库存不够"):
        cast.does("contractor", "stockmove", "create", **out(there, "1", moved_on="2026-05-05"))
    with pytest.raises(Refused, match="晚于今天"):
        cast.does("contractor", "stockmove", "create", **out(there, "1", moved_on=str(today() + timedelta(days=1))))
    for amount in ("0", "-5"):
        with pytest.raises(Refused):
            cast.does("contractor", "stockmove", "create", **stock_in(cast, there, amount=amount))
    assert left(there) == Decimal("119.5")


@pytest.mark.django_db
def test_the_database_itself_holds_the_stock_above_nothing(cast: Cast, there: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        DangerousGoods.objects.filter(pk=there.pk).update(stock=-1)


@pytest.mark.django_db
def test_moves_stand_and_goods_with_moves_stay(cast: Cast, there: Any) -> None:
    row = StockMove.objects.get()
    with pytest.raises(Forbidden):
        cast.does("contractor", "stockmove", "change", row.pk, amount="100")
    with pytest.raises(Forbidden, match="已有出入库记录"):
        cast.does("contractor", "dangerousgoods", "delete", there.pk)
    empty = goods_of(cast, name="柴油", kind="oil", measure="升")
    cast.does("contractor", "dangerousgoods", "delete", empty.pk)
    with pytest.raises(Refused):
        cast.does("contractor", "stockmove", "create", **stock_in(cast, empty))


@pytest.mark.django_db
def test_only_whoever_keeps_it_moves_it(cast: Cast, there: Any) -> None:
    with pytest.raises(Refused, match="只能查看"):
        cast.does("builder", "stockmove", "create", **out(there, "1"))
    for member in ("engineer", "bureau"):
        with pytest.raises(Forbidden, match="权限"):
            cast.does(member, "stockmove", "create", **out(there, "1"))


@pytest.mark.django_db
def test_too_much_in_one_place_is_said(cast: Cast, there: Any) -> None:
    cast.does("contractor", "stockmove", "create", **stock_in(cast, there, amount="800"))
    assert not DangerousGoods.objects.get(pk=there.pk).is_over
    cast.does("contractor", "stockmove", "create", **stock_in(cast, there, amount="0.001"))
    jobs.run_waiting()
    assert DangerousGoods.objects.get(pk=there.pk).is_over
    for member in ("contractor", "engineer"):
        told = Reminder.objects.filter(organisation=getattr(cast, member).organisation_id, title__contains="限量")
        assert told.count() == 1, member
    cast.does("contractor", "stockmove", "create", **out(there, "1"))
    assert not DangerousGoods.objects.get(pk=there.pk).is_over


DAYS = st.integers(0, 5).map(lambda n: date(2026, 5, 6) + timedelta(days=n))
TRIED = st.lists(
    st.tuples(st.sampled_from(("in", "out")), st.decimals(min_value="0.001", max_value=40, places=3), DAYS), max_size=8
)


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tried=TRIED)
def test_any_run_of_moves_keeps_the_sum(cast: Cast, tried: list[tuple[str, Decimal, date]]) -> None:
    with undone():
        what = cast.does("contractor", "dangerousgoods", "create", **goods(cast)).row
        done: list[tuple[date, str, Decimal]] = []
        for way, amount, day in tried:
            facts = out(what, str(amount), way=way, moved_on=str(day))
            fits = rules.lowest([*done, (day, way, amount)]) >= 0
            try:
                cast.does("contractor", "stockmove", "create", **facts)
            except Refused:
                assert not fits, facts
            else:
                assert fits, facts
                done.append((day, way, amount))
            assert left(what) == rules.stock((w, a) for _, w, a in done) >= 0
        assert StockMove.objects.filter(goods=what).count() == len(done)


def test_two_keepers_at_the_same_second_take_no_more_than_is_there(shared_cast: Cast) -> None:
    cast = shared_cast
    what = goods_of(cast)
    cast.does("contractor", "stockmove", "create", **stock_in(cast, what, amount="100"))
    seats = [cast.seat("contractor") for _ in range(6)]
    gate, ended = threading.Barrier(len(seats)), []

    def take(seat: Any) -> None:
        gate.wait()
        try:
            deliver(Act(seat, "stockmove", "create", values=out(what, "30")))
            ended.append("taken")
        except Refused as why:
            ended.append(str(why))
        except BaseException as fault:
            ended.append(repr(fault))
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=(seat,)) for seat in seats]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert ended.count("taken") == 3, ended
    assert all("现有库存 10千克" in said for said in ended if said != "taken"), ended
    assert left(what) == Decimal(10)
    assert StockMove.objects.filter(goods=what, way="out").count() == 3
