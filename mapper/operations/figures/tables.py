"""The rows behind a figure as a table for spreadsheets, in Korean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mapper.domain.figure import Answer
from mapper.exporters.sheets import Sheet, csv_of

_HEADER: Final = ("날", "행정동", "내용", "더하는 수", "식별자")


def rows_csv(found: Answer, district_names: Mapping[str, str]) -> bytes:
    """Lay out the rows of a figure.

    Parameters
    ----------
    found : Answer
        Of one figure.
    district_names : mapping of str to str
        Name of each district by code.

    Returns
    -------
    bytes
        CSV, as Excel opens it.
    """
    rows = [
        (
            one.on.isoformat(),
            district_names.get(one.district or "", one.district or ""),
            one.words,
            one.brings,
            str(one.id),
        )
        for one in found.rows
    ]
    return csv_of(Sheet(found.definition.label.ko, _HEADER, rows))
