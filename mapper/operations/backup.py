"""Keep the database and its photos: write them to files, and fill an empty one from them with proof that nothing is missing."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from mapper.errors import AlreadyLoaded, InvalidInput, MachineFault, UnreadableFile
from mapper.operations.database import opened_cluster
from mapper.operations.photos.upkeep import photo_files
from mapper.operations.progress import Progress, in_silence
from mapper.settings import Settings
from mapper.store import backup, migrate
from mapper.store import photos as photo_rows
from mapper.store.backup import Content
from mapper.store.cluster import Binaries, find_binaries
from mapper.store.engine import Engine, make_engine, make_sessions
from mapper.store.photo_archive import read_archive, write_archive

_WITH_PHOTOS: Final = "photo"
"""The table that older schemas do not have."""


@dataclass(frozen=True)
class Account:
    """What is in a dump; written beside it as ``FILE.json``.

    Attributes
    ----------
    revision : str
        Of the schema.
    made_at : str
        When, with its zone.
    sha256 : str
        Fingerprint of the file.
    tables : dict of str to Content
        What each table held.
    photos : int
        How many files of photos are in ``FILE.photos.tar``; there is none when there are none.
    """

    revision: str
    made_at: str
    sha256: str
    tables: dict[str, Content]
    photos: int = 0

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(content.rows for content in self.tables.values())


def dump(
    settings: Settings, file: Path, *, now: datetime, notice: Callable[[str], None], progress: Progress = in_silence
) -> Account:
    """Write the whole database to a file, its photos and its account beside it.

    Parameters
    ----------
    settings : Settings
        Which database.
    file : Path
        Must not exist yet: an older dump is not thrown away for a newer one.
    now : datetime
        This moment.
    notice : callable
        Told, in a sentence, when the private cluster has to live elsewhere.
    progress : Progress
        Told how far it is: tables counted, rows written, then photos.

    Returns
    -------
    Account
        As it stands in ``FILE.json``.

    Raises
    ------
    InvalidInput
        When the file exists or cannot be written.
    MachineFault
        With what ``pg_dump`` says; no file is left then.
    """
    for path in (file, _beside(file), _photos(file)):
        if path.exists():
            raise InvalidInput(f"{path} exists; give another name, so that no older dump is lost.", file=str(path))
    part = file.with_name(file.name + ".part")
    try:
        with (
            _owner(settings, notice) as (engine, url, binaries),
            backup.snapshot(engine, partial(progress, "counting")) as (name, tables),
        ):
            with engine.connect() as connection:
                revision = migrate.revision(connection)
            backup.write_dump(binaries, url, part, of_snapshot=name, told=_rows_before(tables, progress, "dumping"))
            photos = _dump_photos(settings, engine, part, notice, progress) if _WITH_PHOTOS in tables else 0
        account = Account(str(revision), now.isoformat(), _sha256(part), tables, photos)
        _beside(file).touch(mode=0o600)
        _beside(file).write_text(json.dumps(asdict(account), indent=1), "utf-8")
        if photos:
            _photos(part).replace(_photos(file))
        os.replace(part, file)  # noqa: PTH105 - the last step: a file of that name is whole
    except OSError as error:
        message = f"{file} cannot be written ({error.strerror}); give a path in a folder that exists and has room."
        raise InvalidInput(message, file=str(file)) from error
    finally:
        part.unlink(missing_ok=True)
        _photos(part).unlink(missing_ok=True)
    return account


def restore(
    settings: Settings, file: Path, *, notice: Callable[[str], None], progress: Progress = in_silence
) -> dict[str, Content]:
    """Fill an empty database from a dump, compare it with its account, and bring it to the newest schema.

    Parameters
    ----------
    settings : Settings
        Which database; it must be empty.
    file : Path
        Written by `dump`; compared row by row when its account lies beside it.
    notice : callable
        Told, in a sentence, what cannot be compared.
    progress : Progress
        Told how far it is: rows read, tables compared, then photos.

    Returns
    -------
    dict of str to Content
        What each table holds, before the schema was changed.

    Raises
    ------
    AlreadyLoaded
        When the database has our tables.
    UnreadableFile
        When the file is no whole dump, differs from its account, or is of a newer Golmok; or its photos are not with it.
    MachineFault
        With what ``pg_restore`` says, or naming the tables that came out differently.
    """
    account = _account(file, notice)
    if account is not None and account.photos and not _photos(file).is_file():
        message = f"{_photos(file).name} is not beside {file.name}, and holds {account.photos} photos; bring it too."
        raise UnreadableFile(message, file=_photos(file).name)
    with _owner(settings, notice) as (engine, url, binaries):
        _refuse_newer(binaries, file)
        with engine.connect() as connection:
            if migrate.revision(connection) is not None:
                message = "The database is not empty; restore into another GOLMOK_DATA_DIR, or move the old one away."
                raise AlreadyLoaded(message)
        tables = {} if account is None else account.tables
        backup.read_dump(binaries, url, file, told=_rows_before(tables, progress, "restoring"))
        with engine.begin() as connection:
            found = backup.contents(connection, partial(progress, "comparing"))
        if account is not None and found != account.tables:
            differing = sorted(name for name in found | account.tables if found.get(name) != account.tables.get(name))
            message = (
                f"{file.name} was restored, but differs from its account in {', '.join(differing)}; use another copy."
            )
            raise MachineFault(message, tables=differing)
        migrate.upgrade(engine)
    _restore_photos(settings, file, account, progress)
    return found


def upgrade(settings: Settings, *, keep: bool, notice: Callable[[str], None]) -> tuple[str | None, list[str]]:
    """Bring the schema to the newest revision.

    Parameters
    ----------
    settings : Settings
        Which database.
    keep : bool
        False only says what would be run.
    notice : callable
        Told, in a sentence, when the private cluster has to live elsewhere, and whom an upgrade waits for.

    Returns
    -------
    before : str or None
        The revision it had, None for an empty database.
    run : list of str
        Each migration it needed, oldest first.
    """
    with _owner(settings, notice) as (engine, _, _):
        with engine.connect() as connection:
            before = migrate.revision(connection)
        pending = _pending(before)
        if keep:
            migrate.upgrade(engine, notice=notice)
    return before, pending


def _dump_photos(
    settings: Settings, engine: Engine, file: Path, notice: Callable[[str], None], progress: Progress
) -> int:
    """Write what rows name by now: all that those of the dump name is among it, as no file of a row ever goes."""
    with make_sessions(engine)() as session:
        named = photo_rows.named_files(session)
    if not named:
        return 0
    written = write_archive(photo_files(settings).kept, named, _photos(file), partial(progress, "photos"))
    if written < len(named):
        notice(f"{len(named) - written} photos are gone from the disk and not in it; see `golmok photo scrub`.")
    return written


def _restore_photos(settings: Settings, file: Path, account: Account | None, progress: Progress) -> None:
    if not _photos(file).is_file():
        return
    total = 0 if account is None else account.photos
    read = read_archive(_photos(file), photo_files(settings).kept, lambda done: progress("photos", done, total))
    if account is not None and read != total:
        message = f"{_photos(file).name} holds {read} photos, its account names {total}; use another copy of it."
        raise MachineFault(message, photos=read)


def _rows_before(tables: dict[str, Content], progress: Progress, step: str) -> Callable[[str], None]:
    """Tell, when a table begins, how many rows the ones before it had."""
    total, done = sum(content.rows for content in tables.values()), 0
    progress(step, 0, total)

    def told(table: str) -> None:
        nonlocal done
        progress(step, done, total)
        done += tables[table].rows if table in tables else 0

    return told


def _pending(before: str | None) -> list[str]:
    names = []
    for script in migrate.scripts():
        if script.revision == before:
            break
        names.append(f"{script.revision} {script.doc}")
    return names[::-1]


@contextmanager
def _owner(settings: Settings, notice: Callable[[str], None]) -> Iterator[tuple[Engine, str, Binaries]]:
    binaries = find_binaries(settings.pg_bindir, os.environ)
    if settings.database_url is not None:
        with _disposed(settings.database_url) as engine:
            yield engine, settings.database_url, binaries
        return
    with opened_cluster(settings, notice) as attachment, _disposed(attachment.url("owner")) as engine:
        yield engine, attachment.url("owner"), binaries


@contextmanager
def _disposed(url: str) -> Iterator[Engine]:
    engine = make_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


def _refuse_newer(binaries: Binaries, file: Path) -> None:
    revision = backup.revision_in(binaries, file)
    if revision not in backup.known_revisions():
        message = (
            f"{file.name} is of schema {revision}, newer than this Golmok knows; install the version that wrote it."
        )
        raise UnreadableFile(message, file=file.name, revision=revision)


def _account(file: Path, notice: Callable[[str], None]) -> Account | None:
    try:
        written: dict[str, Any] = json.loads(_beside(file).read_text("utf-8"))
        tables = {name: Content(**content) for name, content in written.pop("tables").items()}
        account = Account(**written, tables=tables)
    except FileNotFoundError:
        notice(f"{_beside(file).name} is not there, so what is restored cannot be compared with what was dumped.")
        return None
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        message = f"{_beside(file).name} is no account of a dump ({error}); give the one written with it, or remove it."
        raise UnreadableFile(message, file=_beside(file).name) from error
    if _sha256(file) != account.sha256:
        message = (
            f"{file.name} is not the file its account was written for, it was changed or cut short; use another copy."
        )
        raise UnreadableFile(message, file=file.name)
    return account


def _beside(file: Path) -> Path:
    return file.with_name(file.name + ".json")


def _photos(file: Path) -> Path:
    return file.with_name(file.name + ".photos.tar")


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
