"""All Registers, by key and by model."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .register import Register

_by_key: dict[str, "Register"] = {}
_by_model: dict[Any, "Register"] = {}


def add(register: "Register") -> None:
    """Called once per Register class; the same key twice is a mistake."""
    if register.key in _by_key:
        raise ValueError(f"register '{register.key}' declared twice")
    _by_key[register.key] = register
    _by_model.setdefault(register.model, register)


def register(key: str) -> "Register":
    """The Register of that key; KeyError when there is none."""
    return _by_key[key]


def register_of(model: Any) -> "Register":
    """The Register that governs a model; KeyError when there is none."""
    return _by_model[model]


def governed(model: Any) -> bool:
    """Is there a Register for this model?"""
    return model in _by_model


def every_register() -> list["Register"]:
    """All Registers by key."""
    return [_by_key[k] for k in sorted(_by_key)]
