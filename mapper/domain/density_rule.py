"""사례 밀도: which areas may be shown with which band: rule R1 (trust §3).

Nothing here tells a number: an area says a band, and below `FEWEST` it says nothing, also where there is nobody, as
that nobody is there tells a man that his wife is not. An area is cut only where every part could be shown, so whatever
is subtracted from whatever else is a sum of areas that are shown themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import Final

from mapper.domain.building_spread import Square, spread
from mapper.domain.cell_tree import FEWEST_HOUSEHOLDS, CellTree, Node

FEWEST: Final = 10
"""Households in crisis in an area that is shown."""
FEWEST_NEW: Final = 30
"""In each part into which it is cut who newly came: areas as large as that tell hardly anything beside those of a stock."""
MOST_PERCENT: Final = 33
"""Of the households of an area: in one with more, whoever lives there would be taken for one of them."""
FEWEST_HOMES: Final = 5
"""Buildings over which they are spread; none of them has more than half."""

BANDS: Final[tuple[tuple[int, int | None], ...]] = ((10, 14), (15, 19), (20, 29), (30, 49), (50, 99), (100, None))
"""What an area says; no number at any level."""
_TOP_MIDDLE: Final = 150.0
CLASSES: Final = 5

EPSILON: Final = Fraction(1, 2)
"""Of one release that leaves the building."""
MOST_OUTBOUND: Final = 2
"""A year: 1.0 for each household."""


@dataclass(frozen=True)
class Home:
    """A household that counts, without anything that tells who it is.

    Attributes
    ----------
    path : str
        The smallest node that is known to hold it: a leaf, or its district where its place is not known.
    building : object
        Equal for those of one building by their addresses; None where no address says it.
    square : tuple of int, or None
        Where it stands, by `square_of`; None where that is not known.
    """

    path: str
    building: object
    square: Square | None


@dataclass(frozen=True)
class Tally:
    """Who counts in an area.

    Attributes
    ----------
    cases : int
        How many.
    buildings : int
        Over how many buildings they are spread at least.
    largest : int
        How many may be in one of them: everybody whose place is not known is taken to be there too.
    """

    cases: int = 0
    buildings: int = 0
    largest: int = 0


@dataclass(frozen=True, order=True)
class Area:
    """What is said of an area.

    Attributes
    ----------
    path : str
        Of its node.
    least : int
        Of its band.
    """

    path: str
    least: int

    @property
    def most(self) -> int | None:
        """Of its band; None in the last one."""
        return dict(BANDS)[self.least]

    @property
    def middle(self) -> float:
        """What stands for the band in rates and densities."""
        return _TOP_MIDDLE if self.most is None else (self.least + self.most) / 2


def tally(tree: CellTree, homes: Iterable[Home]) -> dict[str, Tally]:
    """Count households in every node that holds them.

    Parameters
    ----------
    tree : CellTree
        Of the year.
    homes : iterable of Home
        Who counts.

    Returns
    -------
    dict of str to Tally
        By path, for every node.
    """
    held: dict[str, list[tuple[object, Square | None]]] = {node.path: [] for node in tree.nodes}
    for home in homes:
        for path in accumulate(home.path, initial=""):
            held[path].append((home.building, home.square))
    return {path: Tally(len(inside), *spread(inside)) for path, inside in held.items()}


def is_eligible(node: Node, counted: Tally) -> bool:
    """Tell whether an area may say a band (trust §3 R1.4).

    Parameters
    ----------
    node : Node
        The area.
    counted : Tally
        Who counts in it.

    Returns
    -------
    bool
        False for too few, nobody among them, for too many, and for those that live too close together.
    """
    return (
        counted.cases >= FEWEST
        and node.households >= FEWEST_HOUSEHOLDS
        and 100 * counted.cases <= MOST_PERCENT * node.households
        and counted.buildings >= FEWEST_HOMES
        and 2 * counted.largest <= counted.cases
    )


def band(cases: int) -> int:
    """Return the band of a count.

    Parameters
    ----------
    cases : int
        `FEWEST` at least.

    Returns
    -------
    int
        Its least.
    """
    return max(least for least, _ in BANDS if least <= cases)


def areas_shown(tree: CellTree, counted: dict[str, Tally], *, newly: bool = False) -> tuple[Area, ...]:
    """Cut the city as far as every part may be shown (trust §3 R1.5).

    Parameters
    ----------
    tree : CellTree
        Of the year.
    counted : dict of str to Tally
        From `tally`.
    newly : bool, optional
        Whether it is said who newly came. Districts are not cut then, nor what leaves fewer than `FEWEST_NEW` in a
        part: what a stock says of cells would tell in which of them somebody is new.

    Returns
    -------
    tuple of Area
        By path; they do not overlap, and cover the city unless nothing at all may be shown of it.
    """

    def _shown(path: str) -> Iterable[Area]:
        parts = () if newly and len(tree.by_path[path].district_codes) == 1 else tree.children(path)
        fewest = FEWEST_NEW if newly else FEWEST
        if parts and all(
            is_eligible(part, counted[part.path]) and counted[part.path].cases >= fewest for part in parts
        ):
            return [area for part in parts for area in _shown(part.path)]
        return [Area(path, band(counted[path].cases))]

    return tuple(_shown("")) if is_eligible(tree.by_path[""], counted[""]) else ()


def areas_outbound(tree: CellTree, counted: dict[str, Tally], noise: Callable[[], int]) -> tuple[Area, ...]:
    """Say of each 행정동 a band of its count with noise (trust §3 R1.10).

    Which areas there are is public: were it told by the counts, an area that goes would tell that one household went.

    Parameters
    ----------
    tree : CellTree
        Of the year.
    counted : dict of str to Tally
        From `tally`.
    noise : callable
        Draws once for each area, also for those that then say nothing.

    Returns
    -------
    tuple of Area
        By path; those with fewer than `FEWEST` after the noise say nothing.
    """
    whole = {node.path for node in tree.districts.values() if node.households >= FEWEST_HOUSEHOLDS}
    noisy = [(path, counted[path].cases + noise()) for path in sorted(whole)]
    return tuple(Area(path, band(cases)) for path, cases in noisy if cases >= FEWEST)


def rate_classes(tree: CellTree, areas: Sequence[Area]) -> list[int]:
    """Put areas into classes by the share of households that their band stands for (trust §3 R1.6).

    Parameters
    ----------
    tree : CellTree
        Of the year.
    areas : sequence of Area
        Of one release.

    Returns
    -------
    list of int
        For each: 1, the fifth with the smallest shares, to `CLASSES`; equal shares are in one class.
    """
    rates = [area.middle / tree.by_path[area.path].households for area in areas]
    return [1 + CLASSES * sum(other < rate for other in rates) // len(rates) for rate in rates]
