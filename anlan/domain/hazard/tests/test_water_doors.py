"""The generated walks of hazards of works."""

from typing import Any

from anlan.domain.project.testing import WorksTests
from anlan.kernel.testing import Cast


class TestWaterHazard(WorksTests):
    register_key, change = "waterhazard", {"place": "坝段二"}

    def make(self, cast: Cast) -> dict[str, Any]:
        return dict(
            section=str(self.works(cast).section.pk), name="基坑临边防护缺失", level="general", place="溢洪道基坑",
            problem="基坑东侧约二十米没有防护栏杆", responsible="郑远江", photos=[cast.photo(self.maker)],
        )  # fmt: skip
