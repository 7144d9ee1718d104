"""Files and folders that belong to the server's account, and what can go wrong with them."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from mapper.errors import DataDirUnusable, DiskFull
from mapper.store.cluster.account import Account, name_of

NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


def disk_full(directory: Path) -> DiskFull:
    """Word the error of a disk without room.

    Parameters
    ----------
    directory : Path
        The folder that could not be written.

    Returns
    -------
    DiskFull
        To be raised.
    """
    return DiskFull(
        f"The disk of {directory} is full: free at least 200 MB there, "
        "or name a folder on another disk in GOLMOK_DATA_DIR.",
        directory=directory,
    )


def unusable(directory: Path, lack: str, remedy: str = "name another folder in GOLMOK_DATA_DIR") -> DataDirUnusable:
    """Word the error of a folder that cannot hold the cluster.

    Parameters
    ----------
    directory : Path
        The folder.
    lack : str
        What is wrong with it.
    remedy : str
        What to do.

    Returns
    -------
    DataDirUnusable
        To be raised.
    """
    return DataDirUnusable(f"{directory} cannot hold the database, it {lack}: {remedy}.", directory=directory)


@contextmanager
def faults_of(directory: Path) -> Iterator[None]:
    """Turn the refusals of the operating system, and the server's of a full disk, into our errors.

    Parameters
    ----------
    directory : Path
        The cluster's folder, which the sentence names.

    Yields
    ------
    None
        Nothing.

    Raises
    ------
    DiskFull
        When there was no room.
    DataDirUnusable
        When a file or folder could not be made, read or written for another reason.
    """
    try:
        yield
    except psycopg.errors.DiskFull as fault:
        raise disk_full(directory) from fault
    except OSError as fault:
        if fault.errno in NO_ROOM:
            raise disk_full(directory) from fault
        raise unusable(directory, f"answers “{fault.strerror}” for {fault.filename}") from fault


def refuse_stranger(folder: Path, account: Account) -> None:
    """Check that a folder belongs to the account or to us.

    Parameters
    ----------
    folder : Path
        The folder.
    account : Account
        Whom the server runs as.

    Raises
    ------
    DataDirUnusable
        When it belongs to somebody else.
    """
    uid = folder.lstat().st_uid
    if uid not in {account.uid, os.geteuid()}:
        owner = name_of(uid)
        remedy = f"run as {owner} or root, or name another folder in GOLMOK_DATA_DIR"
        raise unusable(folder, f"belongs to {owner}", remedy)


def own_folder(folder: Path, account: Account) -> None:
    """Make a folder that only the account may enter, or check that it is one.

    Parameters
    ----------
    folder : Path
        The folder; its parent exists.
    account : Account
        Whom it shall belong to.

    Raises
    ------
    DataDirUnusable
        When something else is there, or a folder of somebody else.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    refuse_stranger(folder, account)
    # By descriptor, so that root never changes what a link of the account leads to.
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        if not account.is_ours:
            os.fchown(descriptor, account.uid, account.gid)
        os.fchmod(descriptor, 0o700)
    finally:
        os.close(descriptor)


def own_file(path: Path, account: Account) -> int:
    """Make a file for the account, or open the one that is there.

    Parameters
    ----------
    path : Path
        The file, in a folder of the account.
    account : Account
        Whom a new file shall belong to.

    Returns
    -------
    int
        Descriptor, open for reading and writing, closed when another program is started.
    """
    flags = os.O_RDWR | os.O_NOFOLLOW
    try:
        # Only a file we made is given away: root must not hand over what the account linked to.
        descriptor = os.open(path, flags | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return os.open(path, flags)
    if not account.is_ours:
        os.fchown(descriptor, account.uid, account.gid)
    return descriptor


def put_text(path: Path, text: str, account: Account) -> None:
    """Let a file of the account hold exactly this text, at once and for good.

    Parameters
    ----------
    path : Path
        The file, in a folder of the account.
    text : str
        What it shall hold.
    account : Account
        Whom a new file shall belong to.
    """
    content = os.fsencode(text)
    if path.is_file() and path.read_bytes() == content:
        return
    unfinished = path.with_name(f"{path.name}.new")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(own_file(unfinished, account), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
