"""성: what a Korean name begins with."""

from __future__ import annotations

from typing import Final

from mapper.domain.blind_index import plain_name

_OF_TWO: Final = frozenset({"남궁", "황보", "제갈", "사공", "선우", "서문", "독고", "동방"})
_SHORTEST: Final = 2
_HANGUL: Final = ("가", "힣")


def family_name(name: str) -> str | None:
    """Return the family name of somebody.

    Parameters
    ----------
    name : str
        As it is written.

    Returns
    -------
    str or None
        One syllable, or two of the few that have two; None for what is not written in Korean letters.
    """
    plain = plain_name(name)
    if len(plain) < _SHORTEST or not all(_HANGUL[0] <= letter <= _HANGUL[1] for letter in plain):
        return None
    return plain[:2] if plain[:2] in _OF_TWO and len(plain) > len(plain[:2]) else plain[:1]
