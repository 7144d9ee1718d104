"""What can be edited of an issue and of a segment, and which of two values is the more careful one."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from mapper.crs import KOREA_LAT, KOREA_LON
from mapper.domain.category import SEVERITIES, category_by_id
from mapper.domain.plain_text import is_plain
from mapper.errors import InvalidInput

ISSUE: Final = "issue"
SEGMENT: Final = "segment"
MOST_WORDS: Final = 2000
NARROWEST_M: Final = 0.1
WIDEST_M: Final = 200.0


@dataclass(frozen=True)
class Editable:
    """A field of an issue or of a segment that people may write over.

    Attributes
    ----------
    subject : str
        `ISSUE` or `SEGMENT`.
    name : str
        Of the field.
    label_ko : str
        Its Korean name.
    expected : str
        What values it takes.
    takes : callable
        Tells whether a value from JSON is one of them.
    care : callable
        Orders values: where people disagree, the greatest is shown, so that a disagreement hides no danger.
    """

    subject: str
    name: str
    label_ko: str
    expected: str
    takes: Callable[[Any], bool]
    care: Callable[[Any], Any] = lambda _value: 0

    def checked(self, value: Any) -> Any:
        """Return a value that the field takes.

        Parameters
        ----------
        value : object
            From JSON.

        Returns
        -------
        object
            As it came.

        Raises
        ------
        InvalidInput
            When it takes no such value.
        """
        if not self.takes(value):
            raise InvalidInput(f"{self.name} cannot be {value!r}; send {self.expected}.", field=self.name)
        return value


def editable(subject: str, name: str) -> Editable:
    """Return a field by its name.

    Parameters
    ----------
    subject : str
        `ISSUE` or `SEGMENT`.
    name : str
        Of the field.

    Returns
    -------
    Editable
        The one row there is.

    Raises
    ------
    InvalidInput
        When there is none.
    """
    found = next((field for field in EDITABLE if (field.subject, field.name) == (subject, name)), None)
    if found is None:
        names = ", ".join(field.name for field in editables(subject))
        raise InvalidInput(f"{name!r} of a {subject} cannot be edited; choose from {names}.", field=name)
    return found


def editables(subject: str) -> tuple[Editable, ...]:
    """Return all fields of a subject.

    Parameters
    ----------
    subject : str
        `ISSUE` or `SEGMENT`.

    Returns
    -------
    tuple of Editable
        In the order in which they are shown.
    """
    return tuple(field for field in EDITABLE if field.subject == subject)


def _is_category(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    try:
        category_by_id(value)
    except InvalidInput:
        return False
    return True


def _is_severity(value: Any) -> bool:
    return type(value) is int and 1 <= value <= len(SEVERITIES)


def _is_words(value: Any) -> bool:
    return value is None or (isinstance(value, str) and len(value) <= MOST_WORDS and is_plain(value))


def _is_yes_or_no(value: Any) -> bool:
    return isinstance(value, bool)


def _is_place(value: Any) -> bool:
    if not isinstance(value, dict) or set(value) - {"segment"} != {"lon", "lat"}:
        return False
    is_in_korea = _is_between(value["lon"], *KOREA_LON) and _is_between(value["lat"], *KOREA_LAT)
    return is_in_korea and ("segment" not in value or _is_id(value["segment"]))


def _is_id(value: Any) -> bool:
    try:
        return bool(str(UUID(value)) == value.lower())
    except (AttributeError, TypeError, ValueError):
        return False


def _is_width(value: Any) -> bool:
    return _is_between(value, NARROWEST_M, math.nextafter(WIDEST_M, 0.0))


def _is_between(value: Any, least: float, most: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most


_PLACE: Final = '{"lon": degrees, "lat": degrees} in Korea, and "segment": id where a person confirmed it'
_WORDS: Final = f"words, {MOST_WORDS} letters at most, or null"

EDITABLE: Final = (
    Editable(ISSUE, "category", "유형", "the id of a category", _is_category),
    Editable(ISSUE, "severity", "심각도", f"1 to {len(SEVERITIES)}", _is_severity, care=lambda severity: severity),
    Editable(ISSUE, "description", "설명", _WORDS, _is_words),
    Editable(ISSUE, "place", "위치", _PLACE, _is_place),
    Editable(ISSUE, "withdrawn", "철회", "true or false", _is_yes_or_no, care=lambda withdrawn: not withdrawn),
    Editable(
        SEGMENT,
        "width_m",
        "폭",
        f"{NARROWEST_M:g} or more and less than {WIDEST_M:g}",
        _is_width,
        care=lambda width: -width,
    ),
    Editable(SEGMENT, "stairs", "계단", "true or false", _is_yes_or_no, care=lambda stairs: stairs),
    Editable(SEGMENT, "note", "메모", _WORDS, _is_words),
    Editable(SEGMENT, "impassable", "통행 불가", "true or false", _is_yes_or_no, care=lambda impassable: impassable),
)
"""Every field that people may write over."""
