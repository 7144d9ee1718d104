"""What an import can put right by itself, and never does unasked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Final

from mapper.errors import UnknownKind

SWAPPED: Final = "swapped"
COUNTED_WORDS: Final = "counted_words"
EXCEL_SERIAL: Final = "excel_serial"
COORDINATE_TEXT: Final = "coordinate_text"
OPEN_RING: Final = "open_ring"
INVALID_RING: Final = "invalid_ring"

REPAIRS: Final = {
    SWAPPED: "exchange east and north where only that puts the place in Korea",
    COUNTED_WORDS: "take the number out of words around it: 13회(사고빈발) becomes 13",
    EXCEL_SERIAL: "read a number from 20000 to 60000 as the day Excel counts from 1899-12-30",
    COORDINATE_TEXT: "take the number out of signs around it: 127.03°E becomes 127.03",
    OPEN_RING: "close a ring by going back to where it began",
    INVALID_RING: "untangle an outline that crosses itself, if its area stays the same within 0.1 %",
}
"""Every repair and what it does. Two numbers run together, a month for a date (1905-07) or an end before its
beginning are none: nobody can tell what was meant."""

ALL: Final = "all"


@dataclass(frozen=True)
class Repair:
    """One thing that was put right.

    Attributes
    ----------
    code : str
        A key of `REPAIRS`.
    file, unit : str
        Name of the file, and what a row is called there.
    row : int
        As a person counts it.
    column : str
        Header as the file writes it.
    before, after : str
        What stood there, and what it was read as; printable.
    """

    code: str
    file: str
    unit: str
    row: int
    column: str
    before: str
    after: str

    def __str__(self) -> str:
        """Say it in one sentence."""
        return f"{self.file}, {self.unit} {self.row}, column {self.column}: {self.before!r} read as {self.after!r}."

    def report(self) -> dict[str, Any]:
        """Return the repair for machines.

        Returns
        -------
        dict of str to Any
            Its attributes and its sentence.
        """
        return {**asdict(self), "sentence": str(self)}


def chosen_repairs(codes: Iterable[str]) -> frozenset[str]:
    """Read which repairs a person asks for.

    Parameters
    ----------
    codes : iterable of str
        Keys of `REPAIRS`, or ``all``.

    Returns
    -------
    frozenset of str
        Keys of `REPAIRS`.

    Raises
    ------
    UnknownKind
        Naming the repairs there are.
    """
    asked = frozenset(codes)
    for code in sorted(asked - {*REPAIRS, ALL}):
        choices = [*REPAIRS, ALL]
        message = f"No repair is called {code!r}, expected one of {', '.join(choices)}; choose one."
        raise UnknownKind(message, kind="repair", value=code, choices=choices)
    return frozenset(REPAIRS) if ALL in asked else asked
