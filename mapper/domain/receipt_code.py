"""접수번호 (receipt code): what a resident types to follow a complaint. Ten letters and digits, one of them a check.

The letters are those of Crockford's base 32, without the look-alikes I, L, O and U. The check is a sum over the field of
32 elements in which every place has a weight of its own, so that one wrong letter, or any two that changed places, are
always noticed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH: Final = 10
_HALF: Final = LENGTH // 2
_FIELD: Final = 0b100101  # x^5 + x^2 + 1, by which x runs through all 31 elements but zero
_LOOK_ALIKES: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", "–": "", "—": "", ".": "", "_": ""})
_VALUES: Final = {letter: value for value, letter in enumerate(ALPHABET)}


def new_code(choose: Callable[[int], int]) -> str:
    """Make a code.

    Parameters
    ----------
    choose : callable
        Returns a number from 0 to below what it is given; `secrets.randbelow` where nobody may guess.

    Returns
    -------
    str
        Ten of `ALPHABET`.
    """
    chosen = [choose(len(ALPHABET)) for _ in range(LENGTH - 1)]
    # The check comes behind a last step of weights: it is what makes the whole sum zero.
    return "".join(ALPHABET[value] for value in (*chosen, _times_x(_sum(chosen))))


def read_code(typed: str) -> str | None:
    """Read a code as people type it: small letters, O for 0, I or L for 1, any spaces and dashes.

    Parameters
    ----------
    typed : str
        From a form or an address.

    Returns
    -------
    str or None
        Ten of `ALPHABET`; None for what can be no code of ours.
    """
    plain = "".join(unicodedata.normalize("NFKC", typed[:100]).upper().translate(_LOOK_ALIKES).split())
    if len(plain) != LENGTH or not set(plain) <= set(ALPHABET):
        return None
    return plain if _sum(_VALUES[letter] for letter in plain) == 0 else None


def spelled(code: str) -> str:
    """Write a code as people read it aloud.

    Parameters
    ----------
    code : str
        From `new_code`.

    Returns
    -------
    str
        Such as ``7K3MX-0QZ4B``.
    """
    return f"{code[:_HALF]}-{code[_HALF:]}"


def digest_of_code(code: str) -> bytes:
    """Return what is stored of a code, and what one is found by.

    Parameters
    ----------
    code : str
        Any text.

    Returns
    -------
    bytes
        SHA-256.
    """
    return sha256(code.encode()).digest()


def _sum(values: Iterable[int]) -> int:
    total = 0
    for value in values:
        total = _times_x(total) ^ value
    return total


def _times_x(value: int) -> int:
    doubled = value << 1
    return doubled ^ _FIELD if doubled >= len(ALPHABET) else doubled
