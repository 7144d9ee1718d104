"""What is asked of the items of a collection. An unknown parameter, or one given twice, is an error and no silence (part 1, 7.15).

``datetime`` alone may come several times, as GDAL sends it: all of them must fit.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from mapper.crs import WGS84
from mapper.domain.calendar import read_day
from mapper.domain.export_layer import Column, Kind
from mapper.errors import ExportRefused
from mapper.wire.ogc.box import Box, read_box
from mapper.wire.ogc.interval import read_common_days
from mapper.wire.ogc.reference_systems import CRS84, ReferenceSystem, system_of

LIMIT: Final = 100
"""Items of a page when nothing is said."""

MOST: Final = 10_000
"""Items of a page; who asks for more gets as many."""

_INTEGERS: Final = 2**31

Value = str | float | date
"""What a property can be asked for."""

PARAMETERS: Final = ("limit", "after", "bbox", "bbox-crs", "crs", "datetime", "f")
"""Those that are no property."""


@dataclass(frozen=True)
class ItemsQuery:
    """What is asked for.

    Attributes
    ----------
    limit : int
        At most so many items.
    after : str or None
        Id behind which the page begins.
    box : Box or None
        Only what touches it.
    box_crs : int
        EPSG code of the box.
    first, last : date or None
        Korean days between which it happened, both included.
    crs : ReferenceSystem
        Of the answer.
    equal : mapping of str to Value
        What properties must be, by key of the column.
    """

    limit: int = LIMIT
    after: str | None = None
    box: Box | None = None
    box_crs: int = WGS84
    first: date | None = None
    last: date | None = None
    crs: ReferenceSystem = CRS84
    equal: Mapping[str, Value] | None = None


def read_items_query(asked: Sequence[tuple[str, str]], columns: Sequence[Column]) -> ItemsQuery:
    """Read the parameters of a page of items.

    Parameters
    ----------
    asked : sequence of tuple of str
        Name and value of each, as they came.
    columns : sequence of Column
        Of the collection: each can be asked for by its Korean name.

    Returns
    -------
    ItemsQuery
        Every value in its bounds.

    Raises
    ------
    ExportRefused
        For a parameter that there is not, that comes twice or that cannot be read.
    """
    by_name = {column.property_name: column for column in columns}
    times = [value for name, value in asked if name == "datetime"]
    given = read_parameters([one for one in asked if one[0] != "datetime"], (*PARAMETERS, *by_name))
    box_system = system_of(given["bbox-crs"], parameter="bbox-crs") if "bbox-crs" in given else CRS84
    first, last = read_common_days(times)
    return ItemsQuery(
        limit=_limit(given["limit"]) if "limit" in given else LIMIT,
        after=given.get("after"),
        box=read_box(given["bbox"], box_system) if "bbox" in given else None,
        box_crs=box_system.code,
        first=first,
        last=last,
        crs=system_of(given["crs"], parameter="crs") if "crs" in given else CRS84,
        equal={column.key: _value(column, given[name]) for name, column in by_name.items() if name in given},
    )


def read_parameters(asked: Sequence[tuple[str, str]], known: Sequence[str]) -> dict[str, str]:
    """Return each parameter once.

    Parameters
    ----------
    asked : sequence of tuple of str
        Name and value of each, as they came.
    known : sequence of str
        Names that there are.

    Returns
    -------
    dict of str to str
        Value by name.

    Raises
    ------
    ExportRefused
        For another name, or one that comes twice.
    """
    given: dict[str, str] = {}
    for name, value in asked:
        if name not in known or name in given:
            message = f"{name} is no parameter here, or comes twice; choose of {', '.join(known)}."
            raise ExportRefused(message, parameter=name, choices=list(known))
        given[name] = value
    return given


def _limit(written: str) -> int:
    limit = int(written) if written.isascii() and written.isdecimal() and len(written) < 12 else 0
    if limit < 1:
        message = f"limit={written} is no number of items; write 1 to {MOST}."
        raise ExportRefused(message, parameter="limit", value=written, choices=["1", str(MOST)])
    return min(limit, MOST)


def _value(column: Column, written: str) -> Value:
    try:
        if column.kind is Kind.DAY:
            return read_day(written)
        if column.kind is Kind.INTEGER:
            number = int(written)
            if abs(number) < _INTEGERS:
                return number
        elif column.kind is Kind.NUMBER:
            size = float(written)
            if math.isfinite(size):
                return size
        elif not column.values or written in column.values:
            return written
    except ValueError:
        pass
    name = column.property_name
    choices = list(column.values) or [column.kind.value]
    message = f"{name}={written} cannot be: it is {column.definition}; write one of {', '.join(choices)}."
    raise ExportRefused(message, parameter=name, value=written, choices=choices)
