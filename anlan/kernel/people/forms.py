"""What people type to sign in and to choose a password."""

from typing import Any

from captcha.fields import CaptchaField
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from .models import User
from .numbers import mobile


def sentences(errors: Any, name: str) -> list[str]:
    """The sentences of one field of a form."""
    return [str(text) for text in errors.get(name, [])]


class SignInForm(forms.Form):
    """用户名、密码、验证码."""

    username = forms.CharField(label="用户名", max_length=120, error_messages={"required": "请填写用户名（单位全称）"})
    password = forms.CharField(label="密码", max_length=200, strip=False, error_messages={"required": "请填写密码"})
    captcha = CaptchaField(
        label="验证码",
        error_messages={"invalid": "验证码不对或已过期，请看新的图片重填", "required": "请填写图片中的验证码"},
    )


class PhoneForm(forms.Form):
    """手机号 and picture code: what is asked before a message is sent."""

    phone = forms.CharField(max_length=30, error_messages={"required": "请填写手机号"})
    captcha = CaptchaField(
        error_messages={"invalid": "图片验证码不对或已过期，请看新的图片重填", "required": "请填写图片中的验证码"}
    )

    def clean_phone(self) -> str:
        """Eleven digits."""
        return mobile(self.cleaned_data["phone"])


class PasswordForm(forms.Form):
    """密码修改: the present one, and the new one twice."""

    old = forms.CharField(label="原密码", strip=False, error_messages={"required": "请填写原密码"})
    new = forms.CharField(label="新密码", max_length=200, strip=False, error_messages={"required": "请填写新密码"})
    again = forms.CharField(label="确认新密码", strip=False, error_messages={"required": "请再填一遍新密码"})

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_old(self) -> str:
        """The present password must be right."""
        if not self.user.check_password(self.cleaned_data["old"]):
            raise ValidationError("原密码不对")
        return self.cleaned_data["old"]

    def clean(self) -> dict[str, Any]:
        """New, strong enough, twice the same."""
        data = super().clean() or {}
        new, again = data.get("new"), data.get("again")
        if new and again and new != again:
            self.add_error("again", "两次填写的新密码不一样")
        if new and data.get("old") == new:
            self.add_error("new", "新密码不能与原密码相同")
        if new:
            try:
                validate_password(new, self.user)
            except ValidationError as error:
                self.add_error("new", error)
        return data
