"""A property that is reckoned once: like functools.cached_property, without the lock that Python 3.11 takes for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class once(Generic[T]):  # noqa: N801 - it stands where property stands
    """Of an object that has a `__dict__` and is not shared between threads while it is new."""

    def __init__(self, reckon: Callable[[Any], T]) -> None:
        self._reckon = reckon
        self.__doc__ = reckon.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, instance: object, owner: type) -> T:
        found = instance.__dict__[self._name] = self._reckon(instance)
        return found
