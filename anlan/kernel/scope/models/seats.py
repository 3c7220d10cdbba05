"""Seats: who acts from where, in which role, and who manages that."""

from datetime import date, timedelta
from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q

from anlan.kernel.clock import today
from anlan.kernel.people import separation
from anlan.kernel.register.errors import FieldError
from anlan.kernel.register.records import Record

from .. import grounds
from ..reach import EVERYTHING, Leg, compile_legs
from .places import Area, Organisation, OrganisationKind
from .stakes import Stake


def out_of_hand(place: Organisation, seat: "Seat") -> str | None:
    """Why a seat must not manage accounts of a place: only the platform manages authorities' accounts but one's own."""
    if seat.organisation.kind == OrganisationKind.PLATFORM or place.pk == seat.organisation_id:
        return None
    if place.is_unit and seat.oversees(place.area_id):
        return None
    return "该账号在其他管理部门或您管辖之外的单位任职，由平台系统管理员管理"


class Standing(models.TextChoices):
    """Whether a seat may be used."""

    OPEN = "open", "在用"
    PENDING = "pending", "待授权"
    LOCKED = "locked", "已锁定"


class Seat(Record):
    """A person acts from one seat at a time: an organisation, a role, and what that organisation oversees."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="seats", editable=False)
    account = models.CharField(
        "用户名", max_length=120, blank=True, help_text="企业用单位全称；已有的用户名可兼任多个岗位"
    )
    holder = models.CharField("姓名", max_length=60, blank=True)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="seats", verbose_name="机构")
    area = models.ForeignKey(Area, models.PROTECT, editable=False, related_name="+", verbose_name="所属区域")
    industry = models.CharField("监管行业", max_length=20, blank=True, editable=False)
    role = models.ForeignKey("people.Role", models.PROTECT, verbose_name="角色")
    starts_on = models.DateField("开始日期", default=today)
    ends_on = models.DateField("截止日期", null=True, blank=True)
    proxy = models.BooleanField("代填", default=False, help_text="安全管家等受托代为填报；所做记录标明代填")
    standing = models.CharField("状况", max_length=10, choices=Standing.choices, default=Standing.OPEN, editable=False)

    class Meta:
        verbose_name = "账号"
        indexes: ClassVar = [models.Index(fields=["area", "-id"]), models.Index(fields=["organisation", "-id"])]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "organisation", "role"], name="one_seat_per_user_place_role")
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation} · {self.role}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keeps the account's name, the holder's and the scope columns beside the seat, where lists look at them."""
        self.area_id, self.industry = self.organisation.area_id, self.organisation.industry
        self.account, self.holder = self.account or self.user.username, self.holder or self.user.name
        super().save(*args, **kwargs)

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """A new account name makes a new user; a role must fit the kind of organisation."""
        if seat is not None and (why := out_of_hand(self.organisation, seat)):
            raise FieldError(why)
        if self.role.organisation_kinds and self.organisation.kind not in self.role.organisation_kinds:
            raise FieldError(f"角色“{self.role}”不适用于{self.organisation.get_kind_display()}")
        if self.ends_on and self.ends_on < self.starts_on:
            raise FieldError("截止日期早于开始日期，请改正")
        if is_new:
            users = get_user_model()._default_manager
            name = self.account.strip() or self.organisation.name
            known = users.filter(username=name).first()
            self.user = known or users.make(name, self.holder, must_choose=True)
            self._first_word = "" if known else self.user.issue_one_time()
            if seat is not None and (why := self.out_of_hand(seat)):
                raise FieldError(why)
            if Seat.objects.filter(user=self.user, organisation=self.organisation, role=self.role).exists():
                raise FieldError("该账号在这个单位已有同样的岗位")
        if why := separation.duty_refused(self.user, self.role, self.organisation):
            raise FieldError(why)
        moved = not is_new and self._rights_moved()
        if moved:
            self.user.end_sessions()
        if separation.must_be_granted(self.organisation, seat) and (is_new or moved):
            self.standing = Standing.PENDING

    def _rights_moved(self) -> bool:
        """Were role, place or time changed since the row was read?"""
        names = ("role_id", "organisation_id", "starts_on", "ends_on")
        return Seat.objects.filter(pk=self.pk).values_list(*names).first() != tuple(getattr(self, n) for n in names)

    def made_note(self) -> str:
        """The one-time password of an account that was made with this seat."""
        word = getattr(self, "_first_word", "")
        told = f"“{self.account}”的初始密码：{word}（只显示这一次，七天内有效，登录后须先改密码）" if word else ""
        return told + ("须由安全管理员授权后才能使用" if self.standing == Standing.PENDING else "")

    def not_managed_by(self, seat: "Seat") -> str | None:
        """A first look at the loaded row alone; ``out_of_hand`` looks at the user's other seats too."""
        return out_of_hand(self.organisation, seat)

    def out_of_hand(self, seat: "Seat") -> str | None:
        """Why another seat must not manage this account: a seat, or another of its user's seats, is not in its hand."""
        places = {self.organisation_id: self.organisation}
        for other in Seat.objects.filter(user=self.user_id).select_related("organisation"):
            places[other.organisation_id] = other.organisation
        return next((why for place in places.values() if (why := out_of_hand(place, seat))), None)

    def change_refused(self, seat: "Seat") -> str | None:
        """Nobody raises themselves through somebody else's account."""
        return self.not_managed_by(seat)

    def reset_password(self, act: Any, seat: "Seat | None") -> dict[str, str]:
        """A new one-time password for this account, shown once."""
        if seat is not None and (why := self.out_of_hand(seat)):
            raise FieldError(why)
        word = self.user.issue_one_time()
        told = f"“{self.user.username}”的初始密码：{word}（只显示这一次，七天内有效，登录后须先改密码）"
        if separation.must_be_granted(self.organisation, seat):
            # Whoever knows the word could sit down there himself; so a second administrator looks at it first.
            self.user.seats.filter(standing=Standing.OPEN).update(standing=Standing.PENDING)
            self.standing, told = Standing.PENDING, told + "，须由安全管理员授权后才能使用"
        return {"show": told}

    def end(self, act: Any, seat: "Seat | None") -> None:
        """The seat ends yesterday; what was done from it stays."""
        if seat is not None and (why := self.out_of_hand(seat)):
            raise FieldError(why)
        if why := separation.last_of_duty(self):
            raise FieldError(why)
        self.user.end_sessions()
        self.ends_on = today() - timedelta(days=1)
        # One that was opened today, by mistake perhaps, never held.
        self.starts_on = min(self.starts_on, self.ends_on)

    def grant(self, act: Any, seat: "Seat | None") -> None:
        """安全管理员 lets an account that was made, changed or reset by 系统管理员 be used."""
        if why := separation.duty_refused(self.user, self.role, self.organisation):
            raise FieldError(why)
        self.standing = Standing.OPEN

    def not_to_grant(self, seat: "Seat") -> str | None:
        """Why 授权 is grey."""
        if self.user_id == seat.user_id:
            return "不能给自己授权，请由另一名安全管理员授权"
        return None if self.standing == Standing.PENDING else "该账号不在待授权状态"

    def not_to_lock(self, seat: "Seat") -> str | None:
        """Why 锁定 is grey."""
        if self.user_id == seat.user_id:
            return "不能锁定自己的账号"
        return None if self.standing == Standing.OPEN else "该账号不在使用状态，不用锁定"

    def not_to_unbind(self, seat: "Seat") -> str | None:
        """Why 解除二次验证 is grey."""
        return "不能解除自己的二次验证，请由另一名安全管理员办理" if self.user_id == seat.user_id else None

    def lock(self, act: Any, seat: "Seat | None") -> None:
        """The account can't be used until it is unlocked; whoever is signed in with it is out at once."""
        if why := separation.last_of_duty(self):
            raise FieldError(why)
        self.standing = Standing.LOCKED
        self.user.shut_out()

    def unlock(self, act: Any, seat: "Seat | None") -> None:
        """The account may be used again, and wrong passwords are forgotten."""
        self.user.seats.filter(standing=Standing.LOCKED).update(standing=Standing.OPEN)
        if self.standing == Standing.LOCKED:
            self.standing = Standing.OPEN
        self.user.forgive()

    def clear_second(self, act: Any, seat: "Seat | None") -> None:
        """The authenticator is lost: the person sets up another at the next sign-in."""
        if not self.user.second_key:
            raise FieldError("该账号没有启用二次验证")
        self.user.forget_second()

    @staticmethod
    def valid_on(day: date) -> Q:
        """The condition of seats that hold on ``day``."""
        in_time = Q(starts_on__lte=day) & (Q(ends_on=None) | Q(ends_on__gte=day))
        return in_time & Q(organisation__is_open=True, standing=Standing.OPEN)

    @cached_property
    def permissions(self) -> frozenset[str]:
        """``"hazard.create"``, ``"hazard.verify"``, ``"hazard.*"`` ..."""
        return frozenset(self.role.permissions)

    def may(self, permission: str) -> bool:
        """Does the role hold this permission, by name or by its register's star?"""
        return permission in self.permissions or permission.split(".")[0] + ".*" in self.permissions

    @cached_property
    def legs(self) -> tuple[Leg, ...]:
        """The scope compiled for this seat: only ranges and ids remain."""
        return compile_legs(self.organisation)

    @cached_property
    def stakes(self) -> tuple[Any, ...]:
        """What its organisation takes part in, or took part in."""
        return tuple(self.organisation.stakes.order_by("ground", "id"))

    @cached_property
    def own_units(self) -> tuple[int, ...]:
        """The ids of its own organisation and its sub-units; () for an authority."""
        return self.legs[0].units if self.legs else ()

    @cached_property
    def fellows(self) -> tuple[int, ...]:
        """The ids of the units whose work it reads on the grounds it takes part in."""
        condition = Q(pk__in=())
        for leg in self.legs:
            if leg.ground and leg.reads:
                here = Q(ground__startswith=leg.ground) | Q(ground__in=grounds.above(leg.ground))
                condition |= here if leg.reads == EVERYTHING else here & Q(party=leg.reads)
        return tuple(Stake.objects.filter(condition).values_list("organisation", flat=True).distinct())

    def takes_part(self, ground: str) -> bool:
        """Does its organisation take part in works on that ground today?"""
        return any(stake.holds(ground, today()) for stake in self.stakes)

    @property
    def is_authority(self) -> bool:
        """Does this seat oversee others?"""
        return not self.organisation.is_unit

    @property
    def role_title(self) -> str:
        """The role's name as shown beside the organisation."""
        return self.role.title

    def oversees(self, area_path: str) -> bool:
        """Does an area lie within one of this seat's grants?"""
        return any(leg.area is not None and area_path.startswith(leg.area) for leg in self.legs)
