"""Tests that come with every type: RegisterTests walks each door as each member of the cast."""

from .cast import FAR, MEMBERS, Cast, make_cast, picture, signed_in
from .register_tests import RegisterTests

__all__ = ["FAR", "MEMBERS", "Cast", "RegisterTests", "make_cast", "picture", "signed_in"]
