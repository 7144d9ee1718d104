"""The keys of the vault: in a file outside of the database, in versions, so that one can take over from another."""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from secrets import token_bytes
from typing import Any, Final

from mapper.errors import KeyUnusable
from mapper.operations.key_file import make_private, read_private, replace_private
from mapper.operations.vault.ciphers import KEY_BYTES, cipher_named

_CHECK_BYTES: Final = 8


@dataclass(frozen=True)
class KeyVersion:
    """A key that wraps the keys of households.

    Attributes
    ----------
    number : int
        From 1; none is given twice.
    cipher : str
        Name of the cipher that it wraps with, and in which is sealed while it is the newest.
    made_at : str
        When, in ISO 8601.
    key : bytes
        32.
    """

    number: int
    cipher: str
    made_at: str
    key: bytes = field(repr=False)

    @property
    def check(self) -> bytes:
        """What the database keeps of it, so that another key of the same number is told apart; it says nothing of the key."""
        return hmac.digest(self.key, b"golmok vault check", "sha256")[:_CHECK_BYTES]


@dataclass(frozen=True)
class KeyRing:
    """All keys of a vault.

    Attributes
    ----------
    index_key : bytes
        Of the blind index alone, 32.
    versions : tuple of KeyVersion
        The newest last.
    """

    index_key: bytes = field(repr=False)
    versions: tuple[KeyVersion, ...]

    @property
    def newest(self) -> KeyVersion:
        """The version that wraps from now on."""
        return self.versions[-1]

    def version(self, number: int) -> KeyVersion | None:
        """Return a version.

        Parameters
        ----------
        number : int
            Its number.

        Returns
        -------
        KeyVersion or None
            None when it is not in the file.
        """
        return next((version for version in self.versions if version.number == number), None)


class KeyFile:
    """The file that holds the ring; read again whenever it was replaced, as a rotation does under running servers.

    Parameters
    ----------
    path : Path
        Readable by its owner only.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read: tuple[object, KeyRing] | None = None

    def ring(self) -> KeyRing:
        """Return the keys as they are now.

        Returns
        -------
        KeyRing
            With one version at least.

        Raises
        ------
        KeyUnusable
            When the file is missing, open to others, or none of ours.
        """
        try:
            state = self.path.stat()
        except OSError as error:
            message = f"The key file {self.path} is not there ({error.strerror}); bring it back from its copy."
            raise KeyUnusable(message, path=str(self.path)) from error
        seen = (state.st_ino, state.st_mtime_ns, state.st_size, state.st_mode)
        if self._read is None or self._read[0] != seen:
            self._read = (seen, self._parsed(read_private(self.path)))
        return self._read[1]

    def begin(self, cipher: str, *, now: datetime) -> KeyRing:
        """Make the file with a first version, unless it is there.

        Parameters
        ----------
        cipher : str
            Name of its cipher.
        now : datetime
            This moment.

        Returns
        -------
        KeyRing
            What the file holds.
        """
        make_private(self.path, _written(KeyRing(token_bytes(KEY_BYTES), (_new_version(1, cipher, now),))))
        return self.ring()

    def add(self, cipher: str, *, now: datetime) -> KeyVersion:
        """Add a version, which wraps from now on. Whoever adds holds the lock of the vault.

        Parameters
        ----------
        cipher : str
            Name of its cipher.
        now : datetime
            This moment.

        Returns
        -------
        KeyVersion
            The newest.
        """
        ring = self.ring()
        version = _new_version(ring.newest.number + 1, cipher, now)
        replace_private(self.path, _written(KeyRing(ring.index_key, (*ring.versions, version))))
        return version

    def drop(self, number: int) -> None:
        """Destroy a version: what it alone wraps can never be opened again, here or in a backup.

        Parameters
        ----------
        number : int
            Not of the newest.
        """
        ring = self.ring()
        kept = tuple(version for version in ring.versions if version.number != number or version is ring.newest)
        replace_private(self.path, _written(KeyRing(ring.index_key, kept)))

    def _parsed(self, content: bytes) -> KeyRing:
        try:
            written: dict[str, Any] = json.loads(content)
            versions = tuple(
                KeyVersion(one["number"], cipher_named(one["cipher"]).name, one["made_at"], bytes.fromhex(one["key"]))
                for one in written["versions"]
            )
            ring = KeyRing(bytes.fromhex(written["index_key"]), versions)
        except (ValueError, KeyError, TypeError) as error:
            message = f"The key file {self.path} is damaged or of something else; bring it back from its copy."
            raise KeyUnusable(message, path=str(self.path)) from error
        keys = [ring.index_key, *(version.key for version in versions)]
        numbers = [version.number for version in versions]
        if not versions or {len(key) for key in keys} != {KEY_BYTES} or numbers != sorted(set(numbers)):
            message = f"The key file {self.path} does not hold keys of {KEY_BYTES} bytes; bring it back from its copy."
            raise KeyUnusable(message, path=str(self.path))
        return ring


def _new_version(number: int, cipher: str, now: datetime) -> KeyVersion:
    return KeyVersion(number, cipher_named(cipher).name, now.isoformat(timespec="seconds"), token_bytes(KEY_BYTES))


def _written(ring: KeyRing) -> bytes:
    versions = [
        {"number": one.number, "cipher": one.cipher, "made_at": one.made_at, "key": one.key.hex()}
        for one in ring.versions
    ]
    return json.dumps({"index_key": ring.index_key.hex(), "versions": versions}, indent=1).encode()
