"""Keep how files of a kind are read under a name, and read the next ones so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from uuid import UUID

from mapper.domain.reader import Reader
from mapper.errors import InvalidInput, NameTaken, UnknownKind
from mapper.operations.imports.options import FileOptions
from mapper.store.engine import Session
from mapper.store.imports import mappings as mapping_rows
from mapper.store.imports.mappings import SavedMapping
from mapper.store.knowledge import recording_now
from mapper.store.write_log import log_write

LONGEST_NAME = 60


def list_mappings(session: Session) -> list[dict[str, Any]]:
    """List what is saved.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    list of dict
        ``name``, ``kind``, ``options`` and ``recorded_at``, in order of name.
    """
    return [asdict(saved) for saved in mapping_rows.saved_mappings(session)]


def completed(session: Session, kind: str, options: FileOptions, name: str | None) -> FileOptions:
    """Complete what a person says about a file by a saved mapping.

    Parameters
    ----------
    session : Session
        Only read.
    kind : str
        What the file is about.
    options : FileOptions
        What the person says; it stands above what was saved.
    name : str or None
        Of the mapping; None for none.

    Returns
    -------
    FileOptions
        With both.

    Raises
    ------
    UnknownKind
        Naming the mappings there are.
    InvalidInput
        For a mapping of files about something else.
    """
    if name is None:
        return options
    saved = _named(session, name)
    if saved.kind != kind:
        message = f"The mapping {name!r} is for {saved.kind}, expected one for {kind}; choose another or leave it out."
        raise InvalidInput(message, mapping=name, found=saved.kind, expected=kind)
    return options.over(saved.options)


def save_mapping(
    session: Session, name: str, kind: str, options: FileOptions, *, by: Reader, new_id: Callable[[], UUID]
) -> None:
    """Keep how a file was read; a mapping of that name for the same kind is replaced.

    Parameters
    ----------
    session : Session
        Not committed.
    name : str
        What to call it.
    kind : str
        What the file is about.
    options : FileOptions
        How it was read.
    by : Reader
        Who says so.
    new_id : callable
        Makes the id.

    Raises
    ------
    InvalidInput
        When the name is blank, too long, or holds what cannot be printed.
    NameTaken
        When the name is that of a mapping for another kind.
    """
    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        message = f"{name!r} is no name for a mapping, expected 1 to {LONGEST_NAME} printable characters; shorten it."
        raise InvalidInput(message, mapping=name)
    others = {saved.name: saved.kind for saved in mapping_rows.saved_mappings(session)}
    if others.get(name, kind) != kind:
        message = f"The mapping {name!r} is for {others[name]}; choose another name, or forget that one first."
        raise NameTaken(message, mapping=name, found=others[name], expected=kind)
    now = recording_now(session)
    kept = SavedMapping(name, kind, options.to_save(), now)
    mapping_rows.save_mapping(session, kept, row_id=new_id(), user_id=by.user_id)
    log_write(session, by, "mapping.save", subject=name, now=now, kind=kind)


def forget_mapping(session: Session, name: str, *, by: Reader) -> None:
    """Delete a saved mapping; what was imported with it stays.

    Parameters
    ----------
    session : Session
        Not committed.
    name : str
        What it is called.
    by : Reader
        Who says so.

    Raises
    ------
    UnknownKind
        Naming the mappings there are.
    """
    saved = _named(session, name)
    mapping_rows.delete_mapping(session, name)
    log_write(session, by, "mapping.forget", subject=name, now=recording_now(session), kind=saved.kind)


def _named(session: Session, name: str) -> SavedMapping:
    there_are = mapping_rows.saved_mappings(session)
    for saved in there_are:
        if saved.name == name:
            return saved
    choices = [saved.name for saved in there_are]
    message = f"No mapping is called {name!r}, expected one of {', '.join(choices)}; choose one."
    if not choices:
        message = f"No mapping is called {name!r}, as none is saved yet; save one with --save-mapping NAME."
    raise UnknownKind(message, kind="mapping", value=name, choices=choices)
