"""What the trees of several years have in common: pieces, such that every cell of every tree is made of some."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import shapely
from shapely.geometry.base import BaseGeometry

from mapper.domain.cell_tree import CellTree, Node

_LEAST_SHARE: Final = 0.01
"""Of a cell: what is less than that in common is how an outline was drawn, and not a place."""

NOWHERE: Final = "?"
"""Ends the path of a district in the name of those of its households whose cell is not known."""


@dataclass(frozen=True)
class Overlay:
    """Pieces of all the trees.

    Attributes
    ----------
    made_of : mapping of (bytes, str) to frozenset of int
        The pieces of each leaf, by the digest of its tree and its path; and of a district's households without a cell,
        by its path and `NOWHERE`.
    most : tuple of int
        How many households each piece can have, by public counts.
    """

    made_of: Mapping[tuple[bytes, str], frozenset[int]]
    most: tuple[int, ...]

    def pieces(self, tree: CellTree, path: str) -> frozenset[int]:
        """Return what a node is made of.

        Parameters
        ----------
        tree : CellTree
            One of those that were laid over each other.
        path : str
            Of the node.

        Returns
        -------
        frozenset of int
            Also those of its districts that have no known place.
        """
        named = [leaf.path for leaf in tree.under(path)]
        named += [node.path + NOWHERE for node in tree.districts.values() if node.path.startswith(path)]
        return frozenset().union(*(self.made_of.get((tree.digest, name), frozenset()) for name in named))


def lay_over(trees: Iterable[CellTree]) -> Overlay:
    """Lay trees over each other.

    Parameters
    ----------
    trees : iterable of CellTree
        One at least; the same tree may come again.

    Returns
    -------
    Overlay
        Households of a cell that is cut by another tree are taken to lie as thickly everywhere in it.
    """
    different = {tree.digest: tree for tree in trees}
    first, *others = different.values()
    cut = [(leaf.boundary, {first.digest: leaf}) for leaf in first.leaves]
    for tree in others:
        cut = list(_cut_by(cut, tree))
    made_of: dict[tuple[bytes, str], set[int]] = {}
    most = []
    for number, (shape, held_by) in enumerate(cut):
        most.append(min(_held(leaf, shape) for leaf in held_by.values()))
        for digest, leaf in held_by.items():
            made_of.setdefault((digest, leaf.path), set()).add(number)
    nowhere: dict[tuple[str, ...], int] = {}
    for tree in different.values():
        for node in {node.path: node for node in tree.districts.values() if tree.children(node.path)}.values():
            number = nowhere.setdefault(node.district_codes, len(most))
            if number == len(most):
                most.append(0)
            most[number] = max(most[number], node.households)
            made_of[tree.digest, node.path + NOWHERE] = {number}
    return Overlay({key: frozenset(numbers) for key, numbers in made_of.items()}, tuple(most))


_Cut = tuple[BaseGeometry, dict[bytes, Node]]


def _cut_by(pieces: list[_Cut], tree: CellTree) -> Iterable[_Cut]:
    """Cut pieces where the leaves of another tree meet."""
    index = shapely.STRtree([leaf.boundary for leaf in tree.leaves])
    for shape, held_by in pieces:
        for number in sorted(index.query(shape, predicate="intersects").tolist()):
            leaf = tree.leaves[number]
            common = shapely.intersection(shape, leaf.boundary)
            if common.area > _LEAST_SHARE * min(shape.area, leaf.boundary.area):
                yield common, held_by | {tree.digest: leaf}


def _held(leaf: Node, shape: BaseGeometry) -> int:
    return math.ceil(leaf.households * min(1.0, shape.area / leaf.boundary.area))
