"""Tests that come with every type: RegisterTests walks each door as each member of the cast."""

import pytest

pytest.register_assert_rewrite("anlan.kernel.testing.register_tests", "anlan.kernel.testing.walks")

from .cast import DISTRICT, FAR, MEMBERS, SITES, WORKS, Cast, make_cast, picture, signed_in  # noqa: E402
from .register_tests import RegisterTests  # noqa: E402

__all__ = ["DISTRICT", "FAR", "MEMBERS", "SITES", "WORKS", "Cast", "RegisterTests", "make_cast", "picture", "signed_in"]
