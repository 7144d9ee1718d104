"""Photos on their way: pieces that arrived, until the last one comes."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Final
from uuid import UUID

from mapper.domain.photo import Piece
from mapper.errors import DigestMismatch, InvalidInput, OffsetMismatch, ServerBusy
from mapper.store.photo_disk import files_below, is_old, on_disk

MOST_OPEN: Final = 200
"""Photos that one sender may have on their way; with one more, the one that was left alone longest begins anew."""


@dataclass(frozen=True)
class Arrived:
    """How much of a photo that is not whole yet is here.

    Attributes
    ----------
    offset : int
        Where the next piece begins [bytes].
    length : int or None
        Of the whole photo [bytes]; None while nothing of it is here.
    """

    offset: int
    length: int | None


@dataclass(frozen=True)
class Partials:
    """Photos on their way, each by its hash in the folder of whoever sends it; never a whole one.

    Attributes
    ----------
    folder : Path
        Nobody else's to open.
    """

    folder: Path

    def arrived(self, digest: bytes, owner: UUID | None) -> Arrived:
        """Tell how far a photo has come.

        Parameters
        ----------
        digest : bytes
            Its name.
        owner : UUID or None
            Who sends it.

        Returns
        -------
        Arrived
            From what lies on the disk.
        """
        for path in self._theirs(owner).glob(f"{digest.hex()}.*"):
            return Arrived(path.stat().st_size, int(path.suffix[1:]))
        return Arrived(0, None)

    def _theirs(self, owner: UUID | None) -> Path:
        return self.folder / str(owner)

    @contextmanager
    def added(self, piece: Piece, owner: UUID | None) -> Iterator[bytes | None]:
        """Add a piece; nobody else can add to the same photo of the same sender meanwhile.

        The last piece is never added: a photo that cannot be kept just now goes on from there. Only one that can never
        be kept is thrown away.

        Parameters
        ----------
        piece : Piece
            The next one.
        owner : UUID or None
            Who sends it.

        Yields
        ------
        bytes or None
            The whole photo, when this was its last piece; the pieces are gone when the block ends well.

        Raises
        ------
        OffsetMismatch
            When the piece is not the next one.
        DigestMismatch
            When the photo is another than its name says; its pieces are gone then.
        ServerBusy
            When another window sends the same photo.
        DiskFull
            When there is no room; what was there before is left.
        """
        path = self._theirs(owner) / f"{piece.digest.hex()}.{piece.length}"
        with self._held(path) as file:
            here = os.fstat(file.fileno()).st_size
            if piece.offset != here:
                message = f"The photo goes on at byte {here}, not at {piece.offset}; send it from there."
                raise OffsetMismatch(message, offset=here)
            if here + len(piece.content) < piece.length:
                _append(file, piece.content, here)
                yield None
                return
            whole = file.read() + piece.content
            try:
                _require_digest(whole, piece.digest)
                yield whole
            except InvalidInput:
                path.unlink(missing_ok=True)
                raise
            path.unlink(missing_ok=True)

    @contextmanager
    def _held(self, path: Path) -> Iterator[IO[bytes]]:
        with on_disk():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not path.exists():
                _make_room(path.parent)
            opened = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(opened, "rb+", buffering=0) as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise _taken() from None
            if os.fstat(file.fileno()).st_nlink == 0:
                raise _taken()  # by somebody who has just sent the last piece
            yield file

    def old(self, *, now: datetime) -> list[Path]:
        """List the photos that nobody has gone on sending for long.

        Parameters
        ----------
        now : datetime
            This moment.

        Returns
        -------
        list of Path
            Their files.
        """
        return [path for path in files_below(self.folder) if is_old(path, now)]


def _make_room(folder: Path) -> None:
    begun = list(folder.iterdir())
    if len(begun) >= MOST_OPEN:
        begun.sort(key=lambda path: path.stat().st_mtime)
        for path in begun[: len(begun) - MOST_OPEN + 1]:
            path.unlink(missing_ok=True)


def _append(file: IO[Any], content: bytes, before: int) -> None:
    """Add all of it, so that it survives the power, or nothing."""
    with on_disk():
        try:
            written = 0
            while written < len(content):
                written += file.write(content[written:])
            os.fdatasync(file.fileno())
        except OSError:
            os.ftruncate(file.fileno(), before)
            raise


def _require_digest(whole: bytes, digest: bytes) -> None:
    found = hashlib.sha256(whole).digest()
    if found != digest:
        message = (
            f"The photo that arrived as {digest.hex()} is {found.hex()}; its pieces are gone, send it from byte 0."
        )
        raise DigestMismatch(message)


def _taken() -> ServerBusy:
    return ServerBusy("Another window sends the same photo at this moment; ask how far it has come, and go on then.")
