"""What is the same for all households that one transaction stores: the cells of districts, the cut of the blind index."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from uuid import UUID

from shapely.geometry.base import BaseGeometry

from mapper.domain.blind_index import Term, bucket
from mapper.domain.household import Household, Tier
from mapper.operations.vault.envelopes import Vault
from mapper.store.crisis import blind_terms, cells
from mapper.store.engine import Session


class Layout:
    """Cells and the cut of the blind index, each read once, when it is asked for first.

    Parameters
    ----------
    session : Session
        Entered, which keeps others from cutting the index anew until its transaction ends.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._cells: dict[tuple[str, int], list[tuple[UUID, BaseGeometry]]] = {}

    def cell_of(self, household: Household, *, district_code: str, tier: Tier, year: int) -> UUID | None:
        """Find the cell in which a household lives.

        Parameters
        ----------
        household : Household
            With its place, or without.
        district_code : str
            Where it lives.
        tier : Tier
            How closely it is kept.
        year : int
            Of the tree.

        Returns
        -------
        UUID or None
            None without a place, in the sealed tier, and in no cell.
        """
        if tier is Tier.SEALED or household.x is None or household.y is None:
            return None
        if (district_code, year) not in self._cells:
            self._cells[district_code, year] = cells.of_district(self._session, district_code, year)
        return cells.cell_at(self._cells[district_code, year], x=household.x, y=household.y)

    def buckets_of(self, vault: Vault, terms: Iterable[Term]) -> list[tuple[str, int]]:
        """Return the buckets of the blind index in which terms stand.

        Parameters
        ----------
        vault : Vault
            Of this machine.
        terms : iterable of Term
            What somebody is found by.

        Returns
        -------
        list of tuple
            Kind and bucket of each.
        """
        return [(term.kind, bucket(vault.index_key, term, self._bits[term.kind])) for term in terms]

    @cached_property
    def _bits(self) -> dict[str, int]:
        return blind_terms.bits(self._session)
