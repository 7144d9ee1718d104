"""What a file, or the person who brings it, says about the reference system of its coordinates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

GIVEN: Final = "--crs"
"""Who says it when a person does."""


@dataclass(frozen=True)
class CrsClaim:
    """What is said about the reference system of a file, before anyone has held it against the coordinates.

    Attributes
    ----------
    text : str or None
        A name such as ``EPSG:5186``, or WKT such as that of a ``.prj``; None when nothing is said.
    said_by : str
        Who says it, for sentences: ``its .prj``, ``its crs member``, `GIVEN`; or who is silent: ``a table``.
    """

    text: str | None
    said_by: str

    @property
    def by_person(self) -> bool:
        """Whether a person said it, who stands above the file."""
        return self.said_by == GIVEN
