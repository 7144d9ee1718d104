"""ARIA-256-GCM (RFC 5794, RFC 8269) by the system's OpenSSL 3: no Python package of ours has the cipher.

Debian's ``libcrypto.so.3`` is called by its documented EVP interface, whose signatures stand still within OpenSSL 3.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Final

from mapper.errors import CipherMissing

_LIBRARY: Final = "libcrypto.so.3"
_GET_TAG, _SET_TAG = 0x10, 0x11
_TAG_BYTES: Final = 16
_OPEN, _SEAL = 0, 1


def seal_aria(key: bytes, nonce: bytes, plain: bytes, bound: bytes) -> bytes:
    """Seal.

    Parameters
    ----------
    key : bytes
        32.
    nonce : bytes
        12, never used with this key before.
    plain : bytes
        The secret.
    bound : bytes
        What must be the same when it is opened.

    Returns
    -------
    bytes
        As long as the secret, and a tag of 16.

    Raises
    ------
    CipherMissing
        When this machine has no OpenSSL 3 with ARIA.
    """
    crypto, tag = _crypto(), ctypes.create_string_buffer(_TAG_BYTES)
    with _context(key, nonce, _SEAL) as context:
        sealed = _put_through(context, plain, bound)
        _do(crypto.EVP_CipherFinal_ex(context, ctypes.create_string_buffer(_TAG_BYTES), ctypes.byref(ctypes.c_int())))
        _do(crypto.EVP_CIPHER_CTX_ctrl(context, _GET_TAG, _TAG_BYTES, tag))
    return sealed + tag.raw


def open_aria(key: bytes, nonce: bytes, sealed: bytes, bound: bytes) -> bytes | None:
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
    bytes or None
        The secret; None when anything of it is not as it was.

    Raises
    ------
    CipherMissing
        When this machine has no OpenSSL 3 with ARIA.
    """
    if len(sealed) < _TAG_BYTES:
        return None
    crypto, tag = _crypto(), ctypes.create_string_buffer(sealed[-_TAG_BYTES:], _TAG_BYTES)
    with _context(key, nonce, _OPEN) as context:
        plain = _put_through(context, sealed[:-_TAG_BYTES], bound)
        _do(crypto.EVP_CIPHER_CTX_ctrl(context, _SET_TAG, _TAG_BYTES, tag))
        rest = ctypes.create_string_buffer(_TAG_BYTES)
        if crypto.EVP_CipherFinal_ex(context, rest, ctypes.byref(ctypes.c_int())) != 1:
            return None
    return plain


def _put_through(context: int, given: bytes, bound: bytes) -> bytes:
    crypto, length, out = _crypto(), ctypes.c_int(), ctypes.create_string_buffer(len(given) + _TAG_BYTES)
    _do(crypto.EVP_CipherUpdate(context, None, ctypes.byref(length), bound, len(bound)))
    _do(crypto.EVP_CipherUpdate(context, out, ctypes.byref(length), given, len(given)))
    return out.raw[: length.value]


@contextmanager
def _context(key: bytes, nonce: bytes, way: int) -> Iterator[int]:
    crypto = _crypto()
    context = crypto.EVP_CIPHER_CTX_new()
    try:
        _do(crypto.EVP_CipherInit_ex(context, crypto.EVP_aria_256_gcm(), None, key, nonce, way))
        yield context
    finally:
        crypto.EVP_CIPHER_CTX_free(context)


def _do(answer: int) -> None:
    if answer != 1:
        raise CipherMissing(f"{_LIBRARY} refused ARIA-256-GCM; install the libssl3 of this system, or use aes-256-gcm.")


@cache
def _crypto() -> ctypes.CDLL:
    try:
        crypto = ctypes.CDLL(_LIBRARY)
        crypto.EVP_aria_256_gcm.restype = ctypes.c_void_p
    except (OSError, AttributeError) as error:
        message = f"This machine has no {_LIBRARY} with ARIA ({error}); install libssl3, or use aes-256-gcm."
        raise CipherMissing(message) from error
    pointer, number = ctypes.c_void_p, ctypes.c_int
    signatures = {
        "EVP_CIPHER_CTX_new": (pointer, []),
        "EVP_CIPHER_CTX_free": (None, [pointer]),
        "EVP_aria_256_gcm": (pointer, []),
        "EVP_CipherInit_ex": (number, [pointer, pointer, pointer, ctypes.c_char_p, ctypes.c_char_p, number]),
        "EVP_CipherUpdate": (number, [pointer, pointer, pointer, ctypes.c_char_p, number]),
        "EVP_CipherFinal_ex": (number, [pointer, pointer, pointer]),
        "EVP_CIPHER_CTX_ctrl": (number, [pointer, number, number, pointer]),
    }
    for name, (result, arguments) in signatures.items():
        function = getattr(crypto, name)
        function.restype, function.argtypes = result, arguments
    return crypto
