"""The disk that photos lie on: its faults told as ours, and what has lain on it for long."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from mapper.errors import DataDirUnusable, DiskFull

UNTOUCHED: Final = timedelta(hours=20)
"""What nobody has written to for so long, and no row names, may go; the server looks every four hours."""

_FULL: Final = (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def on_disk() -> Iterator[None]:
    """Tell what goes wrong with the disk as one of our errors.

    Yields
    ------
    None
        While files are written.

    Raises
    ------
    DiskFull
        When there is no room.
    DataDirUnusable
        When it cannot be written for another reason.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            message = f"The disk of the photos is full ({error.strerror}); nothing was stored. Make room and try again."
            raise DiskFull(message) from error
        message = f"The folder of the photos cannot be written ({error.strerror}); mend that and try again."
        raise DataDirUnusable(message) from error


def files_below(folder: Path) -> list[Path]:
    """List the files of a folder and of the folders in it.

    Parameters
    ----------
    folder : Path
        It need not be there.

    Returns
    -------
    list of Path
        In order of name.
    """
    return sorted(path for path in folder.rglob("*") if path.is_file())


def is_old(path: Path, now: datetime) -> bool:
    """Tell whether a file was written longer than `UNTOUCHED` ago.

    Parameters
    ----------
    path : Path
        Which.
    now : datetime
        This moment.

    Returns
    -------
    bool
        False for one that is gone.
    """
    try:
        return path.stat().st_mtime < (now - UNTOUCHED).timestamp()
    except FileNotFoundError:
        return False
