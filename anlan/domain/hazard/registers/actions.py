"""What may be done to a hazard under any regime."""

from anlan.kernel.register.words import Action

from ..models import Finding
from ..pressing import press_refused

ACTIONS = (
    Action("press", "督促", permission="press", run=Finding.press, refused=press_refused, batch=True),
    Action(
        "compare_photos",
        "照片比对",
        permission="compare_photos",
        beside=True,
        run=Finding.compare_photos,
        refused=lambda row, seat: None if row.photos_after else "还没有整改后照片",
    ),
)
