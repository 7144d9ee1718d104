"""초성: names as their first consonants, as people type them to be quick."""

from __future__ import annotations

from typing import Final

_LEADS: Final = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_FIRST, _LAST, _EACH = ord("가"), ord("힣"), 588


def initials(name: str) -> str:
    """Return the first consonants of a name.

    Parameters
    ----------
    name : str
        E.g. ``"호국로1298번길"``.

    Returns
    -------
    str
        E.g. ``"ㅎㄱㄹ1298ㅂㄱ"``: what is no Hangul syllable stays.
    """
    return "".join(_LEADS[(ord(c) - _FIRST) // _EACH] if _FIRST <= ord(c) <= _LAST else c for c in name)


def has_initials(words: str) -> bool:
    """Tell whether somebody types first consonants.

    Parameters
    ----------
    words : str
        What was typed.

    Returns
    -------
    bool
        True when one of them stands alone.
    """
    return any(c in _LEADS for c in words)


def begins(name: str, typed: str) -> bool:
    """Tell whether a name begins with what was typed, syllables and first consonants mixed at will.

    Parameters
    ----------
    name : str
        Of a road.
    typed : str
        E.g. ``"호ㄱㄹ"``.

    Returns
    -------
    bool
        True when every letter typed is the syllable at its place, or its first consonant.
    """
    return len(typed) <= len(name) and all(
        t in (c, lead) for t, c, lead in zip(typed, name, initials(name), strict=False)
    )
