"""JSON in the one form that RFC 8785 gives it, so that whoever holds the same content gets the same hash.

Every number is a double, as the RFC has it: what is read here never becomes an ``int``. Names that repeat, numbers
that are not finite, and half of a surrogate pair are no JSON that two programs read alike (RFC 7493), and are refused.
"""

from __future__ import annotations

import json
import math
from hashlib import sha256
from typing import Any, Final, NoReturn

from mapper.errors import InvalidInput

_WRITE_TEXT: Final = json.JSONEncoder(ensure_ascii=False).encode
_FIXED_UP_TO: Final = 21
"""ECMAScript writes numbers below 1e21 and from 1e-6 without an exponent."""
_FIXED_FROM: Final = -6


def digest_of(document: bytes) -> bytes:
    """Return the hash of a document's content, however it was laid out.

    Parameters
    ----------
    document : bytes
        JSON, in UTF-8.

    Returns
    -------
    bytes
        SHA-256 of its canonical form (RFC 8785).

    Raises
    ------
    InvalidInput
        When it is not JSON that has one meaning.
    """
    try:
        value = json.loads(document, parse_int=float, parse_constant=_refuse_number, object_pairs_hook=_object)
        return sha256(canonical(value).encode()).digest()
    except (ValueError, RecursionError) as error:  # UnicodeError and JSONDecodeError are ValueErrors
        message = f"The body is not JSON that has one meaning ({error}); send UTF-8, each name once, finite numbers."
        raise InvalidInput(message) from error


def canonical(value: Any) -> str:
    """Write a value of JSON in its canonical form.

    Parameters
    ----------
    value : Any
        Of dicts, lists, text, floats, booleans and None.

    Returns
    -------
    str
        RFC 8785 §3.2.

    Raises
    ------
    ValueError
        When a number is not finite.
    """
    if isinstance(value, dict):
        # RFC 8785 §3.2.3: by UTF-16 code units, which is not the order of code points beyond the first plane
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(f"{_WRITE_TEXT(name)}:{canonical(value[name])}" for name in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    return _number(value) if isinstance(value, float) else _WRITE_TEXT(value)


def _number(value: float) -> str:
    """Write a number as ECMAScript does: Python finds the same shortest digits and sets the point elsewhere."""
    if not math.isfinite(value):
        _refuse_number(str(value))
    if value == 0:
        return "0"
    sign, digits, exponent = _parts(value)
    point = len(digits) + exponent
    if len(digits) <= point <= _FIXED_UP_TO:
        return sign + digits + "0" * exponent
    if 0 < point <= _FIXED_UP_TO:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if _FIXED_FROM < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    fraction = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{fraction}e{point - 1:+d}"


def _parts(value: float) -> tuple[str, str, int]:
    """Return the sign, the shortest digits that read back as the value, and the power of ten of the last of them."""
    mantissa, _, power = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    kept = digits.rstrip("0")
    return "-" if value < 0 else "", kept, int(power or 0) - len(fraction) + len(digits) - len(kept)


def _refuse_number(written: str) -> NoReturn:
    message = f"{written} is no number of JSON"
    raise ValueError(message)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        message = "a name stands twice in one object"
        raise ValueError(message)
    return made
