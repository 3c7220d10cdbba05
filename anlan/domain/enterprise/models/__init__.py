"""The firm's file, what hangs on it, and the request to correct it."""

from .attached import Person, Photo
from .enterprise import Enterprise
from .registration import Registration
from .request import ChangeRequest

__all__ = ["ChangeRequest", "Enterprise", "Person", "Photo", "Registration"]
