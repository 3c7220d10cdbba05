"""Values of one accident, as a form sends them."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from anlan.domain.accident import rules, terms
from anlan.domain.project.testing import build_works
from anlan.kernel.clock import now
from anlan.kernel.testing import Cast


def ago(**span: float) -> str:
    """A moment before now as a form sends it."""
    return f"{timezone.localtime(now() - timedelta(**span)):%Y-%m-%d %H:%M}"


def kind_today(number: int = 10) -> str:
    """A type of the edition in force today."""
    day = datetime.fromisoformat(ago(hours=2)).date()
    return f"{rules.edition_on(day, terms.types_from()).key}-{number:02d}"


def accident(cast: Cast, **more: Any) -> dict[str, Any]:
    """One man fell from the formwork of the dam."""
    section = str(build_works(cast).section.pk)
    facts = dict(section=section, happened_at=ago(hours=2), kind=kind_today(), place="坝体左岸 3 号模板")
    return facts | dict(deaths="0", serious="1", light="2", missing="0", loss="12.50") | more


def quick(cast: Cast, **more: Any) -> dict[str, Any]:
    """What 条例第十二条 asks for, learned of ten minutes ago."""
    said = dict(overview="远江公司承建大坝土建", scene="作业面已停工", course="拆模时坠落", measures="伤者已送医")
    return accident(cast) | said | dict(told_at=ago(minutes=10), told_by="班组长孙立") | more


def urgent(cast: Cast, **more: Any) -> dict[str, Any]:
    """Somebody on site phoned the province."""
    facts = dict(
        section=str(build_works(cast).section.pk), happened_at=ago(hours=2), place="坝体左岸", brief="模板坍塌"
    )
    called = dict(caller="孙立", caller_phone="13912345678", called_unit="江苏省水利厅", called_at=ago(minutes=90))
    return facts | called | more
