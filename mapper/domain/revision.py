"""고쳐진 것 (revision): what counts of an issue by all that people wrote over it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from mapper.domain.edit import Standing


@dataclass(frozen=True)
class Revision:
    """What counts of an issue.

    Attributes
    ----------
    category : str
        Id.
    severity : int
        1 to 4.
    description : str or None
        In the words of whoever wrote last.
    withdrawn : bool
        Whether it counts not at all.
    pin_id : UUID or None
        The edit that says where it is; None where it was reported.
    """

    category: str
    severity: int
    description: str | None
    withdrawn: bool
    pin_id: UUID | None


@dataclass(frozen=True)
class Pin:
    """Where a person put an issue.

    Attributes
    ----------
    lon, lat : float
        In degrees.
    segment : UUID or None
        On which they say that it is.
    """

    lon: float
    lat: float
    segment: UUID | None


def revision_of(stand: Iterable[Standing]) -> tuple[Revision, Pin | None]:
    """Return what counts of an issue, and where people put it.

    Parameters
    ----------
    stand : iterable of Standing
        Where every field of it stands.

    Returns
    -------
    revision : Revision
        Of the shown value of each field.
    pin : Pin or None
        None where it was reported.
    """
    by_name = {one.field.name: one for one in stand}
    values = {name: by_name[name].value for name in ("category", "severity", "description", "withdrawn")}
    heads = by_name["place"].heads
    return Revision(**values, pin_id=heads[0].edit if heads else None), pin_of(heads[0].value) if heads else None


def pin_of(place: Mapping[str, float | str]) -> Pin:
    """Return where an edit puts an issue.

    Parameters
    ----------
    place : mapping of str to float or str
        Its value, as the field takes it.

    Returns
    -------
    Pin
        The same.
    """
    segment = place.get("segment")
    return Pin(float(place["lon"]), float(place["lat"]), None if segment is None else UUID(str(segment)))
