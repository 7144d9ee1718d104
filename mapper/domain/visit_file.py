"""What the files of a visit may say: an allow-list, so that a file is safe even where everybody reads it (trust: R2).

Stops stand at public points of the map, with five decimals. Nothing here tells of a household, a reporter or a worker,
why somebody goes there, or a time finer than a day: minutes are counted from a start that no file names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from mapper.domain.grading.letters import GRADES
from mapper.errors import ExportRefused

DECIMALS: Final = 5
"""Of a degree: about a metre."""

STOP: Final = "stop"
ROUTE: Final = "route"

_TEXT: Final = (str,)
_NUMBER: Final = (int,)
ALLOWED: Final[dict[str, dict[str, tuple[type, ...]]]] = {
    STOP: {
        "what": _TEXT,
        "order": _NUMBER,
        "alley": (str, type(None)),
        "district": (str, type(None)),
        "grade": (str, type(None)),
        "open_issues": _NUMBER,
        "stay_min": _NUMBER,
        "after_min": _NUMBER,
        "day": _TEXT,
        "export": _TEXT,
        "expires": _TEXT,
    },
    ROUTE: {
        "what": _TEXT,
        "stops": _NUMBER,
        "metres": _NUMBER,
        "minutes": _NUMBER,
        "day": _TEXT,
        "export": _TEXT,
        "expires": _TEXT,
    },
}
"""By ``what``: every property that a feature has, and no other, with the types of its value."""


@dataclass(frozen=True)
class FileStop:
    """A stop as files have it.

    Attributes
    ----------
    order : int
        From 1.
    alley, district : str or None
        Names on the public map.
    grade : str or None
        The public letter; None without one.
    open_issues : int
        How many issues the public map shows at its public point.
    stay_min : int
        How long one stays [min].
    after_min : int
        When one arrives, from the start [min].
    place : tuple of float or None
        Longitude and latitude of the public point; None where there is none.
    """

    order: int
    alley: str | None
    district: str | None
    grade: str | None
    open_issues: int
    stay_min: int
    after_min: int
    place: tuple[float, float] | None


@dataclass(frozen=True)
class VisitFile:
    """All that the files of a visit say.

    Attributes
    ----------
    export : UUID
        Under which it is written down who took it out.
    day, expires : date
        Of the visit, and the last day on which the file is good.
    stops : tuple of FileStop
        In walking order.
    line : tuple of tuple of float
        Longitudes and latitudes of the way by the public points; empty without one.
    metres, minutes : int
        How long the way is, and how long all takes.
    """

    export: UUID
    day: date
    expires: date
    stops: tuple[FileStop, ...]
    line: tuple[tuple[float, float], ...]
    metres: int
    minutes: int


def rounded(place: tuple[float, float]) -> tuple[float, float]:
    """Round a place as files have it.

    Parameters
    ----------
    place : tuple of float
        Longitude and latitude.

    Returns
    -------
    tuple of float
        With `DECIMALS` decimals.
    """
    lon, lat = place
    return round(lon, DECIMALS), round(lat, DECIMALS)


def checked(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Refuse what no file of a visit says.

    Parameters
    ----------
    properties : mapping
        Of a feature.

    Returns
    -------
    dict
        The same.

    Raises
    ------
    ExportRefused
        For a field that is not allowed or missing, or a value of another kind.
    """
    fields = ALLOWED.get(str(properties.get("what")), {})
    if properties.keys() != fields.keys():
        odd = sorted(properties.keys() ^ fields.keys())
        message = (
            f"A file of a visit cannot have {', '.join(map(str, odd))}; it has {', '.join(fields) or 'no such row'}."
        )
        raise ExportRefused(message, fields=odd)
    wrong = [name for name, kinds in fields.items() if type(properties[name]) not in kinds]
    wrong += ["grade"] if properties.get("grade") not in (None, *GRADES) else []
    if wrong:
        raise ExportRefused(f"{', '.join(wrong)} of a file of a visit is of another kind.", fields=wrong)
    return dict(properties)


def collection(file: VisitFile) -> dict[str, Any]:
    """Write a visit as features (RFC 7946).

    Parameters
    ----------
    file : VisitFile
        What is told.

    Returns
    -------
    dict
        A FeatureCollection: the stops in their order, and the way last.
    """
    told = {"day": file.day.isoformat(), "export": str(file.export), "expires": file.expires.isoformat()}
    features = [_feature(_stop(one) | told, "Point", one.place and rounded(one.place)) for one in file.stops]
    way = {"what": ROUTE, "stops": len(file.stops), "metres": file.metres, "minutes": file.minutes}
    if len(file.line) > 1:
        features.append(_feature(way | told, "LineString", tuple(map(rounded, file.line))))
    return {"type": "FeatureCollection", "features": features}


def _stop(one: FileStop) -> dict[str, Any]:
    return {"what": STOP} | {name: value for name, value in vars(one).items() if name != "place"}


def _feature(properties: dict[str, Any], kind: str, coordinates: Any) -> dict[str, Any]:
    shape = None if coordinates is None else {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": checked(properties), "geometry": shape}
