"""The segment a person on site has picked, in files that Golmok itself handed out."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import numpy as np
import pandas as pd

from mapper.importers.field import Field
from mapper.importers.sheet import Sheet

SEGMENT: Final = Field("segment", "구간 번호", ("segment_id", "segment", "구간", "구간번호", "구간 id"))


def read_segments(sheet: Sheet) -> pd.Series[Any]:
    """Read ids of segments.

    Parameters
    ----------
    sheet : Sheet
        Takes the faults.

    Returns
    -------
    Series of UUID, shape (n,)
        None where blank or refused; whether there is such a segment is for the database to say.
    """
    cells = sheet.text(SEGMENT.name)
    found = [_uuid(cell) if isinstance(cell, str) else None for cell in cells.tolist()]
    wrong = np.array([value is None for value in found], dtype=bool) & cells.notna().to_numpy()
    remedy = "copy it from an export of segments, or leave it blank and give a position"
    sheet.refuse(wrong, SEGMENT.name, "not_an_id", expected="the id of a segment (a UUID)", remedy=remedy)
    sheet.places.segments = found
    return pd.Series(found, dtype=object)


def _uuid(cell: str) -> UUID | None:
    try:
        return UUID(cell)
    except ValueError:
        return None
