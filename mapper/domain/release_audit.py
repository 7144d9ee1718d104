"""What can anybody work out of everything that was ever released (trust §3 R1.9).

Of one population alone: is there a place that was not shown of which somebody must be, or for which fewer than ten
numbers are left? That is so only where a population was released more than once.

Of several: somebody may believe that nobody was let go in a place within a year, so that whoever was followed there or
came is in the stock at its end. Of a half-year that says ten of an area they ask how many there may be in one of its halves; where those are
fewer, somebody newly came to the other half. It is asked of each half by itself, so that a band that falls anywhere else
does not matter; where it falls in the half itself, they cannot believe it. That a stock rises tells nobody who is new
there, as households move, and cases are taken up again. Areas with noise state no bound, and are protected by the noise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from shapely.geometry.base import BaseGeometry

from mapper.domain.cell_overlay import Overlay, lay_over
from mapper.domain.cell_tree import CellTree
from mapper.domain.density_rule import FEWEST, Area
from mapper.domain.ledger_program import SLIP, Link, Pieces, Program, Said
from mapper.domain.population import HALVES, Population

_BORDER_M2: Final = 1.0


@dataclass(frozen=True)
class Release:
    """What was released, as the auditor sees it.

    Attributes
    ----------
    population : Population
        Who was counted.
    tree : CellTree
        Of its year.
    areas : tuple of Area
        What was said; none where nothing could be.
    """

    population: Population
    tree: CellTree
    areas: tuple[Area, ...]


@dataclass(frozen=True, order=True)
class Exposed:
    """A place of which too much would be known. How much is not told: whoever reads this may know no more.

    Attributes
    ----------
    population : Population
        Of whom.
    path : str
        Of the area that was shown and holds the place.
    """

    population: Population
    path: str


def is_of_the_tree(release: Release) -> bool:
    """Tell whether a release says something of nodes of its tree alone, none of which overlap.

    Parameters
    ----------
    release : Release
        New.

    Returns
    -------
    bool
        False for a second geography.
    """
    paths = sorted(area.path for area in release.areas)
    nested = any(after.startswith(path) for path, after in pairwise(paths))
    return not nested and all(path in release.tree.by_path for path in paths)


def exposed(before: Sequence[Release], new: Release) -> list[Exposed]:
    """Work out what would be known if a release were added to all that went before.

    Parameters
    ----------
    before : sequence of Release
        All that was ever released with bounds.
    new : Release
        What is to be.

    Returns
    -------
    list of Exposed
        In order.
    """
    ledger = _Ledger([*before, new])
    return sorted({*ledger.alone(new), *ledger.linked(new)})


def silenced(before: Sequence[Release], new: Release, band_of: Callable[[str], int]) -> Release:
    """Join areas of a release with their other halves until nothing would be exposed.

    Parameters
    ----------
    before : sequence of Release
        All that was ever released with bounds.
    new : Release
        As fine as the rule allows for itself.
    band_of : callable
        Least of the band of the node of a path.

    Returns
    -------
    Release
        Often the same; without any area at worst.
    """
    trees = {release.population: release.tree for release in [*before, new]}
    while new.areas and (found := exposed(before, new)):
        areas = new.areas
        for one in found:
            place = trees[one.population].by_path[one.path].boundary
            near = [area for area in areas if _meet(place, new.tree.by_path[area.path].boundary)]
            areas = _joined(areas, max(near, key=lambda area: len(area.path), default=None), band_of)
        new = replace(new, areas=areas)
    return new


def _meet(one: BaseGeometry, other: BaseGeometry) -> bool:
    """Tell whether two areas, perhaps of different trees, have more in common than a border."""
    return bool(one.intersects(other) and one.intersection(other).area > _BORDER_M2)


def _joined(areas: tuple[Area, ...], deep: Area | None, band_of: Callable[[str], int]) -> tuple[Area, ...]:
    """Put what an area and its other half say into one; the whole city has no other half, and then says nothing."""
    if deep is None or not deep.path:
        return ()
    parent = deep.path[:-1]
    others = [area for area in areas if not area.path.startswith(parent)]
    return tuple(sorted([*others, Area(parent, band_of(parent))]))


class _Ledger:
    """Everything that was said, over the pieces of all trees."""

    def __init__(self, releases: Sequence[Release]) -> None:
        self._releases = releases
        self._overlay: Overlay = lay_over(release.tree for release in releases)
        self._said = {id(release): self._told(release) for release in releases}

    def _told(self, release: Release) -> list[Said]:
        """Return what is said of each area; a half-year of which nothing is said reads as "fewer than ten" in all."""
        areas = [(area.path, area.least, area.most) for area in release.areas]
        if release.population.half and not areas:
            areas = [("", 0, FEWEST - 1)]
        return [
            Said(release.population, self._overlay.pieces(release.tree, path), least, most)
            for path, least, most in areas
        ]

    def alone(self, new: Release) -> Iterator[Exposed]:
        """Yield what several releases of one population expose; one by itself exposes nothing, as its areas are apart."""
        same = [release for release in self._releases if release.population == new.population]
        if len(same) == 1:
            return
        said = [one for release in same for one in self._said[id(release)]]
        whole = frozenset[int]().union(*(one.pieces for one in said))
        parts = [part for release in same for area in release.areas for part in self._parts(release.tree, area.path)]
        program = Program(whole, said, (), self._overlay.most, parts)
        for release in same:
            for area, one in zip(release.areas, self._said[id(release)], strict=False):
                parts = self._parts(release.tree, area.path)
                if any(self._is_told(program, one.population, part) for part in parts):
                    yield Exposed(release.population, area.path)

    def _is_told(self, program: Program, population: Population, part: Pieces) -> bool:
        least, most = program.least(population, part), program.most(population, part)
        if least is None or most is None:  # two releases never contradict each other
            return True
        public = sum(self._overlay.most[piece] for piece in part)
        return least > SLIP or most < min(FEWEST - 1, public) - SLIP

    def linked(self, new: Release) -> Iterator[Exposed]:
        """Yield what half-years tell together with stocks, of the years that the new release belongs to."""
        stocks = {release.population.year for release in self._releases if not release.population.half}
        for year in sorted(stocks & {new.population.year, new.population.year + (not new.population.half)}):
            yield from self._of_year(year)

    def _of_year(self, year: int) -> Iterator[Exposed]:
        """Yield what is told of who came in a year to somebody who believes that nobody was let go in it."""
        halves = [Population(year, half) for half in HALVES]
        link = Link((Population(year - 1), *halves), Population(year))
        releases = [release for release in self._releases if release.population in {*link.parts, link.whole}]
        said = [one for release in releases for one in self._said[id(release)]]
        for release in releases:
            if release.population in halves:
                for area, one in zip(release.areas, self._said[id(release)], strict=False):
                    parts = self._parts(release.tree, area.path)
                    if any(self._is_elsewhere(one, part, said, link) for part in parts):
                        yield Exposed(release.population, area.path)

    def _is_elsewhere(self, flow: Said, part: Pieces, said: Sequence[Said], link: Link) -> bool:
        """Tell whether fewer of an area may be in a part of it than must be in all of it."""
        met = [one for one in said if one.population == link.whole and one.pieces & part]
        if not met or any(one.most is None for one in met):
            return False
        near = part.union(*(one.pieces for one in met))
        for place in (near, part):  # whoever cannot believe it of all that was said together may believe it of the part
            if (most := self._most(flow, part, place, said, link)) is not None:
                return most < flow.least - SLIP and not self._is_known(flow, part, place, said, link)
        return False

    def _is_known(self, flow: Said, part: Pieces, place: Pieces, said: Sequence[Said], link: Link) -> bool:
        """Tell whether it was so before the newest release, which then cannot help it."""
        newest = self._said[id(self._releases[-1])]
        before = [one for one in said if one not in newest]
        if flow not in before:
            return False
        most = self._most(flow, part, place, before, link)
        return most is not None and most < flow.least - SLIP

    def _most(self, flow: Said, part: Pieces, place: Pieces, said: Sequence[Said], link: Link) -> float | None:
        return Program(place, said, [link], self._overlay.most, [part]).most(flow.population, part)

    def _parts(self, tree: CellTree, path: str) -> list[Pieces]:
        """Return the halves of an area, or the pieces in which it is cut by another tree; none where it is not cut."""
        halves = [self._overlay.pieces(tree, half.path) for half in tree.children(path)]
        pieces = self._overlay.pieces(tree, path)
        return halves or ([frozenset({piece}) for piece in sorted(pieces)] if len(pieces) > 1 else [])
