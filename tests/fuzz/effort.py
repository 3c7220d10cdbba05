"""How long the fuzzing tries: bounded and always the same in CI, longer and by a random seed in ``make fuzz``."""

import os
from typing import Any

from hypothesis import HealthCheck, Phase, settings

PROFILE = os.environ.get("ANLAN_FUZZ", "ci")
TIMES = {"ci": 1, "long": 3}


def register_profiles() -> None:
    """``ci`` never flickers: no random seed, no database of earlier failures. ``long`` takes pytest's seed."""
    common: dict[str, Any] = {"database": None, "deadline": None, "suppress_health_check": list(HealthCheck)}
    settings.register_profile("ci", derandomize=True, phases=(Phase.explicit, Phase.generate, Phase.shrink), **common)
    settings.register_profile("long", derandomize=False, print_blob=True, **common)


def effort(examples: int, **more: Any) -> settings:
    """The settings of a test that tries ``examples`` examples in CI."""
    return settings(settings.get_profile(PROFILE), max_examples=examples * TIMES[PROFILE], **more)
