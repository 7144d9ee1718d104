"""What a field of a written-down case may hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from reprlib import Repr
from typing import Any, Final

from mapper.domain.grading.facts import NEVER, NOT_APPLICABLE, VERIFICATIONS
from mapper.domain.grading.letters import GRADES, UNGRADED

_EPOCH: Final = date(1970, 1, 1)
_LAST_YEAR: Final = 2199
_LONGEST_M: Final = 100_000
_SHORT: Final = Repr()
_SHORT.maxstring = 60


def _same(value: Any) -> Any:
    return value


@dataclass(frozen=True)
class Kind:
    """A kind of value.

    Attributes
    ----------
    expected : str
        What the value must be, to follow "expected".
    fits : callable
        Whether a value of JSON is of this kind.
    convert : callable
        From a value that fits to the one that goes into arrays.
    """

    expected: str
    fits: Callable[[Any], bool]
    convert: Callable[[Any], Any] = _same


def choice(codes: dict[Any, Any], *, expected: str | None = None) -> Kind:
    """Return the kind of a value that is one of several.

    Parameters
    ----------
    codes : dict
        The values and what goes into arrays for them.
    expected : str, optional
        What to say instead of listing the values.

    Returns
    -------
    Kind
        Fits the keys only: True is not 1.
    """
    listed = ", ".join("null" if value is None else str(value) for value in codes)

    def _fits(value: Any) -> bool:
        return type(value) in _SCALARS and value in codes

    return Kind(expected or f"one of {listed}", _fits, codes.__getitem__)


def shown(value: Any) -> str:
    """Return a value as a sentence can carry it.

    Parameters
    ----------
    value : Any
        Any value of JSON.

    Returns
    -------
    str
        In short.
    """
    return "null" if value is None else _SHORT.repr(value)


def _is_day(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return False
    return day.isoformat() == value and _EPOCH.year <= day.year <= _LAST_YEAR


def _is_day_or_null(value: Any) -> bool:
    return value is None or _is_day(value)


def _is_length(value: Any) -> bool:
    return type(value) in (int, float) and 0 < value <= _LONGEST_M


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and 1 <= len(value) <= 200 and value.isprintable()


def _day_number(value: str | None) -> int:
    return NEVER if value is None else (date.fromisoformat(value) - _EPOCH).days


_SCALARS: Final = (int, str, type(None))

ID: Final = Kind("text of 1 to 200 printable characters", _is_id)
OBJECT: Final = Kind("an object", lambda value: isinstance(value, dict))
OBJECT_OR_NULL: Final = Kind(
    "an object or null", lambda value: value is None or isinstance(value, dict), lambda value: value or {}
)
LIST: Final = Kind("a list", lambda value: isinstance(value, list))
DAY: Final = Kind(f"a date as YYYY-MM-DD, 1970 to {_LAST_YEAR}", _is_day, _day_number)
DAY_OR_NULL: Final = Kind(f"null or {DAY.expected}", _is_day_or_null, _day_number)
LENGTH: Final = Kind(f"metres above 0 and up to {_LONGEST_M}", _is_length, float)
LEVEL: Final = choice({0: 0.0, 1: 1.0, 2: 2.0, 3: 3.0, 4: 4.0, "na": NOT_APPLICABLE, None: float("nan")})
SEVERITY: Final = choice({1: 1, 2: 2, 3: 3, 4: 4})
VERIFICATION: Final = choice({name: code for code, name in enumerate(VERIFICATIONS)})
GRADE: Final = choice({**{letter: code for code, letter in enumerate(GRADES)}, None: UNGRADED})
