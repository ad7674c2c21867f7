"""A store of decoded things with a limit in bytes; the least recently used leave first."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Cache(Generic[Value]):
    """Keeps values made on demand while they fit in `limit` bytes together."""

    def __init__(self, limit: int, size_of: Callable[[Value], int]) -> None:
        """Start empty."""
        self._limit = limit
        self._size_of = size_of
        self._values: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()
        self._size = 0

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Return the value of a key, made now if it is not there."""
        held = self._values.get(key)
        if held is not None:
            self._values.move_to_end(key)
            return held[0]
        value = make()
        size = self._size_of(value)
        self._values[key] = (value, size)
        self._size += size
        while self._size > self._limit:
            self._size -= self._values.popitem(last=False)[1][1]
        return value

    def clear(self) -> None:
        """Forget everything."""
        self._values.clear()
        self._size = 0
