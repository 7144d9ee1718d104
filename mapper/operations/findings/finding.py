"""What a finding consists of: rows, what they are narrowed by, figures that count them, and what colours the map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mapper.domain.board import Choice, Facet, Mask
from mapper.errors import InvalidInput, NotFound
from mapper.operations.findings.city import Ground
from mapper.operations.moments import Moment

NO_DAY: Final = -1


class Unit(StrEnum):
    """What a number is: how it is written."""

    COUNT = "count"
    SHARE = "share"
    NUMBER = "number"
    POINTS = "points"
    METRES = "metres"
    DAYS = "days"
    DAY = "day"
    ISSUE = "issue"


@dataclass(frozen=True)
class Column:
    """One thing that is known of every row.

    Attributes
    ----------
    key : str
        Its name.
    unit : Unit
        What it is.
    values : ndarray, shape (n,)
        Numbers, NaN for none; of days `NO_DAY` for none; of issues their 16 bytes, empty for none.
    choice : Choice
        Of a breakdown: what the rows that each of its numbers comes from are narrowed by, besides the option that it
        stands beside.
    facet : str or None
        Of a breakdown: key of the facet whose option leads to those rows, where it is another one than it is by.
    sums : str or None
        Of a breakdown: key of the column of those rows whose sum each number is; a count without it is that of the rows.
    """

    key: str
    unit: Unit
    values: NDArray[Any]
    choice: Choice = field(default_factory=lambda: MappingProxyType({}))
    facet: str | None = None
    sums: str | None = None


@dataclass(frozen=True)
class Figure:
    """A number that is shown, and the rows that it comes from.

    Attributes
    ----------
    key : str
        Its name.
    unit : Unit
        What it is.
    value : float
        NaN when it cannot be told.
    choice : Choice
        The rows.
    """

    key: str
    unit: Unit
    value: float
    choice: Choice


@dataclass(frozen=True)
class Breakdown:
    """Numbers by option of a facet; each option has the rows that have it, and are chosen besides.

    Attributes
    ----------
    facet : Facet
        By what.
    columns : tuple of Column
        Of shape (options,).
    choice : Choice
        What the rows of each are narrowed by besides.
    """

    facet: Facet
    columns: tuple[Column, ...]
    choice: Choice = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class Finding:
    """What was found.

    Attributes
    ----------
    moment : Moment
        Of the facts.
    ground : Ground
        The segments.
    segment : ndarray of int64, shape (n,)
        Which of them each row is about.
    facets : tuple of Facet
        What rows are narrowed by.
    columns : tuple of Column
        What is known of each row.
    figures : tuple of Figure
        What is shown first.
    breakdowns : tuple of Breakdown
        What is shown after that.
    opens : mapping of str to Choice
        Keys of the facets that can colour the map, of which rows about one segment have one option or none, and the
        rows that are shown first with each.
    sort : str
        Key of the column by which.
    descending : bool
        In which direction.
    seed : int or None
        Of its random numbers.
    names : mapping of str to sequence of str
        By key of a facet whose options are no vocabulary: what to call them.
    """

    moment: Moment
    ground: Ground
    segment: NDArray[np.int64]
    facets: tuple[Facet, ...]
    columns: tuple[Column, ...]
    figures: tuple[Figure, ...]
    breakdowns: tuple[Breakdown, ...]
    opens: Mapping[str, Choice]
    sort: str
    descending: bool
    seed: int | None = None
    names: Mapping[str, Sequence[str]] = field(default_factory=lambda: MappingProxyType({}))

    def chosen(self, choice: Choice) -> Mask:
        """Tell which rows a choice leaves.

        Parameters
        ----------
        choice : mapping
            What is wanted.

        Returns
        -------
        ndarray of bool, shape (n,)
            Row by row.

        Raises
        ------
        InvalidInput
            When it names a facet or an option that is not there.
        """
        there = {facet.key: facet for facet in self.facets}
        rows = np.ones(len(self.segment), dtype=np.bool_)
        for key, wanted in choice.items():
            unknown = sorted(set(wanted).difference(there[key].options)) if key in there else [key]
            if unknown:
                message = f"{key} {unknown[0]} is not there to be chosen; choose of {', '.join(there)}."
                raise InvalidInput(message, parameter=key, value=unknown[0])
            rows &= there[key].among(wanted)
        return rows

    def colours(self, key: str) -> NDArray[np.int64]:
        """Say how each segment is coloured.

        Parameters
        ----------
        key : str
            Of ``opens``.

        Returns
        -------
        ndarray of int64, shape (segments,)
            Position of its option, -1 where no row is about the segment.

        Raises
        ------
        NotFound
            When nothing is coloured by that.
        """
        codes = {facet.key: facet.member for facet in self.facets if facet.key in self.opens}
        if key not in codes:
            raise NotFound(f"The map is not coloured by {key}; choose one of {', '.join(codes)}.", column=key)
        told = codes[key] >= 0
        return spread(codes[key][told].astype(np.int64), self.segment[told], len(self.ground.ids))

    def ordered(self, choice: Choice, *, sort: str, descending: bool) -> NDArray[np.int64]:
        """Return the rows that a choice leaves, in order.

        Parameters
        ----------
        choice : mapping
            What is wanted.
        sort : str
            Key of a column, or ``name``, ``district``, ``score`` or ``length_m``.
        descending : bool
            In which direction; what is not known comes last, ties in their order.

        Returns
        -------
        ndarray of int64, shape (k,)
            Positions.

        Raises
        ------
        InvalidInput
            When there is no such column.
        """
        rows = np.flatnonzero(self.chosen(choice))
        value = self._sortable(sort)[rows]
        missing = np.isnan(value) | (value < 0 if sort in self._from_zero else False)
        return np.asarray(rows[np.lexsort([-value if descending else value, missing])])

    @property
    def _from_zero(self) -> set[str]:
        return {"name", "district", "score"} | {one.key for one in self.columns if one.unit is Unit.DAY}

    def _sortable(self, sort: str) -> NDArray[np.float64]:
        ground = self.ground
        always = {
            "name": ground.alley,
            "district": ground.district,
            "score": ground.score,
            "length_m": ground.length_m,
        }
        own = {one.key: one.values for one in self.columns if one.unit is not Unit.ISSUE}
        if sort in own:
            return own[sort].astype(np.float64)
        if sort not in always:
            message = f"Rows are not sorted by {sort}; choose one of {', '.join([*always, *own])}."
            raise InvalidInput(message, parameter="sort", value=sort)
        return always[sort][self.segment].astype(np.float64)


def count(key: str, rows: Mask | NDArray[np.int64], choice: Choice) -> Figure:
    """Return a figure that says how many rows a choice leaves.

    Parameters
    ----------
    key : str
        Of the figure.
    rows : ndarray of bool
        Those rows, as they were found.
    choice : Choice
        What narrows to them.

    Returns
    -------
    Figure
        Their count.
    """
    return Figure(key, Unit.COUNT, float(np.count_nonzero(rows)), choice)


def by_option(facet: Facet, rows: Mask, key: str, choice: Choice) -> Column:
    """Count rows by option.

    Parameters
    ----------
    facet : Facet
        By what.
    rows : ndarray of bool, shape (n,)
        Rows that are counted.
    key : str
        Of the column.
    choice : Choice
        What narrows to them.

    Returns
    -------
    Column
        Of shape (options,).
    """
    return Column(key, Unit.COUNT, facet.count(rows), choice)


def ratio(part: NDArray[Any], whole: NDArray[Any]) -> NDArray[np.float64]:
    """Divide, where there is anything to divide by.

    Parameters
    ----------
    part, whole : ndarray, shape (n,)
        Numbers from 0.

    Returns
    -------
    ndarray of float64, shape (n,)
        NaN where the whole is 0.
    """
    return np.asarray(np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0))


def spread(codes: NDArray[np.int64], row: NDArray[np.int64], segments: int) -> NDArray[np.int64]:
    """Say of every segment what is known of some.

    Parameters
    ----------
    codes : ndarray of int, shape (n,)
        Of rows.
    row : ndarray of int64, shape (n,)
        Their segments.
    segments : int
        How many there are.

    Returns
    -------
    ndarray of int64, shape (segments,)
        The codes, -1 for the rest.
    """
    whole = np.full(segments, -1)
    whole[row] = codes
    return whole
