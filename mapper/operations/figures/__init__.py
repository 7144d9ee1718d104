"""지표: every figure there is. A new one is a row in the file of its subject, or a file and its line here."""

from __future__ import annotations

from typing import Final

from mapper.operations.figures import field_office, households, programmes, roadcheck
from mapper.operations.figures.sources import Figure

FIGURES: Final[tuple[Figure, ...]] = (
    *roadcheck.FIGURES,
    *field_office.FIGURES,
    *programmes.FIGURES,
    *households.FIGURES,
)
"""In the order in which pages show them."""
