"""Look back at the files that were taken in, and at what came of each."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from mapper.errors import NotFound
from mapper.store.engine import Session
from mapper.store.imports import history as import_rows
from mapper.store.imports.history import PastImport

__all__ = ["ImportPage", "PastImport", "past_import", "past_imports"]


@dataclass(frozen=True)
class ImportPage:
    """One page of the list of imports.

    Attributes
    ----------
    total : int
        How many imports there are in all.
    imports : list of PastImport
        The newest first, without what can be long in their reports.
    """

    total: int
    imports: list[PastImport]


def past_imports(session: Session, *, page: int, size: int) -> ImportPage:
    """List the files that were taken in.

    Parameters
    ----------
    session : Session
        Only read.
    page : int
        From 1.
    size : int
        Imports on a page.

    Returns
    -------
    ImportPage
        The newest first.
    """
    return ImportPage(*import_rows.past_imports(session, skip=(page - 1) * size, most=size))


def past_import(session: Session, import_id: UUID) -> PastImport:
    """Return one import with its whole report.

    Parameters
    ----------
    session : Session
        Only read.
    import_id : UUID
        Of the import.

    Returns
    -------
    PastImport
        As it was stored.

    Raises
    ------
    NotFound
        When there is none.
    """
    found = import_rows.find_import(session, import_id)
    if found is None:
        raise NotFound(f"No import has the id {import_id}; choose one from the list of imports.", import_id=import_id)
    return found
