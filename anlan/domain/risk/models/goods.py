"""危险物品登记 with 出入库记录: what is there is what came in less what went out, and never less than nothing."""

from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.validators import MinValueValidator
from django.db import models

from anlan.domain.project.works import WorksRecord
from anlan.kernel.clock import today
from anlan.kernel.register.errors import FieldError
from anlan.kernel.register.indexes import list_indexes
from anlan.kernel.register.modelfields import FilesField, InitialsField
from anlan.kernel.trail.crypto import EncryptedTextField

from .. import flows, rules
from ..kinds import GOODS, WAYS

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

LEAST = Decimal("0.001")


def _amount(label: str, **more: object) -> models.DecimalField:
    return models.DecimalField(label, max_digits=14, decimal_places=3, **more)  # type: ignore[arg-type]


class DangerousGoods(WorksRecord):
    """危险物品 of a unit in one place. ``stock`` is kept by its moves and by nothing else."""

    name = models.CharField("危险物品名称", max_length=120)
    initials = InitialsField()
    kind = models.CharField("类别", max_length=12, choices=GOODS)
    measure = models.CharField("计量单位", max_length=12)
    place = models.CharField("存放地点", max_length=120)
    keeper = models.CharField("保管人", max_length=40)
    keeper_phone = EncryptedTextField("保管人电话", default="")
    safe_limit = _amount("安全存放限量", null=True, blank=True, validators=[MinValueValidator(LEAST)])
    note = models.TextField("安全要求", max_length=1000, blank=True)
    files = FilesField("附件", most=10)
    stock = _amount("现有库存", default=0, editable=False)
    is_over = models.BooleanField("超限量存放", default=False, editable=False)
    was_moved = models.BooleanField("有出入库记录", default=False, editable=False)
    state = models.CharField(
        "状态", max_length=12, choices=flows.goods_flow.choices, default=flows.goods_flow.start, editable=False
    )

    class Meta:
        verbose_name = "危险物品"
        indexes = list_indexes("goods", ("-created_at",), ("kind", "is_over", "state", "section"), grounded=True)
        constraints = [models.CheckConstraint(condition=models.Q(stock__gte=0), name="stock_never_below_zero")]

    def __str__(self) -> str:
        return self.name

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """Its limit may be set anew."""
        super().settle(seat, is_new)
        self.is_over = self.safe_limit is not None and self.stock > self.safe_limit

    def tone_of(self, name: str) -> str:
        """Too much in one place is red."""
        return "red" if name == "is_over" and self.is_over else ""

    def delete_refused(self) -> str | None:
        """Why it can't be taken off the books."""
        return "已有出入库记录，不能删除" if self.was_moved else None


class StockMove(WorksRecord):
    """出入库记录. It stays as it was written; a mistake is put right by a move the other way round."""

    goods = models.ForeignKey(
        DangerousGoods, models.PROTECT, db_index=False, related_name="moves", verbose_name="危险物品"
    )
    way = models.CharField("出入库", max_length=4, choices=WAYS)
    amount = _amount("数量", validators=[MinValueValidator(LEAST)])
    moved_on = models.DateField("日期", default=today)
    person = models.CharField("经手人", max_length=40)
    purpose = models.CharField("用途或来源", max_length=200)
    files = FilesField("单据", most=5)
    left = _amount("登记后库存", default=0, editable=False)

    class Meta:
        verbose_name = "出入库记录"
        indexes = [
            *list_indexes("stockmove", ("-moved_on",), ("goods", "way"), grounded=True),
            models.Index(fields=["goods", "way", "-moved_on", "-id"], name="stockmove_goods"),
        ]

    def __str__(self) -> str:
        return f"{self.goods} {self.get_way_display()} {self.amount.normalize():f}{self.goods.measure}"

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """The goods are locked first, so that two keepers wait for one another. FieldError when there is not enough."""
        if is_new:
            self._take_place(seat)
        super().settle(seat, is_new)
        if self.moved_on > today():
            raise FieldError("日期不能晚于今天，请改正")
        if is_new:
            self._judge()

    def _take_place(self, seat: "Seat | None") -> None:
        self.goods = goods = DangerousGoods.objects.select_for_update(of=("self",)).get(pk=self.goods_id)
        if seat is not None and seat.organisation_id != goods.unit_id:
            raise FieldError("出入库由保管单位登记，贵单位只能查看")
        if goods.state != flows.goods_flow.start:
            raise FieldError("该危险物品已删除，不能登记出入库")
        self.section, self.project, self.party, self.unit = goods.section, goods.project, goods.party, goods.unit

    def _judge(self) -> None:
        moves = list(self.goods.moves.values_list("moved_on", "way", "amount"))
        there = rules.stock((way, amount) for _, way, amount in moves)
        unit = self.goods.measure
        if rules.lowest([*moves, (self.moved_on, self.way, self.amount)]) < 0:
            if self.amount > there:
                raise FieldError(f"现有库存 {there.normalize():f}{unit}，不能出库 {self.amount.normalize():f}{unit}")
            raise FieldError(f"{self.moved_on} 当时的库存不够出库 {self.amount.normalize():f}{unit}，请核对日期和数量")
        self.left = there + (self.amount if self.way == "in" else -self.amount)

    def settled(self, seat: "Seat | None", is_new: bool) -> None:
        """The goods carry what is left."""
        if not is_new:
            return
        goods = self.goods
        goods.stock, goods.was_moved = self.left, True
        goods.is_over = goods.safe_limit is not None and goods.stock > goods.safe_limit
        DangerousGoods.objects.filter(pk=goods.pk).update(stock=goods.stock, is_over=goods.is_over, was_moved=True)

    def change_refused(self, seat: "Seat") -> str | None:
        """What was recorded stands."""
        return "出入库记录保存后不能修改；登记有误的，请登记一条相反的记录并写明原因"
