"""Photos that are kept, in files that are named by the hash of their bytes."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import uuid4

from mapper.store.photo_disk import files_below, is_old, on_disk
from mapper.store.photo_partials import Partials

_SUFFIX: Final = ".jpg"
_NEW: Final = ".new"


@dataclass(frozen=True)
class KeptPhotos:
    """Photos that are kept, each in a file that is named by the SHA-256 of its bytes and never changes.

    Attributes
    ----------
    folder : Path
        Nobody else's to open.
    """

    folder: Path

    def path(self, digest: bytes) -> Path:
        """Return where a photo lies.

        Parameters
        ----------
        digest : bytes
            SHA-256 of its bytes.

        Returns
        -------
        Path
            Of a file, if it is kept.
        """
        name = digest.hex()
        return self.folder / name[:2] / f"{name}{_SUFFIX}"

    def keep(self, content: bytes) -> bytes:
        """Keep a photo, for good when this returns.

        Also over one that is there: it is new again, so that nobody sweeps it away before its row is written.

        Parameters
        ----------
        content : bytes
            Its bytes.

        Returns
        -------
        bytes
            Their SHA-256.

        Raises
        ------
        DiskFull
            When there is no room; nothing is left of it then.
        """
        digest = hashlib.sha256(content).digest()
        path = self.path(digest)
        fresh = path.with_name(f"{uuid4().hex}{_NEW}")
        with on_disk():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                with fresh.open("xb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                with self._locked(fcntl.LOCK_SH):
                    fresh.replace(path)
            finally:
                fresh.unlink(missing_ok=True)
            _sync(path.parent)
            _sync(self.folder)
        return digest

    def read(self, digest: bytes) -> bytes | None:
        """Return a photo.

        Parameters
        ----------
        digest : bytes
            SHA-256 of its bytes.

        Returns
        -------
        bytes or None
            None when it is not kept.
        """
        try:
            return self.path(digest).read_bytes()
        except FileNotFoundError:
            return None

    def photos(self) -> Iterator[tuple[bytes, bool]]:
        """Read every photo.

        Yields
        ------
        tuple
            The name of each, and whether its bytes have that SHA-256.
        """
        for path in files_below(self.folder):
            if path.suffix == _SUFFIX:
                digest = bytes.fromhex(path.stem)
                with path.open("rb") as file:
                    yield digest, hashlib.file_digest(file, "sha256").digest() == digest

    def old(self, *, now: datetime) -> dict[Path, bytes | None]:
        """List what was written long ago.

        Parameters
        ----------
        now : datetime
            This moment.

        Returns
        -------
        dict of Path to bytes or None
            The name of each photo; None for a file that was left half-written.
        """
        return {
            path: bytes.fromhex(path.stem) if path.suffix == _SUFFIX else None
            for path in files_below(self.folder)
            if path.suffix in {_SUFFIX, _NEW} and is_old(path, now)
        }

    def drop(self, path: Path, *, now: datetime) -> bool:
        """Delete a file that no row names, unless the same photo was kept anew since it was listed.

        Parameters
        ----------
        path : Path
            From `old`.
        now : datetime
            The moment for which it was old.

        Returns
        -------
        bool
            Whether it is gone by this.
        """
        with self._locked(fcntl.LOCK_EX):
            drops = is_old(path, now)
            if drops:
                path.unlink()
        return drops

    @contextmanager
    def _locked(self, kind: int) -> Iterator[None]:
        with (self.folder / "lock").open("a") as file:
            fcntl.flock(file, kind)
            yield


@dataclass(frozen=True)
class PhotoFiles:
    """The folder of all photos.

    Attributes
    ----------
    folder : Path
        ``photos`` in the data folder.
    """

    folder: Path

    @property
    def partials(self) -> Partials:
        """Those on their way."""
        return Partials(self.folder / "partial")

    @property
    def kept(self) -> KeptPhotos:
        """Those that are kept."""
        return KeptPhotos(self.folder / "kept")


def _sync(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
