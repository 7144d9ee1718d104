"""Kept photos in one file, beside a dump of the database: a plain tar, so that anything can open it."""

from __future__ import annotations

import hashlib
import re
import tarfile
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Final

from mapper.errors import UnreadableFile
from mapper.store.photo_files import KeptPhotos

_MEMBER: Final = re.compile(r"[0-9a-f]{2}/([0-9a-f]{64})\.jpg")


def write_archive(kept: KeptPhotos, digests: Collection[bytes], file: Path, told: Callable[[int, int], None]) -> int:
    """Write photos to a file.

    Parameters
    ----------
    kept : KeptPhotos
        Where they are.
    digests : collection of bytes
        Their names.
    file : Path
        To write; readable by its owner only.
    told : callable
        Told how many of how many are written.

    Returns
    -------
    int
        How many are in it: those that are gone from the disk are left out.
    """
    written = 0
    file.touch(mode=0o600)
    with tarfile.open(file, "w") as archive:
        for number, digest in enumerate(sorted(digests)):
            told(number, len(digests))
            path = kept.path(digest)
            if path.is_file():
                archive.add(path, f"{path.parent.name}/{path.name}")
                written += 1
    return written


def read_archive(file: Path, kept: KeptPhotos, told: Callable[[int], None]) -> int:
    """Keep every photo of a file.

    Parameters
    ----------
    file : Path
        Written by `write_archive`.
    kept : KeptPhotos
        Where they go.
    told : callable
        Told how many are read.

    Returns
    -------
    int
        How many there were.

    Raises
    ------
    UnreadableFile
        When it is no such file, is cut short, or holds a photo that is another than its name says.
    """
    number = 0
    for digest, content in _members(file):
        if hashlib.sha256(content).digest() != digest:
            message = f"{file.name} holds {digest.hex()}.jpg with other bytes than that; use another copy of it."
            raise UnreadableFile(message, file=file.name)
        kept.keep(content)
        number += 1
        told(number)
    return number


def _members(file: Path) -> Iterator[tuple[bytes, bytes]]:
    try:
        with tarfile.open(file, "r:") as archive:
            for member in archive:
                named = _MEMBER.fullmatch(member.name)
                opened = archive.extractfile(member) if named else None
                if named is None or opened is None:
                    message = f"{file.name} holds {member.name[:80]!r}, which is no photo; use the one of the dump."
                    raise UnreadableFile(message, file=file.name)
                yield bytes.fromhex(named[1]), opened.read()
    except (tarfile.TarError, EOFError) as error:
        message = f"{file.name} is no archive of photos ({error}); use another copy of it."
        raise UnreadableFile(message, file=file.name) from error
