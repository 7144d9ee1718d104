"""Text that no spreadsheet computes: what begins like a formula is taken for one when a CSV file is opened."""

from __future__ import annotations

from typing import Final

_FORMULA: Final = frozenset("=+-@\t\r\n＝＋－＠")
"""What a formula begins with; the wide ones in editions for East Asia."""


def inert(text: str | None) -> str | None:
    """Take from the text of a cell the power to be a formula.

    Parameters
    ----------
    text : str or None
        Of a text cell; a number that is one needs no such care.

    Returns
    -------
    str or None
        The text, after an apostrophe where it would have been computed.
    """
    begins = text[:1] + text.lstrip()[:1] if text else ""
    return text if _FORMULA.isdisjoint(begins) else f"'{text}"
