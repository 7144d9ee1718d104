"""How files of a kind are read, kept under a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from mapper.store.tables import SavedMappingRow


@dataclass(frozen=True)
class SavedMapping:
    """One way to read files.

    Attributes
    ----------
    name, kind : str
        What it is called, and what such files are about.
    options : dict
        CRS, encoding, layer, columns and words.
    recorded_at : datetime
        When it was saved.
    """

    name: str
    kind: str
    options: dict[str, Any]
    recorded_at: datetime


def saved_mappings(session: Session) -> list[SavedMapping]:
    """Return every mapping.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    list of SavedMapping
        In order of name.
    """
    row = SavedMappingRow
    found = session.execute(select(row.name, row.kind, row.options, row.recorded_at).order_by(row.name))
    return [SavedMapping(*columns) for columns in found]


def save_mapping(session: Session, mapping: SavedMapping, *, row_id: UUID, user_id: UUID | None) -> None:
    """Keep a mapping; one of the same name is replaced.

    Parameters
    ----------
    session : Session
        Not committed.
    mapping : SavedMapping
        What to keep.
    row_id : UUID
        New.
    user_id : UUID or None
        Who saved it.
    """
    values = {**vars(mapping), "user_id": user_id}
    statement = insert(SavedMappingRow).values(id=row_id, **values)
    session.execute(statement.on_conflict_do_update(index_elements=["name"], set_=values))


def delete_mapping(session: Session, name: str) -> None:
    """Forget a mapping.

    Parameters
    ----------
    session : Session
        Not committed.
    name : str
        What it is called.
    """
    session.execute(delete(SavedMappingRow).where(SavedMappingRow.name == name))
