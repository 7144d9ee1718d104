"""What a browser says it is, in words for its user."""

from __future__ import annotations

from typing import Final

from web.languages import gettext

_BROWSERS: Final = {
    "Whale/": "웨일",
    "SamsungBrowser/": "삼성 인터넷",
    "Edg": "엣지",
    "Firefox/": "파이어폭스",
    "Chrome/": "크롬",
    "Safari/": "사파리",
}
"""In this order: most of them also say that they are the later ones."""

_SYSTEMS: Final = {
    "Android": "안드로이드",
    "iPhone": "아이폰",
    "iPad": "아이패드",
    "Windows": "윈도우",
    "Mac OS X": "맥",
    "Linux": "리눅스",
}


def device_name(said: str) -> str:
    """Return what to call a browser in the list of logins.

    Parameters
    ----------
    said : str
        Its header ``User-Agent``.

    Returns
    -------
    str
        Such as ``크롬, 윈도우``; it can be made up, and only helps its user to know their own.
    """
    known = [next((name for mark, name in marks.items() if mark in said), "") for marks in (_BROWSERS, _SYSTEMS)]
    return ", ".join(gettext(name) for name in known if name) or gettext("알 수 없는 기기")
