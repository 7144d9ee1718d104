"""Where figures take their rows from: the city's tables, and those of households where somebody may count them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mapper.domain.figure import CITY_DIGITS, Asked, Counted, Definition
from mapper.domain.patrol_find import Find
from mapper.errors import NoHouseholdsHere
from mapper.operations.crisis.entering import Look
from mapper.operations.crisis.figure_counting import CountedCase, count_cases
from mapper.operations.vault.envelopes import Vault
from mapper.store import figure_rows, patrol_finds
from mapper.store.engine import Session


@dataclass(frozen=True)
class Households:
    """The way to those who are counted.

    Attributes
    ----------
    session : Session
        Of the staff role.
    vault : Vault
        Of this machine.
    look : Look
        Who counts, why and when.
    """

    session: Session
    vault: Vault
    look: Look


@dataclass(frozen=True)
class Sources:
    """What the figures of one question are counted from; each thing is read once, when the first figure needs it.

    Attributes
    ----------
    session : Session
        Of the city; only read.
    asked : Asked
        Of what, as of when, and known when.
    everywhere : tuple of str
        Codes of every 행정동 there is or was.
    households : Households or None
        None where they are not to be counted.
    """

    session: Session
    asked: Asked
    everywhere: tuple[str, ...]
    households: Households | None = None

    @property
    def here(self) -> list[str]:
        """Codes of the districts that are asked for."""
        return [code for code in self.everywhere if code.startswith(self.asked.scope)]

    @property
    def codes(self) -> Sequence[str] | None:
        """The same; None where that is all there is, so that what is of no district counts too."""
        here = self.here
        return None if len(here) == len(self.everywhere) else here

    def counted(self, query: str, **values: Any) -> list[Counted]:
        """Read the rows of a query of `mapper.store.figure_rows`.

        Parameters
        ----------
        query : str
            Which.
        **values : object
            What it asks for, beside moment and city.

        Returns
        -------
        list of Counted
            As it orders them.
        """
        asked, scope = self.asked, self.asked.scope
        shared = {"codes": self.codes, "known": asked.known, "until": asked.until}
        city = {"city": scope[:CITY_DIGITS], "district": scope[:] if len(scope) > CITY_DIGITS else ""}
        return figure_rows.counted(self.session, query, **shared, **city, **values)

    @cached_property
    def finds(self) -> list[Find]:
        """What patrols found."""
        return patrol_finds.finds(self.session, self.codes, known=self.asked.known, until=self.asked.until)

    @cached_property
    def cases(self) -> list[CountedCase]:
        """Cases of households, by what stands in clear."""
        return self._count(to_open=False)

    @cached_property
    def opened_cases(self) -> list[CountedCase]:
        """The same with what is sealed; everybody in them is in the access log."""
        return self._count(to_open=True)

    def _count(self, *, to_open: bool) -> list[CountedCase]:
        if self.households is None:
            message = "Figures of households are counted where they are kept, by whoever works with them."
            raise NoHouseholdsHere(message)
        way = self.households
        return count_cases(way.session, way.vault, self.here, self.asked, way.look, to_open=to_open)


@dataclass(frozen=True)
class Figure:
    """A figure: what it is, and its one query.

    Attributes
    ----------
    definition : Definition
        What counts, when, who and how.
    rows : callable
        Reads all rows there are.
    """

    definition: Definition
    rows: Callable[[Sources], list[Counted]]
