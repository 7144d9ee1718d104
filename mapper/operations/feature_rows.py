"""Rows that a program walks through a page at a time, wherever they are kept: in tables, or in releases of density."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from mapper.operations.exports import Export
from mapper.store import feature_pages
from mapper.store.engine import Session
from mapper.store.feature_pages import Narrowing
from mapper.store.strips import Shelf


class Rows(Protocol):
    """Rows of a collection, in the order of their ids."""

    def matched(self, narrowing: Narrowing) -> int:
        """Count them.

        Parameters
        ----------
        narrowing : Narrowing
            Which of them.
        """
        ...

    def page_of(self, narrowing: Narrowing, *, after: str | None, limit: int) -> list[str]:
        """Return the ids of a page.

        Parameters
        ----------
        narrowing : Narrowing
            Which of them.
        after : str or None
            The page begins behind this id; at the beginning when not given.
        limit : int
            At most so many.
        """
        ...

    def features(self, page: Sequence[str], *, crs: int, flip: bool, decimals: int) -> bytes:
        """Write some as GeoJSON, a comma and a line feed between them.

        Parameters
        ----------
        page : sequence of str
            Ids from `page_of`.
        crs : int
            EPSG code of the shapes.
        flip : bool
            Write what is to the north first.
        decimals : int
            Of coordinates in another system than degrees.
        """
        ...


@dataclass(frozen=True)
class StoredRows:
    """Rows of tables.

    Attributes
    ----------
    session : Session
        Only read.
    export : Export
        Which rows, and their columns.
    """

    session: Session
    export: Export

    def matched(self, narrowing: Narrowing) -> int:
        """Count them.

        Parameters
        ----------
        narrowing : Narrowing
            Which of them.

        Returns
        -------
        int
            On all pages together.
        """
        return feature_pages.matched(self.session, self.export.selection, narrowing)

    def page_of(self, narrowing: Narrowing, *, after: str | None, limit: int) -> list[str]:
        """Return the ids of a page.

        Parameters
        ----------
        narrowing : Narrowing
            Which of them.
        after : str or None
            The page begins behind this id; at the beginning when not given.
        limit : int
            At most so many.

        Returns
        -------
        list of str
            In order.
        """
        return feature_pages.page_of(self.session, self.export.selection, narrowing, after=after, limit=limit)

    def features(self, page: Sequence[str], *, crs: int, flip: bool, decimals: int) -> bytes:
        """Write some as GeoJSON.

        Parameters
        ----------
        page : sequence of str
            Ids from `page_of`.
        crs : int
            EPSG code of the shapes.
        flip : bool
            Write what is to the north first.
        decimals : int
            Of coordinates in another system than degrees.

        Returns
        -------
        bytes
            Features in UTF-8, a comma and a line feed between them.
        """
        properties = {column.property_name: column.kind for column in self.export.columns}
        return feature_pages.features(
            self.session, self.export.selection, page, properties, crs=crs, flip=flip, decimals=decimals
        )


@dataclass(frozen=True)
class ReadyRows:
    """Segments of a box that are there as text, asked for by nothing else and in degrees.

    Attributes
    ----------
    shelf : Shelf
        They.
    names : mapping of str to str
        Key of each column by the name of its property.
    """

    shelf: Shelf
    names: Mapping[str, str]

    def matched(self, _narrowing: Narrowing) -> int:
        """Count them.

        Parameters
        ----------
        _narrowing : Narrowing
            Of nothing.

        Returns
        -------
        int
            On all pages together.
        """
        return len(self.shelf)

    def page_of(self, _narrowing: Narrowing, *, after: str | None, limit: int) -> list[str]:
        """Return the ids of a page.

        Parameters
        ----------
        _narrowing : Narrowing
            Of nothing.
        after : str or None
            The page begins behind this id; at the beginning when not given.
        limit : int
            At most so many.

        Returns
        -------
        list of str
            In order.
        """
        return self.shelf.ids(after=after, limit=limit)

    def features(self, page: Sequence[str], **_axes: object) -> bytes:
        """Write some as GeoJSON.

        Parameters
        ----------
        page : sequence of str
            Ids from `page_of`.
        **_axes : object
            Of degrees, longitude first.

        Returns
        -------
        bytes
            Features in UTF-8, a comma and a line feed between them.
        """
        return self.shelf.features(page[0], len(page), self.names) if page else b""
