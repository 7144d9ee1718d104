"""The box of the desks: whoever has its public key can put something in, and only this machine can take it out.

A phone seals what somebody tells of a household before it stores anything (ECDH on P-256 with a key made for it alone, HKDF-SHA256,
AES-256-GCM; `web/static/tell/box.js` does the same). The private key is derived from the key file, and is as old as that: like the
key of the blind index it is not rotated. What was taken out is destroyed once a desk has settled it.
"""

from __future__ import annotations

from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ec import derive_private_key as private_key_of
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from mapper.errors import KeyUnusable
from mapper.operations.vault.envelopes import Vault

FORM: Final = b"\x01"
"""First byte of what is sealed, so that another form can take over one day."""
_POINT_BYTES: Final = 65
_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16
_KEY_BYTES: Final = 32
_SCALAR_BYTES: Final = 48
"""More than the order of the curve has, so that every key is as likely as any other."""
_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_PADDED: Final = 1024
FEWEST_BYTES: Final = len(FORM) + _POINT_BYTES + _NONCE_BYTES + _TAG_BYTES


def public_key(vault: Vault) -> bytes:
    """Return the key with which anybody puts something in.

    Parameters
    ----------
    vault : Vault
        Of this machine; its key file is there.

    Returns
    -------
    bytes
        An uncompressed point of P-256, 65.
    """
    return _point(_private_key(vault).public_key())


def seal(public: bytes, plain: bytes, place: str) -> bytes:
    """Put something in.

    Parameters
    ----------
    public : bytes
        From `public_key`.
    plain : bytes
        JSON, to which spaces are added.
    place : str
        What it belongs to; it opens nowhere else.

    Returns
    -------
    bytes
        Different at every call; whoever made it cannot open it either.
    """
    own = generate_private_key(SECP256R1())
    point = _point(own.public_key())
    shared = own.exchange(ECDH(), EllipticCurvePublicKey.from_encoded_point(SECP256R1(), public))
    padded = plain.ljust(-(-len(plain) // _PADDED) * _PADDED)
    nonce = bytes(_NONCE_BYTES)  # the key is of this one message
    return FORM + point + nonce + AESGCM(_key(shared, place)).encrypt(nonce, padded, place.encode())


def take_out(vault: Vault, sealed: bytes, place: str) -> bytes:
    """Open what somebody put in. Whoever calls this has logged it.

    Parameters
    ----------
    vault : Vault
        Of this machine.
    sealed : bytes
        From `seal`, or from a phone.
    place : str
        What it belongs to.

    Returns
    -------
    bytes
        JSON, with the spaces that were added.

    Raises
    ------
    KeyUnusable
        When it is nothing of the kind, was changed, or was sealed to another key.
    """
    point, rest = sealed[1 : 1 + _POINT_BYTES], sealed[1 + _POINT_BYTES :]
    try:
        theirs = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), point)
        key = _key(_private_key(vault).exchange(ECDH(), theirs), place)
        return AESGCM(key).decrypt(rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], place.encode())
    except (InvalidTag, ValueError) as error:
        raise KeyUnusable(f"What is sealed as {place} was changed, or was sealed to another key.") from error


def _private_key(vault: Vault) -> EllipticCurvePrivateKey:
    drawn = HKDF(SHA256(), _SCALAR_BYTES, salt=None, info=b"golmok desk key").derive(vault.index_key)
    return private_key_of(int.from_bytes(drawn) % (_ORDER - 1) + 1, SECP256R1())


def _point(key: EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _key(shared: bytes, place: str) -> bytes:
    return HKDF(SHA256(), _KEY_BYTES, salt=None, info=place.encode()).derive(shared)
