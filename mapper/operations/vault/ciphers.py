"""Ciphers that seal and prove what they sealed: one interface, AES-256-GCM by default, ARIA-256-GCM where it is asked for.

A validated module (KCMVP) takes their place as one more `Cipher` in `CIPHERS`.
"""

from __future__ import annotations

from typing import Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from mapper.errors import InvalidInput, KeyUnusable
from mapper.operations.vault.aria import open_aria, seal_aria

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16


class Cipher(Protocol):
    """Authenticated encryption with a key of 32 bytes, a nonce of 12 and a tag of 16 (RFC 5116)."""

    name: str
    mark: int
    """The first byte of what it sealed; never given to another."""

    def seal(self, key: bytes, nonce: bytes, plain: bytes, bound: bytes) -> bytes:
        """Seal.

        Parameters
        ----------
        key, nonce : bytes
            Used together once.
        plain : bytes
            The secret.
        bound : bytes
            What is not secret and must be the same when it is opened.

        Returns
        -------
        bytes
            As long as the secret, and the tag.
        """

    def open(self, key: bytes, nonce: bytes, sealed: bytes, bound: bytes) -> bytes:
        """Open.

        Parameters
        ----------
        key, nonce : bytes
            As it was sealed with.
        sealed : bytes
            With its tag.
        bound : bytes
            As it was sealed with.

        Returns
        -------
        bytes
            The secret.

        Raises
        ------
        InvalidTag
            When anything of it is not as it was.
        """


class _Aes:
    name = "aes-256-gcm"
    mark = 1

    def seal(self, key: bytes, nonce: bytes, plain: bytes, bound: bytes) -> bytes:
        return AESGCM(key).encrypt(nonce, plain, bound)

    def open(self, key: bytes, nonce: bytes, sealed: bytes, bound: bytes) -> bytes:
        return AESGCM(key).decrypt(nonce, sealed, bound)


class _Aria:
    name = "aria-256-gcm"
    mark = 2

    def seal(self, key: bytes, nonce: bytes, plain: bytes, bound: bytes) -> bytes:
        return seal_aria(key, nonce, plain, bound)

    def open(self, key: bytes, nonce: bytes, sealed: bytes, bound: bytes) -> bytes:
        opened = open_aria(key, nonce, sealed, bound)
        if opened is None:
            raise InvalidTag
        return opened


CIPHERS: Final[tuple[Cipher, ...]] = (_Aes(), _Aria())
"""Every cipher there is."""

_BY_NAME: Final = {cipher.name: cipher for cipher in CIPHERS}
_BY_MARK: Final = {cipher.mark: cipher for cipher in CIPHERS}


def cipher_named(name: str) -> Cipher:
    """Return a cipher.

    Parameters
    ----------
    name : str
        Of one of `CIPHERS`.

    Returns
    -------
    Cipher
        It keeps nothing.

    Raises
    ------
    InvalidInput
        When there is none of that name.
    """
    if name not in _BY_NAME:
        raise InvalidInput(f"{name!r} is no cipher, expected one of {', '.join(_BY_NAME)}; give one.", field="cipher")
    return _BY_NAME[name]


def cipher_of(sealed: bytes) -> Cipher:
    """Return the cipher that sealed something.

    Parameters
    ----------
    sealed : bytes
        With its mark.

    Returns
    -------
    Cipher
        By the first byte.

    Raises
    ------
    KeyUnusable
        When it is none of ours.
    """
    found = _BY_MARK.get(sealed[0]) if sealed else None
    if found is None:
        raise KeyUnusable(
            "Something sealed bears the mark of no cipher known here; it was changed, or is of a newer version."
        )
    return found
