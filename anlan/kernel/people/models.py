"""Users, roles, and how somebody proves who they are."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from axes.utils import reset
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from anlan.kernel.clock import now
from anlan.kernel.register.errors import FieldError
from anlan.kernel.register.modelfields import ManyChoicesField
from anlan.kernel.register.records import Record
from anlan.kernel.trail.crypto import EncryptedTextField, blind_index

from . import policy
from .separation import DUTIES, own_role, role_refused


class UserManager(BaseUserManager["User"]):
    """Makes users; the password may be None for an account that must first choose one."""

    def make(self, username: str, name: str = "", password: str | None = None, **rest: Any) -> "User":
        """A saved user; ``rest`` are further fields."""
        user = self.model(username=username, name=name or username, **rest)
        user.set_password(password)
        user.password_set_at = now()
        user.save()
        return user


class User(AbstractBaseUser):
    """A person who signs in. What they may do hangs on their seats, never on the user."""

    username = models.CharField("用户名", max_length=120, unique=True)
    name = models.CharField("姓名", max_length=60)
    phone = EncryptedTextField("手机号", blank=True, default="", index="phone_index")
    phone_index = models.CharField(max_length=64, blank=True, default="", db_index=True, editable=False)
    is_active = models.BooleanField("启用", default=True)
    must_choose = models.BooleanField("须先改密码", default=False)
    one_time_until = models.DateTimeField("初始密码有效至", null=True, blank=True)
    password_set_at = models.DateTimeField(null=True, editable=False)
    second_key = EncryptedTextField(blank=True, default="", editable=False)
    second_step = models.BigIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=now, editable=False)

    USERNAME_FIELD = "username"
    objects = UserManager()

    class Meta:
        verbose_name = "用户"

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keeps the blind index of the phone number, by which a sign-in by SMS finds the user."""
        self.phone_index = blind_index(self.phone) if self.phone else ""
        super().save(*args, **kwargs)

    @property
    def password_is_stale(self) -> bool:
        """Older than the policy's days; the next sign-in leads to choosing a new one."""
        days = policy.current().password_days
        return bool(self.password_set_at and days and now() - self.password_set_at > timedelta(days=days))

    def issue_one_time(self, days: int = 7) -> str:
        """A new initial password for this account alone; it leads to nothing but choosing a new one.

        The number goes with the old password: whoever left must not choose the new one by SMS.
        """
        word = "".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(10))
        self.set_password(word)
        self.must_choose, self.phone = True, ""
        self.one_time_until = now() + timedelta(days=days)
        self.save()
        self.end_everywhere()
        return word

    def choose(self, word: str) -> None:
        """The password that its owner chose; the initial one's time no longer counts."""
        self.set_password(word)
        self.must_choose, self.one_time_until, self.password_set_at = False, None, now()
        self.save()

    def end_everywhere(self) -> None:
        """Every browser is signed out and every API key is void."""
        self.end_sessions()
        ApiToken.objects.filter(seat__user=self, revoked_at=None).update(revoked_at=now())

    def end_sessions(self, but_newest: int = 0) -> None:
        """Every browser is signed out, but for so many that were used last."""
        rows = UserSession.objects.filter(user=self, ended_at=None).order_by("-seen_at", "-pk")
        ended = rows.values_list("pk", flat=True)[but_newest:]
        UserSession.objects.filter(pk__in=list(ended)).update(ended_at=now())

    def forget_second(self) -> None:
        """The authenticator's key goes, and whoever is signed in with the account signs in anew."""
        self.second_key = ""
        self.save(update_fields=["second_key"])
        self.end_everywhere()

    def shut_out(self) -> None:
        """The account opens nothing until ``forgive``."""
        self.is_active = False
        self.save(update_fields=["is_active"])
        self.end_everywhere()

    def forgive(self) -> None:
        """The account may be used again; wrong passwords are forgotten."""
        self.is_active = True
        self.save(update_fields=["is_active"])
        reset(username=self.username)


def every_permission() -> list[tuple[str, str]]:
    """(permission, label) of every Register, each Register's star, and what only a portal's screen asks for."""
    from anlan.kernel.doors.portal import Screen, every_portal
    from anlan.kernel.register.registry import every_register

    found = {}
    for one in every_register():
        found[f"{one.key}.*"] = f"{one.title}：全部"
        found |= {name: f"{one.title}：{label}" for name, label in one.permissions()}
    for portal in every_portal():
        screens = [page for page in portal.pages.values() if isinstance(page, Screen)]
        found |= {page.permission: page.title for page in screens if page.permission not in found}
    return list(found.items())


class Role(Record):
    """A set of (register, verb) permissions and the portal whose menu it opens; seeded by portals, editable."""

    key = models.SlugField("标识", max_length=60, unique=True)
    title = models.CharField("名称", max_length=60)
    portal = models.CharField("系统", max_length=40)
    organisation_kinds = models.JSONField("适用机构类别", default=list, editable=False)
    permissions = ManyChoicesField("权限", options=every_permission)
    seeded = models.JSONField("初始权限", default=list, editable=False)
    duty = models.CharField("三员职责", max_length=10, choices=DUTIES, blank=True, default="", editable=False)

    class Meta:
        verbose_name = "角色"

    def __str__(self) -> str:
        return self.title

    def settle(self, seat: Any, is_new: bool) -> None:
        """Rights that hold the three administrators in check stay where they are."""
        if seat is not None and (why := role_refused(self, seat)):
            raise FieldError(why)

    def change_refused(self, seat: Any) -> str | None:
        """Nobody changes his own role."""
        return own_role(self, seat)


