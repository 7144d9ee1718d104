"""What the server does beside answering, so that nobody has to remember it."""

from __future__ import annotations

import logging
import multiprocessing
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from multiprocessing import connection
from typing import Final

from mapper.domain.resident_report import CONTACT_KEPT
from mapper.errors import GolmokError
from mapper.operations import bookings, contacts
from mapper.operations.database import Database
from mapper.operations.people import logins
from mapper.operations.photos.upkeep import sweep
from mapper.store.photo_files import PhotoFiles
from web.clock import now

SWEPT_EVERY_S: Final = 4 * 3600.0
"""With `mapper.store.photo_disk.UNTOUCHED` before it, what a crash left behind is gone within a day."""

_FORK: Final = multiprocessing.get_context("fork")
_LOG: Final = logging.getLogger(__name__)


@contextmanager
def kept_up(
    database: Database, files: PhotoFiles, *, contacts_kept: timedelta = CONTACT_KEPT, every_s: float = SWEPT_EVERY_S
) -> Iterator[None]:
    """Sweep the folder of photos and forget what was of nobody now and from time to time, in a process of its own.

    Parameters
    ----------
    database : Database
        Of this machine.
    files : PhotoFiles
        The folder.
    contacts_kept : timedelta
        How long the contacts of complaints are kept after the last word about an issue that ended.
    every_s : float
        How long to wait from one time to the next [s].

    Yields
    ------
    None
        While it goes on. It ends with this process too, however that ends.
    """
    process = _FORK.Process(target=_keep_up, args=(database, files, contacts_kept, every_s), daemon=True)
    process.start()
    try:
        yield
    finally:
        process.terminate()
        process.join()


def _keep_up(database: Database, files: PhotoFiles, contacts_kept: timedelta, every_s: float) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches every process; the first one ends the others
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    database.forked()
    parent = multiprocessing.parent_process()
    while parent is not None:
        _sweep(database, files)
        _forget(database, contacts_kept)
        if connection.wait([parent.sentinel], every_s):
            return


def _sweep(database: Database, files: PhotoFiles) -> None:
    try:
        with database.sessions() as session:
            swept = sweep(session, files, now=now())
    except (GolmokError, OSError):
        _LOG.exception("The folder of photos was not swept; it is tried again later.")
        return
    if swept.orphans or swept.partials:
        _LOG.warning("%d files that no row names and %d unfinished photos were deleted.", swept.orphans, swept.partials)


def _forget(database: Database, contacts_kept: timedelta) -> None:
    """Residents report and ask without an account: what that needed is not kept longer than it is of use."""
    for forget in (
        bookings.destroy_contacts,
        partial(contacts.destroy_contacts, kept=contacts_kept),
        logins.forget,
    ):  # each for itself: one that fails keeps nothing of the other
        try:
            with database.sessions.begin() as session:
                forget(session, now=now())
        except GolmokError:
            _LOG.exception("The logins and contacts that are over were not cleared; it is tried again later.")
