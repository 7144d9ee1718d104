"""What files were taken in, when and by whom, with their reports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import Session

from mapper.store.tables import ImportRow, UserRow


@dataclass(frozen=True)
class PastImport:
    """A file that was taken in.

    Attributes
    ----------
    id : UUID
        Of the import.
    kind, file_name, sha256 : str
        What it was read as, its name, the fingerprint of its bytes.
    report : dict
        What came of it: ``rows_in``, ``effects`` and so on; in a list, without what can be long.
    by : str or None
        Name of the user; None for the operator at the machine.
    recorded_at : datetime
        When.
    """

    id: UUID
    kind: str
    file_name: str
    sha256: str
    report: dict[str, Any]
    by: str | None
    recorded_at: datetime


_LONG = ("faults", "refused", "notes", "repairs")


def past_imports(session: Session, *, skip: int, most: int) -> tuple[int, list[PastImport]]:
    """Read which files were taken in, the newest first.

    Parameters
    ----------
    session : Session
        Only read.
    skip : int
        How many of the newest to leave out.
    most : int
        How many to read.

    Returns
    -------
    total : int
        How many there are in all.
    imports : list of PastImport
        Their reports without what can be long.
    """
    total = session.execute(select(func.count()).select_from(ImportRow)).scalar_one()
    newest = (
        _selected(ImportRow.report.op("-")(array(_LONG)))
        .order_by(ImportRow.recorded_at.desc(), ImportRow.id)
        .offset(skip)
        .limit(most)
    )
    return total, [PastImport(*row) for row in session.execute(newest)]


def find_import(session: Session, import_id: UUID) -> PastImport | None:
    """Read one import with its whole report.

    Parameters
    ----------
    session : Session
        Only read.
    import_id : UUID
        Of the import.

    Returns
    -------
    PastImport or None
        None when there is none.
    """
    row = session.execute(_selected(ImportRow.report).where(ImportRow.id == import_id)).one_or_none()
    return None if row is None else PastImport(*row)


def _selected(report: Any) -> Select[Any]:
    columns = (ImportRow.id, ImportRow.kind, ImportRow.file_name, ImportRow.sha256, report)
    named = select(*columns, UserRow.name, ImportRow.recorded_at)
    return named.outerjoin(UserRow, UserRow.id == ImportRow.user_id)
