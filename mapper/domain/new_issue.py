"""A report of one issue as it is handed in: what it holds, whose clock counts, and what it may be a double of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from mapper.domain.category import CATEGORIES, category_by_id
from mapper.domain.declared_photo import DeclaredPhoto
from mapper.domain.parameters import PLACEMENT

CLOCK_ALLOWANCE: Final = timedelta(minutes=5)
"""How far a device's clock may be off before its times are put right."""

MOST_DOUBLES: Final = 5
"""How many of them are offered."""


@dataclass(frozen=True)
class NewIssue:
    """A report of an issue.

    Attributes
    ----------
    id : UUID
        Chosen by whoever made it.
    category : str
        Id of its category.
    severity : int
        1 to 4.
    lon, lat : float
        Where it is [degrees].
    accuracy_m : float or None
        68 % radius that the device gave [m].
    dragged : bool
        Whether a person moved the pin by hand.
    segment : UUID or None
        The segment a person picked.
    reported_at : datetime
        When it was seen, by the clock of the device.
    road_name, description : str or None
        As typed.
    patrol : UUID or None
        The patrol that found it, which may arrive later than what it found.
    joins : UUID or None
        The issue that it is the same as, by who saw both.
    photos : tuple of DeclaredPhoto
        That come after it.
    """

    id: UUID
    category: str
    severity: int
    lon: float
    lat: float
    accuracy_m: float | None
    dragged: bool
    segment: UUID | None
    reported_at: datetime
    road_name: str | None
    description: str | None
    patrol: UUID | None = None
    joins: UUID | None = None
    photos: tuple[DeclaredPhoto, ...] = ()

    @property
    def radius_m(self) -> float | None:
        """68 % radius that the position is placed by: a pin moved by hand is as good as spec 1.0 §7 says [m]."""
        return PLACEMENT.dragged_pin_m if self.dragged else self.accuracy_m


def clock_offset(sent_at: datetime | None, *, received_at: datetime) -> timedelta:
    """Tell how far the clock of a device is behind ours.

    Parameters
    ----------
    sent_at : datetime or None
        What it showed when it sent; None when it did not say.
    received_at : datetime
        What ours showed when it came.

    Returns
    -------
    timedelta
        To add to the times of the device; nothing for what the way here may explain.
    """
    if sent_at is None or abs(received_at - sent_at) <= CLOCK_ALLOWANCE:
        return timedelta()
    return received_at - sent_at


def same_group(category_id: str) -> list[str]:
    """Return the categories whose issues may be the same thing under another name.

    Parameters
    ----------
    category_id : str
        Id of a category.

    Returns
    -------
    list of str
        Ids of those that bear on the same rubric item first of all, itself included.
    """
    item = category_by_id(category_id).effects[0].item
    return [category.id for category in CATEGORIES if category.effects[0].item == item]
