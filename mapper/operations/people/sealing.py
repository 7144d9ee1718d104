"""Seal what must stay secret in a stolen database: AES-256-GCM under a key that is kept outside of it."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from functools import lru_cache
from secrets import token_bytes
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from mapper.errors import KeyUnusable
from mapper.operations.key_file import make_private, read_private
from mapper.settings import Settings

_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_ID_BYTES: Final = 4
_FORM: Final = b"\x01"
"""First byte of what is sealed, so that another cipher can take over one day."""


@lru_cache(maxsize=16)
def _derived(key: bytes, purpose: str) -> bytes:
    """Remembered, as every receipt is signed with the same one."""
    return HKDF(SHA256(), _KEY_BYTES, salt=None, info=f"golmok {purpose}".encode()).derive(key)


@dataclass(frozen=True)
class Seal:
    """Closes and opens with one key.

    Attributes
    ----------
    key : bytes
        32 random bytes; only keys derived from it are used.
    """

    key: bytes = field(repr=False)

    def derived(self, purpose: str) -> bytes:
        """Return the key for one purpose (RFC 5869), which says nothing of that for another.

        Parameters
        ----------
        purpose : str
            Any name.

        Returns
        -------
        bytes
            32, always the same.
        """
        return _derived(self.key, purpose)

    def close(self, plain: bytes, *, place: str) -> bytes:
        """Seal.

        Parameters
        ----------
        plain : bytes
            The secret.
        place : str
            Where it will be kept, such as the table and the id of the row: it opens nowhere else.

        Returns
        -------
        bytes
            Different at every call.
        """
        head = _FORM + self._id()
        nonce = token_bytes(_NONCE_BYTES)
        return head + nonce + self._cipher().encrypt(nonce, plain, head + place.encode())

    def open(self, sealed: bytes, *, place: str) -> bytes:
        """Open what was sealed.

        Parameters
        ----------
        sealed : bytes
            From `close`.
        place : str
            Where it was kept.

        Returns
        -------
        bytes
            The secret.

        Raises
        ------
        KeyUnusable
            When it was sealed with another key or for another place, or was changed.
        """
        head, rest = sealed[: 1 + _ID_BYTES], sealed[1 + _ID_BYTES :]
        if head != _FORM + self._id():
            message = (
                "Something stored was sealed with another key; point GOLMOK_KEY_FILE at the file it was sealed with."
            )
            raise KeyUnusable(message)
        try:
            return self._cipher().decrypt(rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], head + place.encode())
        except InvalidTag as error:
            message = f"What is sealed for {place!r} was changed or moved; restore it, or set the secret up anew."
            raise KeyUnusable(message) from error

    def fingerprint(self, text: str) -> bytes:
        """Return a hash of a text that nobody can try texts against without the key.

        Parameters
        ----------
        text : str
            Any.

        Returns
        -------
        bytes
            Always the same.
        """
        return hmac.digest(self.derived("fingerprint"), text.encode(), "sha256")

    def _cipher(self) -> AESGCM:
        return AESGCM(self.derived("seal"))

    def _id(self) -> bytes:
        return self.derived("id")[:_ID_BYTES]


def open_seal(settings: Settings) -> Seal:
    """Return the seal of this machine; its key is made when first needed.

    Parameters
    ----------
    settings : Settings
        ``key_file`` names the file; without it, it is ``key`` in the data folder.

    Returns
    -------
    Seal
        With the key of the file.

    Raises
    ------
    KeyUnusable
        When the file is not 32 bytes that only we can read.
    """
    path = settings.key_file or settings.data_dir / "key"
    make_private(path, token_bytes(_KEY_BYTES))
    key = read_private(path)
    if len(key) != _KEY_BYTES:
        message = f"The key file {path} holds {len(key)} bytes, not {_KEY_BYTES}; restore the one that was made first."
        raise KeyUnusable(message, path=str(path))
    return Seal(key)
