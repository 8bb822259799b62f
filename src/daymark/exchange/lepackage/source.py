"""Takes facts out of one object of a document from outside, where any value may be absent, empty or of another type.

Whatever is not taken, or is not of the type that it should have, is kept with its path.
"""

from __future__ import annotations

import json
from typing import Any

from daymark.exchange.moments import CalendarDay, Moment, doubt_about, read_day, read_moment
from daymark.exchange.remarks import Remarks, shortened

_TRUTH = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


class Source:
    """One object being read: each fact is taken once, and `finish` keeps what nobody took."""

    def __init__(self, value: Any, path: str, remarks: Remarks) -> None:
        self.path = path
        self._remarks = remarks
        self._left: dict[str, Any] = {}
        if isinstance(value, dict):
            self._left = dict(value)
        elif not _is_empty(value):
            self._keep(path, value, "is not an object")

    def has(self, key: str) -> bool:
        """Whether the object says anything under this key that was not taken yet."""
        return not _is_empty(self._left.get(key))

    def text(self, key: str) -> str | None:
        """A text; numbers and truth values are taken as text, an object by its `value`."""
        value = self._left.pop(key, None)
        if value is None or type(value) is str:
            return value if value and value.strip() else None
        return self._as_text(value, self._at(key))

    def truth(self, key: str) -> bool | None:
        """True or False; None for silence and for what is neither."""
        value = self._left.pop(key, None)
        if isinstance(value, bool) or _is_empty(value):
            return value if isinstance(value, bool) else None
        truth = _TRUTH.get(str(value).strip().casefold()) if isinstance(value, str | int) else None
        if truth is None:
            self._keep(self._at(key), value, "is neither true nor false")
        return truth

    def whole(self, key: str, *, highest: int) -> int | None:
        """A whole number from 0 to `highest`."""
        value = self._left.pop(key, None)
        if _is_empty(value):
            return None
        digits = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
        if digits.isascii() and digits.isdigit() and len(digits) <= len(str(highest)) and int(digits) <= highest:
            return int(digits)
        self._keep(self._at(key), value, f"is not a whole number up to {highest:,}")
        return None

    def moment(self, key: str) -> Moment | None:
        """A point in time, as received."""
        said = self.text(key)
        if said is None:
            return None
        moment = read_moment(said)
        if doubt := doubt_about(moment):
            self._remarks.warn(self._at(key), f"{doubt}; it is kept as it came")
        return moment

    def day(self, key: str) -> CalendarDay | None:
        """A day, as received."""
        said = self.text(key)
        if said is None:
            return None
        day = read_day(said)
        if day.day is None:
            self._remarks.warn(self._at(key), f"“{shortened(said)}” is no day of the calendar; it is kept as it came")
        return day

    def inner(self, key: str) -> Source:
        """The object under a key; an empty one when there is none."""
        return Source(self._left.pop(key, None), self._at(key), self._remarks)

    def objects(self, key: str, inside: str | None = None) -> list[Source]:
        """The objects of a list, which may lie in a container, {"emails": {"emails": [...]}}, under `inside`."""
        found = self._list(key, inside or key)
        return [Source(value, path, self._remarks) for value, path in found if not _is_empty(value)]

    def values(self, key: str) -> list[Source]:
        """The objects of a list whose items may also be bare values."""
        bare = (str, int)
        found = self._list(key, key)
        wrapped = [({"value": value} if isinstance(value, bare) else value, path) for value, path in found]
        return [Source(value, path, self._remarks) for value, path in wrapped if not _is_empty(value)]

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts of a list, where each may be an object with a `value`."""
        found = (self._as_text(value, path) for value, path in self._list(key, key))
        return tuple(text for text in found if text is not None)

    def finish(self) -> None:
        """Keep everything that was not taken."""
        for key, value in self._left.items():
            if not _is_empty(value):
                self._keep(self._at(key), value, "is not known here")
        self._left = {}

    def _list(self, key: str, inside: str) -> list[tuple[Any, str]]:
        value = self._left.pop(key, None)
        if value is None:
            return []
        path = self._at(key)
        if isinstance(value, dict) and inside in value:
            holder = Source(value, path, self._remarks)
            value, path = holder._left.pop(inside), f"{path}.{inside}"
            holder.finish()
        if isinstance(value, list):
            return [(item, f"{path}[{number}]") for number, item in enumerate(value, start=1)]
        return [] if _is_empty(value) else [(value, path)]

    def _as_text(self, value: Any, path: str) -> str | None:
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        if _is_empty(value):
            return None
        if isinstance(value, str):
            return value
        if isinstance(value, bool | int):
            return str(value).lower()
        if isinstance(value, dict) and not isinstance(value.get("value"), dict | list):
            holder = Source(value, path, self._remarks)
            text = holder.text("value")
            holder.finish()
            return text
        self._keep(path, value, "is not a text")
        return None

    def _keep(self, path: str, value: Any, why: str) -> None:
        self._remarks.warn(path, f"{why}; it is kept as it came")
        self._remarks.keep(path, json.dumps(value, ensure_ascii=False))

    def _at(self, key: str) -> str:
        return f"{self.path}.{shortened(key)}" if self.path else shortened(key)


def _is_empty(value: Any) -> bool:
    if type(value) is str:
        return not value.strip()
    return value is None or (isinstance(value, dict | list) and not value)
