"""Files that hold keys: readable by their owner only, made whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from secrets import token_hex
from typing import Final

from mapper.errors import KeyUnusable

_MARK_BYTES: Final = 8


def read_private(path: Path) -> bytes:
    """Read a file of keys.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    bytes
        What it holds.

    Raises
    ------
    KeyUnusable
        When it cannot be read, or others could read or change it.
    """
    try:
        mode, content = path.stat().st_mode, path.read_bytes()
    except OSError as error:
        raise _unusable(path, error) from error
    if mode & (stat.S_IRWXO | stat.S_IWGRP):
        raise KeyUnusable(f"The key file {path} is open to others; chmod 600 it.", path=str(path))
    return content


def make_private(path: Path, content: bytes) -> None:
    """Make a file of keys, unless it is there: of two processes that start at once the quicker one's keys are the keys.

    Parameters
    ----------
    path : Path
        The file; its folder is made when needed.
    content : bytes
        What to write.

    Raises
    ------
    KeyUnusable
        When it cannot be made.
    """
    try:
        if path.exists():
            return
        draft = _draft(path, content)
        try:
            os.link(draft, path)
        except FileExistsError:
            return
        finally:
            draft.unlink()
    except OSError as error:
        raise _unusable(path, error) from error


def replace_private(path: Path, content: bytes) -> None:
    """Write a file of keys anew; whoever reads it meanwhile reads the old one or the new one, whole. One at a time.

    Parameters
    ----------
    path : Path
        The file.
    content : bytes
        What to write.

    Raises
    ------
    KeyUnusable
        When it cannot be written; the old one stays.
    """
    try:
        for left in path.parent.glob(f"{path.name}.{'[0-9a-f]' * 2 * _MARK_BYTES}"):
            left.unlink(missing_ok=True)  # by a process that was killed: it holds keys that are destroyed since
        draft = _draft(path, content)
        draft.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise _unusable(path, error) from error


def _draft(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{token_hex(_MARK_BYTES)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return draft


def _unusable(path: Path, error: OSError) -> KeyUnusable:
    message = f"The key file {path} cannot be read or made ({error.strerror}); give one that can, see golmok doctor."
    return KeyUnusable(message, path=str(path))
