"""How figures are said on pages: numbers, differences, and what is wrong with a press table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mapper.domain.case_words import CHANNELS, RISKS
from mapper.domain.figure import Value
from mapper.domain.label import Label
from web.languages import gettext, said

_DASH: Final = "–"
_GROUPS: Final = {**CHANNELS, **RISKS}
"""What numbers are told apart by; no key is in both."""


def number(value: Value, unit: str) -> str:
    """Say the number of a figure.

    Parameters
    ----------
    value : int, float, dict or None
        The number, or numbers by a word.
    unit : str
        Of its rule.

    Returns
    -------
    str
        In the language of the request.
    """
    if value is None:
        return _DASH
    if isinstance(value, Mapping):
        return ", ".join(f"{said(_GROUPS.get(key, Label(key, key)))} {count:,}" for key, count in value.items()) or "0"
    if unit == "share":
        return f"{value:.1f} %"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"


def difference(before: Value, after: Value, unit: str) -> str:
    """Say how a number changed.

    Parameters
    ----------
    before, after : int, float, dict or None
        The earlier and the later one.
    unit : str
        Of its rule.

    Returns
    -------
    str
        With its sign; a dash where there is nothing to compare.
    """
    if not isinstance(before, (int, float)) or not isinstance(after, (int, float)):
        return _DASH
    by = after - before
    if not by:
        return gettext("그대로")
    written = number(abs(by), unit)
    return f"{'+' if by > 0 else '−'}{written.removesuffix(' %')}" + ("%p" if unit == "share" else "")
