"""Every number of the grading and placing rules, in versioned tables.

A stored run names the version it was made with; a changed number is a new version, never an edit.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from mapper.errors import UnknownKind


@dataclass(frozen=True)
class Parameters:
    """The numbers of the grading rule; source: spec 1.0 §3, and §6 for ``standard_error``.

    Attributes
    ----------
    version : str
        Version of this table.
    level_max : int
        The worst level of an item.
    valid_days : int
        Age after which an observation no longer counts [days].
    round_days : int
        Observations this close before the latest one are averaged with it [days].
    min_coverage : float
        Share of the applicable weights that must be observed.
    min_applicable : int
        Item weights that must apply to the segment.
    severity_points : tuple of float
        Points per reference length of severity 1, 2, 3, 4.
    verified, unverified, rejected : float
        Factor of an issue by its verification.
    escalation_max : float
        What an open issue gains at most, as a share of its points.
    escalation_days : int
        Age at which it has gained all of it [days].
    residual : float
        Share of the points that is left on the day of the resolution.
    half_life_recurrent, half_life_fixed : int
        Half-life of that residual, by kind of category [days].
    residual_cutoff : float
        Residual below which nothing is left.
    length_ref_m : float
        Length to which points refer [m].
    length_min_m : float
        Length below which a segment counts as this long [m].
    deduct_cap : float
        The most that issues can deduct from an axis.
    critical_level : float
        Mean level from which a critical item is a critical finding.
    critical_caps : tuple of float
        Highest score with 1, 2, and 3 or more critical findings.
    owa_worst, owa_best : float
        Weight of the worse and of the better axis in the overall score.
    cuts : tuple of float
        Lowest score of A, B, C and D.
    hysteresis : float
        Half-width of the dead band around a cut.
    confidence_half_life : int
        Half-life of the confidence in an observation [days].
    single_rater_loss : float
        Share of confidence lost with one rater; with n raters, a n-th of it.
    confidence_cuts : tuple of float
        Lowest confidence called high and medium.
    standard_error : float
        Standard error of measurement of a score, in points: the one simulated for an item kappa
        of .72, until repeat audits give a measured one.
    """

    version: str
    level_max: int = 4
    valid_days: int = 730
    round_days: int = 14
    min_coverage: float = 0.70
    min_applicable: int = 50
    severity_points: tuple[float, float, float, float] = (3.0, 6.0, 12.0, 24.0)
    verified: float = 1.0
    unverified: float = 0.5
    rejected: float = 0.0
    escalation_max: float = 0.5
    escalation_days: int = 180
    residual: float = 0.5
    half_life_recurrent: int = 60
    half_life_fixed: int = 14
    residual_cutoff: float = 0.01
    length_ref_m: float = 100.0
    length_min_m: float = 30.0
    deduct_cap: float = 60.0
    critical_level: float = 3.5
    critical_caps: tuple[float, float, float] = (62.5, 47.5, 32.5)
    owa_worst: float = 0.75
    owa_best: float = 0.25
    cuts: tuple[float, float, float, float] = (85.0, 70.0, 55.0, 40.0)
    hysteresis: float = 2.0
    confidence_half_life: int = 365
    single_rater_loss: float = 0.2
    confidence_cuts: tuple[float, float] = (0.60, 0.35)
    standard_error: float = 5.3


@dataclass(frozen=True)
class Placement:
    """The numbers of placing a point on a segment; source: spec 1.0 §7.

    Attributes
    ----------
    radius_factor : float
        Search radius in standard deviations of the position.
    radius_min_m, radius_max_m : float
        Bounds of the search radius [m].
    r68_divisor : float
        A 68 % radius divided by this is the standard deviation of one coordinate; printed as 1.5096.
    map_error_m : float
        Standard deviation of the map itself [m].
    default_accuracy_m : float
        68 % radius of a position that came without one [m].
    dragged_pin_m : float
        68 % radius of a pin that a person moved by hand [m].
    address_factor : float
        How much likelier an alley is that the address names.
    none_mass : float
        Mass of "on none of the candidates".
    assign_at : float
        Posterior from which a point is assigned without asking.
    offer_at : float
        Posterior from which a segment is offered.
    offer_most : int
        How many segments are offered at most.
    """

    radius_factor: float = 3.0
    radius_min_m: float = 15.0
    radius_max_m: float = 50.0
    r68_divisor: float = math.sqrt(-2 * math.log(0.32))
    map_error_m: float = 2.0
    default_accuracy_m: float = 15.0
    dragged_pin_m: float = 3.0
    address_factor: float = 4.0
    none_mass: float = 0.05
    assign_at: float = 0.80
    offer_at: float = 0.10
    offer_most: int = 3


PARAMETERS: Final = Parameters(version="1.0")
"""The numbers grades are made with now."""

PARAMETER_TABLES: Final = (PARAMETERS,)
"""Every version that a stored run may name."""

PLACEMENT: Final = Placement()
"""The numbers points are placed with now."""


def parameters_by_version(version: str) -> Parameters:
    """Return the numbers of a stored run.

    Parameters
    ----------
    version : str
        Version that the run names.

    Returns
    -------
    mapper.domain.parameters.Parameters
        The table of that version.

    Raises
    ------
    UnknownKind
        When there is no such version; the message lists those there are.
    """
    for table in PARAMETER_TABLES:
        if table.version == version:
            return table
    choices = [table.version for table in PARAMETER_TABLES]
    message = f"No parameter table has version {version!r}; choose one of {', '.join(choices)}."
    raise UnknownKind(message, kind="parameters", value=version, choices=choices)
