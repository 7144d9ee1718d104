"""How steep the ground is: the sum of a few round hills."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gis_data.demo.curves import Points
from gis_data.demo.plan import Peak, Plan
from gis_data.demo.streets import Streets

_STEPS_FROM: Final = 0.16
_STEPS_UP_TO_WIDTH: Final = 2.8


def gradient(points: Points, peaks: Iterable[Peak]) -> NDArray[np.float64]:
    """Return how fast the ground rises to the east and to the north.

    Parameters
    ----------
    points : ndarray
        Places, shape (n, 2) [m from the origin, at scale 1].
    peaks : iterable of Peak
        The hills.

    Returns
    -------
    ndarray
        Rise per metre east and north, shape (n, 2) [1]; the same at every scale of the city.
    """
    rise = np.zeros_like(points)
    for peak in peaks:
        away = np.array([peak.x, peak.y]) - points
        near = np.exp(-(away**2).sum(axis=1) / (2 * peak.reach**2))
        rise += (peak.height / peak.reach**2 * near)[:, None] * away
    return rise


def mark_steps(streets: Streets, plan: Plan, scale: float) -> None:
    """Turn narrow alleys that climb too fast for a slope into steps.

    Parameters
    ----------
    streets : Streets
        All streets; those that become steps change their class.
    plan : Plan
        Has the hills.
    scale : float
        How many times larger the city is than the plan.
    """
    narrow = [s for s in streets if s.road_class == "residential" and s.width <= _STEPS_UP_TO_WIDTH]
    ends = np.array([(street.line[0], street.line[-1]) for street in narrow]) / scale
    along = ends[:, 1] - ends[:, 0]
    climb = np.abs((gradient(ends.mean(axis=1), plan.peaks) * along).sum(axis=1)) / np.linalg.norm(along, axis=1)
    for street, rise in zip(narrow, climb, strict=True):
        if rise >= _STEPS_FROM:
            street.road_class = "steps"
