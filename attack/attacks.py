"""Every attack, by number."""

from __future__ import annotations

from typing import Final

from attack import (
    browsers,
    density_noise,
    density_reading,
    density_releases,
    handed_in,
    press,
    public,
    staff,
    stolen,
    visits,
)
from attack.attack import Attack

_FAMILIES: Final = (
    public,
    stolen,
    visits,
    density_releases,
    density_reading,
    density_noise,
    staff,
    handed_in,
    press,
    browsers,
)

ATTACKS: Final[tuple[Attack, ...]] = tuple(
    sorted((attack for family in _FAMILIES for attack in family.ATTACKS), key=lambda attack: attack.id)
)
