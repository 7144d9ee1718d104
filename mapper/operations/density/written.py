"""How a release is written down: canonical JSON, so that its hash says all of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from mapper.domain.canonical_json import canonical
from mapper.domain.cell_tree import CellTree
from mapper.domain.density_rule import Area
from mapper.domain.population import Population
from mapper.store.density_releases import Kept

PLANNER: Final = "planner"
"""Staff who plan: bands of the cells."""
OUTBOUND: Final = "outbound"
"""Council, press, open data: bands of whole districts, with noise."""


def write(
    audience: str, population: Population, tree: CellTree, areas: Sequence[Area], *, correlation: float | None
) -> bytes:
    """Write a release.

    Parameters
    ----------
    audience : str
        `PLANNER` or `OUTBOUND`.
    population : Population
        Of whom.
    tree : CellTree
        Whose nodes the areas are.
    areas : sequence of Area
        What is said.
    correlation : float or None
        With what is so, at least.

    Returns
    -------
    bytes
        The same for the same release.
    """
    told: dict[str, Any] = {
        "audience": audience,
        "period": str(population),
        "tree": tree.digest.hex(),
        "rule": "R1",
        "areas": [[area.path, area.least] for area in areas],
        "correlation": correlation,
    }
    return canonical(told).encode()


def areas_of(kept: Kept) -> tuple[Area, ...]:
    """Read what a release says of which areas.

    Parameters
    ----------
    kept : Kept
        As stored.

    Returns
    -------
    tuple of Area
        By path.
    """
    return tuple(Area(path, least) for path, least in json.loads(kept.body)["areas"])
