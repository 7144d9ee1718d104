"""JSON as RFC 8259 has it: shallow enough to parse, and remembering what Python lets through.

``json`` accepts NaN, numbers beyond a double and repeated keys in silence. They stay readable here, so
that whoever knows the row can name it.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from typing import Any, Final, Self

import numpy as np

from mapper.errors import UnreadableFile

DEEPEST: Final = 8
"""Levels of nesting: a FeatureCollection of MultiPolygons has exactly these."""

# A string that never ends is taken up to the end of the text, so that the search stays linear.
_NOT_BRACKETS: Final = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)|[^"\[\]{}]+', re.DOTALL)


class NotANumber(float):
    """One of the tokens NaN, Infinity and -Infinity, which JSON does not have."""

    def __new__(cls, token: str) -> Self:
        """Keep the token beside its value."""
        made = super().__new__(cls, token)
        made.token = token
        return made

    token: str


class RepeatedKeys(dict[str, Any]):
    """An object that names a key twice; which value was meant nobody can know.

    Parameters
    ----------
    pairs : list of tuple
        Its keys and values as they stand.

    Attributes
    ----------
    repeated : str
        The first such key.
    """

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        times = Counter(key for key, _ in pairs)
        self.repeated = next(key for key, count in times.items() if count > 1)


def parse(text: str, *, file: str) -> Any:
    """Parse a JSON document.

    Parameters
    ----------
    text : str
        The document.
    file : str
        Named in errors.

    Returns
    -------
    Any
        With `NotANumber` and `RepeatedKeys` where JSON was not strict.

    Raises
    ------
    UnreadableFile
        When it is cut short, not JSON, or nested deeper than `DEEPEST`.
    """
    _refuse_depth(text, file=file)
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=NotANumber)
    except json.JSONDecodeError as error:
        raise _unreadable(error, text, file=file) from error
    except ValueError as error:  # an integer of thousands of digits
        message = f"{file} holds a number that cannot be read ({error}); correct it."
        raise UnreadableFile(message, file=file, reason=str(error)) from error


def not_finite(value: Any) -> str | None:
    """Return how a number that is not finite was written, or None for anything else.

    Parameters
    ----------
    value : Any
        A parsed value; lists and objects are searched.

    Returns
    -------
    str or None
        The token, or ``a number beyond 1.8e308``.
    """
    if isinstance(value, NotANumber):
        return value.token
    if isinstance(value, float) and not math.isfinite(value):
        return "a number beyond 1.8e308"
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return next((token for token in map(not_finite, inner) if token), None)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    return made if len(made) == len(pairs) else RepeatedKeys(pairs)


def _refuse_depth(text: str, *, file: str) -> None:
    brackets = np.frombuffer(_NOT_BRACKETS.sub("", text).encode(), dtype=np.uint8)
    steps = np.where((brackets == ord("[")) | (brackets == ord("{")), 1, -1)
    deepest = int(np.cumsum(steps).max(initial=0))
    if deepest > DEEPEST:
        message = (
            f"{file} is nested {deepest} levels deep, expected at most {DEEPEST}, as in a FeatureCollection of"
            " MultiPolygons; export plain features without collections of collections."
        )
        raise UnreadableFile(message, file=file, found=deepest, expected=DEEPEST)


def _unreadable(error: json.JSONDecodeError, text: str, *, file: str) -> UnreadableFile:
    where = f"line {error.lineno}, column {error.colno}"
    fields = {"file": file, "row": error.lineno, "column": error.colno, "reason": error.msg}
    if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string"):
        message = f"{file} ends in the middle of its JSON ({where}); it was cut short, copy or export it again."
    else:
        message = f"{file} is not JSON at {where}: {error.msg}; correct it or export it again."
    return UnreadableFile(message, **fields)
