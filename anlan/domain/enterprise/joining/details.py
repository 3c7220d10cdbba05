"""What a firm says of itself when it registers: read from the form, judged, and drawn again with what is wrong."""

from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from anlan.kernel.act.effects import cleaning_seat
from anlan.kernel.doors.files import MOST_BYTES
from anlan.kernel.doors.show import FieldView, field_view
from anlan.kernel.people import policy
from anlan.kernel.people.models import User
from anlan.kernel.register import registry
from anlan.kernel.register.entry import clean_values
from anlan.kernel.trail.models import Attachment

from ..rules import check_citizen_id, tidy_number
from ..sections import check_code

MOST_WORD = 200
SAID = ("name", "code", "area", "contact", "citizen_id")
CHECKS = {"code": check_code, "citizen_id": lambda number: check_citizen_id(tidy_number(number))}
"""The numbers that are judged while they are typed."""
LABELS = {
    "name": "与营业执照一致的全称", "code": "营业执照上的18位代码，注册后用它登录",
    "area": "注册地；外地企业请选择工程所在地", "contact": "找回密码时核对，请填写真实姓名",
    "citizen_id": "联系人的身份证号，加密保存，找回密码时核对",
}  # fmt: skip


class Details:
    """The values as they were typed, and the sentences on them by field; "" holds those on the whole."""

    def __init__(self, raw: Any, phone: str, licence: Any = None, *, password: bool = False, row: Any = None) -> None:
        self.register = registry.register("registration")
        self.phone, self.licence, self.row = phone, licence, row
        self.raw = {name: str(raw.get(name, "")) for name in SAID if name in raw}
        self.raw |= {name: tidy_number(self.raw[name]) for name in CHECKS if name in self.raw}
        self.posted, self.words = bool(raw), (raw.get("password", ""), raw.get("again", ""))
        self.errors: dict[str, list[str]] = {}
        self.has_password = password
        if self.posted:
            self._judge()

    def is_fine(self) -> bool:
        """Nothing wrong so far?"""
        return not self.errors

    @property
    def asked(self) -> tuple[str, ...]:
        """The fields that are asked for: whoever sends it again keeps the code, since it is the account's name."""
        return SAID if self.row is None else tuple(n for n in SAID if n != "code")

    def _judge(self) -> None:
        specs = [self.register.specs[name] for name in self.asked]
        _, _, self.errors = clean_values(specs, self.raw, cleaning_seat(None), None, partial=False)
        if self.licence is None and self.row is None:
            self.errors["licence"] = ["请选择营业执照的照片或扫描件"]
        elif self.licence is not None and self.licence.size > MOST_BYTES:
            self.errors["licence"] = ["文件超过 10 MB，请压缩后再选"]
        elif self.licence is not None and not self.licence.size:
            self.errors["licence"] = ["文件是空的，请检查后重新选择"]
        if self.has_password:
            self._judge_password()

    def _judge_password(self) -> None:
        word, again = self.words
        code = tidy_number(self.raw.get("code", ""))
        if not word:
            self.errors["password"] = ["请填写注册密码"]
            return
        if len(word) > MOST_WORD:
            self.errors["password"] = [f"密码最多 {MOST_WORD} 位"]
            return
        try:
            validate_password(word, User(username=code, name=self.raw.get("contact", ""), phone=self.phone))
        except ValidationError as error:
            self.errors["password"] = list(error.messages)
        if word != again:
            self.errors["again"] = ["两次填写的密码不一样" if again else "请再填一遍密码"]

    def values(self) -> dict[str, Any]:
        """What the act is given."""
        return {name: self.raw.get(name, "") for name in self.asked}

    def views(self, areas_url: str, again: Any) -> list[FieldView]:
        """The fields for the page; what was registered stands in them again, numbers of persons do not."""
        found = []
        for name in self.asked:
            raw = self.raw if self.posted else ({} if again else dict.fromkeys(SAID, ""))
            if again and not self.posted:
                raw = {
                    "name": again.name,
                    "area": "" if again.unit_id else again.area_id,
                    "contact": "",
                    "citizen_id": "",
                }
            view = field_view(self.register, self.register.specs[name], None, raw=raw, errors=self.errors)
            view.required, view.help = True, LABELS[name]
            view.pick_url = areas_url if name == "area" else ""
            found.append(view)
        if self.has_password or not (again or self.posted):
            found += self._password_views()
        return found

    def _password_views(self) -> list[FieldView]:
        least = policy.LengthValidator().get_help_text().removeprefix("密码")
        rule = f"{least}，大写字母、小写字母、数字、符号中至少三类"
        labels = (("password", "注册密码", rule), ("again", "确认密码", "再填一遍"))
        return [
            FieldView(name, f"f-{name}", label, "password", "", required=True, errors=self.errors.get(name, []),
                      autocomplete="new-password", help=text)
            for name, label, text in labels
        ]  # fmt: skip

    def licence_view(self, again: Any) -> FieldView:
        """The licence is chosen in the form itself: nobody can upload before there is an account."""
        kept = Attachment.objects.filter(pk__in=again.licence).first() if again else None
        text = f"已上传“{kept.name}”，不换请留空。" if kept else ""
        return FieldView("licence", "f-licence", "营业执照", "upload", "", required=kept is None,
                         errors=self.errors.get("licence", []), help=f"{text}照片或扫描件，JPG、PNG、PDF，不超过 10 MB")  # fmt: skip
