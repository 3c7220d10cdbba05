"""Column types of our own: files, and small tables inside a row."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models


@dataclass(frozen=True)
class Column:
    """A column of a small table: its kind is text, date, decimal, integer or select."""

    name: str
    label: str
    kind: str = "text"
    required: bool = False
    choices: tuple[tuple[str, str], ...] | Callable[[], Any] = ()

    def pairs(self) -> list[tuple[str, str]]:
        """The choices as (value, label)."""
        return list(self.choices() if callable(self.choices) else self.choices)


class FilesField(models.JSONField):
    """Attachment ids in order. The act binds the attachments to the row; ``most`` is the default limit."""

    def __init__(self, *args: Any, most: int = 10, pictures: bool = False, **kwargs: Any) -> None:
        self.most, self.pictures = most, pictures
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)


class TableField(models.JSONField):
    """A few lines entered together with the row, kept as a list of dicts by column name."""

    def __init__(self, *args: Any, columns: tuple[Column, ...] = (), **kwargs: Any) -> None:
        self.columns = columns
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)


class ManyChoicesField(models.JSONField):
    """Several of a fixed list; ``options`` is the list or a function giving it."""

    def __init__(
        self, *args: Any, options: tuple[tuple[str, str], ...] | Callable[[], Any] = (), **kwargs: Any
    ) -> None:
        self.options = options
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def pairs(self) -> list[tuple[str, str]]:
        """The options as (value, label)."""
        return list(self.options() if callable(self.options) else self.options)


class InitialsField(models.CharField):
    """Pinyin initials of another column, kept true on every save; name it in ``search``."""

    def __init__(self, *args: Any, source: str = "name", **kwargs: Any) -> None:
        self.source = source
        kwargs.setdefault("max_length", 120)
        kwargs.setdefault("editable", False)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        from anlan.kernel.scope.initials import initials_of

        value = initials_of(str(getattr(model_instance, self.source) or ""))
        setattr(model_instance, self.attname, value)
        return value
