"""Seal and open: a key for each household, wrapped by a version of the key file, and what is sealed with it.

What is sealed is bound to where it is kept, and padded, so that its length tells little: an envelope that was moved to
another row, or put back after a later one was written, does not open.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from secrets import token_bytes
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag

from mapper.errors import KeyUnusable
from mapper.operations.vault.ciphers import CIPHERS, KEY_BYTES, NONCE_BYTES, Cipher, cipher_named, cipher_of
from mapper.operations.vault.key_ring import KeyFile, KeyVersion
from mapper.settings import Settings

_LEAST_LENGTH: Final = 512
"""Of what an envelope holds [bytes]; longer ones are powers of two, so that ten lengths tell all that any length tells."""


@dataclass(frozen=True)
class Place:
    """Where an envelope is kept; it opens nowhere else.

    Attributes
    ----------
    kind : str
        What it holds, such as ``household``.
    row_id : UUID
        Of the row.
    version : int
        How often it was written.
    """

    kind: str
    row_id: UUID
    version: int

    def bound(self) -> bytes:
        """Return it as what is authenticated with the secret.

        Returns
        -------
        bytes
            Different for every place.
        """
        return f"golmok vault/{self.kind}/{self.row_id}/{self.version}".encode()


@dataclass(frozen=True)
class WrappedKey:
    """The key of a household as it is stored.

    Attributes
    ----------
    version : int
        Of the key file's, that wraps it.
    sealed : bytes
        The key in its wrap.
    """

    version: int
    sealed: bytes


@dataclass(frozen=True)
class DataKey:
    """The key of one household, opened: for as long as a request needs it.

    Attributes
    ----------
    key : bytes
        32.
    """

    key: bytes = field(repr=False)


class Vault:
    """Seals and opens with the keys of a file.

    Parameters
    ----------
    keys : KeyFile
        Outside of the database.
    cipher : str
        Name of the cipher of key versions that are made from now on.
    """

    def __init__(self, keys: KeyFile, cipher: str = CIPHERS[0].name) -> None:
        self.keys = keys
        self.cipher = cipher_named(cipher).name

    @property
    def index_key(self) -> bytes:
        """The key of the blind index."""
        return self.keys.ring().index_key

    def new_key(self, owner: UUID) -> tuple[DataKey, WrappedKey]:
        """Make the key of a household.

        Parameters
        ----------
        owner : UUID
            Id of the household.

        Returns
        -------
        tuple of DataKey and WrappedKey
            To seal with, and to store.
        """
        made = DataKey(token_bytes(KEY_BYTES))
        return made, self._wrap(made, owner, self.keys.ring().newest)

    def unwrap(self, wrapped: WrappedKey, owner: UUID) -> DataKey:
        """Open the key of a household.

        Parameters
        ----------
        wrapped : WrappedKey
            As stored.
        owner : UUID
            Id of the household.

        Returns
        -------
        DataKey
            To seal and open with.

        Raises
        ------
        KeyUnusable
            When the file lacks the version, or the wrap was changed or is another household's.
        """
        version = self.keys.ring().version(wrapped.version)
        if version is None:
            message = (
                f"{self.keys.path} has no key of version {wrapped.version}, which wraps the key of a household; "
                "bring the file back from its copy."
            )
            raise KeyUnusable(message, version=wrapped.version)
        return DataKey(_opened(version.key, wrapped.sealed, _wrap_of(owner, version)))

    def rewrap(self, wrapped: WrappedKey, owner: UUID) -> WrappedKey:
        """Wrap the key of a household with the newest version; what is sealed with it stays as it is.

        Parameters
        ----------
        wrapped : WrappedKey
            As stored.
        owner : UUID
            Id of the household.

        Returns
        -------
        WrappedKey
            To store in its place.
        """
        return self._wrap(self.unwrap(wrapped, owner), owner, self.keys.ring().newest)

    def seal(self, key: DataKey, plain: bytes, place: Place) -> bytes:
        """Seal something of a household, with the cipher of the newest version.

        Parameters
        ----------
        key : DataKey
            Of the household.
        plain : bytes
            JSON, to which spaces may be added.
        place : Place
            Where it will be kept.

        Returns
        -------
        bytes
            Different at every call.
        """
        padded = plain.ljust(max(_LEAST_LENGTH, 1 << (len(plain) - 1).bit_length()))
        return _sealed(cipher_named(self.keys.ring().newest.cipher), key.key, padded, place)

    def open(self, key: DataKey, sealed: bytes, place: Place) -> bytes:
        """Open something of a household.

        Parameters
        ----------
        key : DataKey
            Of the household.
        sealed : bytes
            As stored.
        place : Place
            Where it was kept.

        Returns
        -------
        bytes
            JSON, with the spaces that were added.

        Raises
        ------
        KeyUnusable
            When it was changed, moved, or put back.
        """
        return _opened(key.key, sealed, place)

    def _wrap(self, key: DataKey, owner: UUID, version: KeyVersion) -> WrappedKey:
        wrapped = _sealed(cipher_named(version.cipher), version.key, key.key, _wrap_of(owner, version))
        return WrappedKey(version.number, wrapped)


def open_vault(settings: Settings) -> Vault:
    """Return the vault of this machine.

    Parameters
    ----------
    settings : Settings
        ``vault_key_file`` names the file of its keys, ``vault_cipher`` its cipher.

    Returns
    -------
    Vault
        Its key file is made when the first household is sealed.

    Raises
    ------
    InvalidInput
        When there is no such cipher.
    """
    return Vault(KeyFile(settings.vault_key_file or settings.data_dir / "vault-keys.json"), settings.vault_cipher)


def _wrap_of(owner: UUID, version: KeyVersion) -> Place:
    return Place("key", owner, version.number)


def _sealed(cipher: Cipher, key: bytes, plain: bytes, place: Place) -> bytes:
    mark, nonce = bytes([cipher.mark]), token_bytes(NONCE_BYTES)
    return mark + nonce + cipher.seal(key, nonce, plain, mark + place.bound())


def _opened(key: bytes, sealed: bytes, place: Place) -> bytes:
    cipher, nonce, rest = cipher_of(sealed), sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        return cipher.open(key, nonce, rest, sealed[:1] + place.bound())
    except (InvalidTag, ValueError) as error:  # ValueError: it was cut short
        message = f"What is sealed as {place.kind} {place.row_id} was changed or moved; bring it back from a dump."
        raise KeyUnusable(message, kind=place.kind) from error
