"""The server's faults that are the machine's, not ours: told as one of our errors wherever they strike."""

from __future__ import annotations

from typing import Final

import psycopg

from mapper.errors import DiskFull, MachineFault, ServerBusy, ServerUnreachable

_DISK_FULL: Final = "53100"
_GONE: Final = ("08", "57P", "53300")
"""Beginnings of SQLSTATE: connection lost, server going down, no connection left."""
_BUSY: Final = ("55P03", "57014", "40P01")
"""SQLSTATE: a lock was not to be had in time, the statement took too long or was cancelled, two waited for each other."""


def machine_fault(error: BaseException | None, where: str) -> MachineFault | None:
    """Translate an error of the driver.

    Parameters
    ----------
    error : BaseException or None
        What psycopg raised.
    where : str
        What to call the database, without a password.

    Returns
    -------
    MachineFault or None
        None when the fault is the statement's own.
    """
    if not isinstance(error, psycopg.Error):
        return None
    reason = str(error).strip().partition("\n")[0]
    state = error.sqlstate
    if state == _DISK_FULL:
        message = f"The disk of the database {where} is full ({reason}); nothing was stored. Make room and try again."
        return DiskFull(message, where=where)
    if state in _BUSY:
        message = f"The database {where} is busy with something else ({reason}); nothing was stored. Try again soon."
        return ServerBusy(message, where=where)
    is_lost = state is None and (isinstance(error, psycopg.OperationalError) or "the connection is" in reason)
    if is_lost or (state or "").startswith(_GONE):
        message = (
            f"The database {where} does not answer ({reason}); check that it runs, and GOLMOK_DATABASE_URL if set."
        )
        return ServerUnreachable(message, where=where)
    return None