def every_role() -> list[tuple[str, str]]:
    """(key, title) of everybody and of every role that a portal brings; a role made by hand comes under everybody."""
    from anlan.kernel.doors.portal import every_portal

    return [("all", "所有角色"), *((role.key, role.title) for portal in every_portal() for role in portal.roles)]


class Policy(Record):
    """安全策略: what 安全管理员 asks of passwords and sign-ins. One row; without it the installation's settings hold."""

    password_length = models.PositiveSmallIntegerField(
        "密码最短位数", default=8, validators=[MinValueValidator(8), MaxValueValidator(64)]
    )
    password_days = models.PositiveSmallIntegerField(
        "密码有效天数", default=90, validators=[MaxValueValidator(365)], help_text="0 为不要求定期更换"
    )
    lock_after = models.PositiveSmallIntegerField(
        "连续输错几次锁定", default=5, validators=[MinValueValidator(3), MaxValueValidator(10)]
    )
    sessions_most = models.PositiveSmallIntegerField(
        "同一账号最多同时登录", default=10, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    second_roles = ManyChoicesField("须用二次验证的角色", options=every_role)

    class Meta:
        verbose_name = "安全策略"

    def __str__(self) -> str:
        return "安全策略"

    def settle(self, seat: Any, is_new: bool) -> None:
        """There is but one."""
        if is_new and Policy.objects.exists():
            raise FieldError("安全策略只有一份，请修改现有的")


class SignIn(models.Model):
    """登录日志: every try to sign in, good or bad, and every sign-out."""

    at = models.DateTimeField("时间", default=now)
    username = models.CharField("用户名", max_length=120)
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    outcome = models.CharField("结果", max_length=20)
    way = models.CharField("方式", max_length=10, blank=True, default="")
    ip = models.GenericIPAddressField("IP地址", null=True)
    agent = models.CharField("终端", max_length=200, blank=True)

    class Meta:
        verbose_name = "登录日志"
        indexes = [
            models.Index(fields=["-at"]), models.Index(fields=["user", "-at"]),
            models.Index(fields=["ip", "-at"]), models.Index(fields=["username", "-at"]),
        ]  # fmt: skip


class UserSession(models.Model):
    """One signed-in browser; can be ended from another."""

    user = models.ForeignKey(User, models.CASCADE, related_name="sessions")
    session_key = models.CharField(max_length=64, unique=True)
    started_at = models.DateTimeField("登录时间", default=now)
    seen_at = models.DateTimeField("最近使用", default=now)
    ip = models.GenericIPAddressField("IP地址", null=True)
    agent = models.CharField("终端", max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)


class ApiToken(models.Model):
    """A key for the API, bound to one seat; only its hash is kept."""

    seat = models.ForeignKey("scope.Seat", models.CASCADE, related_name="tokens")
    title = models.CharField("用途", max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField("签发时间", default=now)
    expires_at = models.DateTimeField("有效至")
    used_at = models.DateTimeField("最近使用", null=True)
    revoked_at = models.DateTimeField(null=True)

    @classmethod
    def issue(cls, seat: Any, title: str, days: int = 90) -> tuple["ApiToken", str]:
        """(the token's row, the secret): the secret is shown once."""
        word = "anlan_" + secrets.token_urlsafe(32)
        row = cls.objects.create(seat=seat, title=title, digest=cls.hash(word), expires_at=now() + timedelta(days=days))
        return row, word

    @staticmethod
    def hash(word: str) -> str:
        """SHA-256 of a token; 256 random bits need no slow hash."""
        return hashlib.sha256(word.encode()).hexdigest()


class SmsCode(models.Model):
    """A code sent by SMS for one purpose; valid five minutes, five guesses, once."""

    GUESSES = 5
    purpose = models.CharField(max_length=10, default="reset")
    phone_index = models.CharField(max_length=64, db_index=True)
    digest = models.CharField(max_length=64)
    ip = models.GenericIPAddressField(null=True)
    sent_at = models.DateTimeField(default=now)
    guesses = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["ip", "-sent_at"])]

    def is_open(self, moment: datetime) -> bool:
        """May this code still be tried at ``moment``?"""
        return self.used_at is None and self.guesses < self.GUESSES and moment - self.sent_at < timedelta(minutes=5)


class ScanCode(models.Model):
    """A QR code of the sign-in page: two minutes, once, for the browser in whose session it lies.

    The token in the picture lets a signed-in person answer; what lets the asking browser in is its own session alone.
    """

    LASTS, ENTERED_WITHIN = timedelta(minutes=2), timedelta(minutes=1)

    token = models.CharField(max_length=43, unique=True)
    asked_at = models.DateTimeField(default=now)
    ip = models.GenericIPAddressField(null=True)
    agent = models.CharField(max_length=200, blank=True)
    seen_at = models.DateTimeField(null=True)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["ip", "-asked_at"]), models.Index(fields=["asked_at"])]

    @property
    def state(self) -> str:
        """waiting, seen (by a telephone), confirmed, refused, expired or used."""
        moment = now()
        if self.used_at:
            return "used"
        if self.answered_at and self.user_id is None:
            return "refused"
        if self.answered_at:
            return "confirmed" if moment - self.answered_at < self.ENTERED_WITHIN else "expired"
        if moment - self.asked_at >= self.LASTS:
            return "expired"
        return "seen" if self.seen_at else "waiting"

    def answer(self, user: User | None) -> bool:
        """A person confirms it, or refuses (None); False when it was answered before or its time is over."""
        still = ScanCode.objects.filter(pk=self.pk, answered_at=None, asked_at__gt=now() - self.LASTS)
        return bool(still.update(user=user, answered_at=now()))

    def spend(self) -> bool:
        """Takes the confirmation, once."""
        if self.state != "confirmed":
            return False
        return bool(ScanCode.objects.filter(pk=self.pk, used_at=None).update(used_at=now()))
