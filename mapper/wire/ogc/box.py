"""The parameter ``bbox``: four numbers or six, in the order of axes of its reference system."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from mapper.crs import KOREA_LON, MERCATOR_LAT, WGS84
from mapper.errors import ExportRefused
from mapper.wire.ogc.reference_systems import ReferenceSystem

Box = tuple[float, float, float, float]
"""West, south, east and north, in the units of a reference system."""

EXAMPLE: Final = "127.03,37.73,127.05,37.75"
_FAR: Final = 1e8
"""Beyond this nothing on earth is [m]."""


def read_box(written: str, system: ReferenceSystem) -> Box:
    """Read where something must be.

    Parameters
    ----------
    written : str
        Numbers with commas between; heights are read and not looked at, as nothing here has one.
    system : ReferenceSystem
        In which they are.

    Returns
    -------
    Box
        East first, whatever the system has; of a box across the antimeridian the side on which Korea is.

    Raises
    ------
    ExportRefused
        When it is not so many numbers, or its north is south of its south.
    """
    numbers = _numbers(written)
    first, second, third, fourth = numbers if len(numbers) == 4 else (*numbers[:2], *numbers[3:5])
    west, south, east, north = (
        (second, first, fourth, third) if system.is_north_first else (first, second, third, fourth)
    )
    if system.code == WGS84 and west > east:
        west, east = (west, 180.0) if west <= KOREA_LON[1] else (-180.0, east)
    if west > east or south > north:
        raise _refused(written)
    if system.code == WGS84:
        west, east = (min(max(lon, -180.0), 180.0) for lon in (west, east))
        south, north = (min(max(lat, -MERCATOR_LAT), MERCATOR_LAT) for lat in (south, north))
    return west, south, east, north


def _numbers(written: str) -> Sequence[float]:
    try:
        numbers = [float(number) for number in written.split(",")]
    except ValueError:
        raise _refused(written) from None
    if len(numbers) not in (4, 6) or not all(math.isfinite(number) and abs(number) < _FAR for number in numbers):
        raise _refused(written)
    return numbers


def _refused(written: str) -> ExportRefused:
    message = f"bbox={written} is no box; write west,south,east,north in degrees, or give bbox-crs: {EXAMPLE}."
    return ExportRefused(message, parameter="bbox", value=written, choices=[EXAMPLE])
