"""Which passwords are refused: short ones, and those made of words that anybody would try here first."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

SHORTEST: Final = 10
LONGEST: Final = 200
"""Hashing takes time, so nobody may make us hash a book."""

_LEFT: Final = 6
"""Characters that must remain once the guessable words are taken out."""

_VARIETY: Final = 5
"""Different characters that a password must have."""

COMMON: Final = (
    "password", "passwd", "passw0rd", "letmein", "welcome", "iloveyou", "admin", "administrator", "manager", "master",
    "root", "guest", "user", "login", "test", "changeme", "secret", "planner", "welfare", "mayor", "field", "demo", "qwerty", "qwertyuiop", "asdfghjkl", "asdf", "zxcvbnm",
    "zxcv", "1q2w3e4r", "q1w2e3r4", "1qaz2wsx", "qazwsx", "abcdefg", "abcd", "abc", "0123456789", "1234567890", "123456789",
    "12345678", "1234567", "123456", "12345", "1234", "123", "9876543210", "987654321", "4321", "321", "korea", "seoul",
    "golmok", "alley", "city", "monkey", "dragon", "football", "baseball", "sunshine", "princess", "shadow", "superman",
    "골목", "지도", "시청", "구청", "동사무소", "행정복지센터", "주민센터", "공무원", "비밀번호", "암호", "관리자", "사용자",
    "대한민국", "서울", "사랑해", "안녕하세요",
)  # fmt: skip
"""Words that lists of leaked passwords begin with, and words of this work."""


class PasswordFault(StrEnum):
    """Why a password is refused; the value is what a person is told."""

    SHORT = f"{SHORTEST}자 이상이어야 합니다."
    LONG = f"{LONGEST}자를 넘을 수 없습니다."
    PLAIN = "같은 글자가 되풀이됩니다. 더 여러 글자를 섞어 주세요."
    GUESSABLE = "이름, 도시 이름이나 흔한 낱말을 빼면 남는 글자가 너무 적습니다. 낱말 여러 개를 이어 보세요."


def fault_of(password: str, *, words: Iterable[str]) -> PasswordFault | None:
    """Tell what is wrong with a new password.

    Parameters
    ----------
    password : str
        As typed.
    words : iterable of str
        What anybody would try for this user: their name, the city's.

    Returns
    -------
    PasswordFault or None
        None when it will do.
    """
    if len(password) < SHORTEST:
        return PasswordFault.SHORT
    if len(password) > LONGEST:
        return PasswordFault.LONG
    if len(set(password)) < _VARIETY:
        return PasswordFault.PLAIN
    left = _flat(password)
    for word in sorted({_flat(word) for word in (*words, *COMMON)}, key=len, reverse=True):
        if len(word) > 1:
            left = left.replace(word, "")
    return PasswordFault.GUESSABLE if len(left) < _LEFT else None


def _flat(text: str) -> str:
    """Return letters and digits only: `Golmok-2024` and `golmok 2024` are one guess."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", text).casefold() if letter.isalnum())
