"""Korean, and English beside it: which one a browser is answered in, and how words, days and moments are said.

Every sentence stands in the code in Korean, and that is its key in the catalogue of English ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime
from typing import Any, Final, Literal, TypeVar, cast

from babel.support import NullTranslations
from flask import Flask, Response, g, has_request_context, request
from flask_babel import Babel, Domain, force_locale, get_domain  # type: ignore[import-untyped] # it ships no types

from mapper.domain.calendar import KST, english_date, korean_date, korean_moment
from mapper.domain.category import Category
from mapper.domain.item import Item
from mapper.domain.label import Label
from web.english import english_script, translations
from web.next_page import this_page

Language = Literal["ko", "en"]
Key = TypeVar("Key")

LANGUAGES: Final[dict[Language, str]] = {"ko": "한국어", "en": "English"}
"""What each language calls itself."""

COOKIE: Final = "golmok_language"
"""Only there while a browser has chosen English."""


def init_languages(app: Flask) -> None:
    """Say everything in the language of the request, and keep caches from mixing the two up.

    Parameters
    ----------
    app : Flask
        Gets the catalogue, the filters of templates, and the hook.
    """
    _Babel(app, default_locale="ko", locale_selector=language)
    app.jinja_env.filters |= {"day": day, "month_day": month_day, "moment": moment, "said": said}
    app.context_processor(
        lambda: {"language": language(), "languages": LANGUAGES, "this_page": this_page, "words": words}
    )

    @app.after_request
    def _keep_apart(response: Response) -> Response:
        if "language" in g:
            response.vary.add("Cookie")
        return response


def language() -> Language:
    """Return the language of this request.

    Returns
    -------
    {"ko", "en"}
        Korean unless the browser has chosen English, and outside of requests.
    """
    if not has_request_context():
        return "ko"
    if "language" not in g:
        g.language = "en" if request.cookies.get(COOKIE) == "en" else "ko"
    return cast("Language", g.language)


def gettext(sentence: str, **values: object) -> str:
    """Say a Korean sentence of this code in the language of this request.

    Parameters
    ----------
    sentence : str
        With its line in the catalogue.
    **values : object
        For its places, written ``%(name)s``; without any, percent signs stand for themselves.

    Returns
    -------
    str
        Korean outside of requests.
    """
    return str(get_domain().gettext(sentence, **values))


def in_korean() -> AbstractContextManager[None]:
    """Say everything in Korean for a while, whoever asks.

    Returns
    -------
    context manager
        Around what is said.
    """
    held: AbstractContextManager[None] = force_locale("ko")
    return held


@contextmanager
def in_language(code: Language) -> Iterator[None]:
    """Say everything in one language for a while, whatever the browser has chosen.

    Parameters
    ----------
    code : {"ko", "en"}
        The language.

    Yields
    ------
    None
        Around what is said.
    """
    before, g.language = language(), code
    with force_locale(code):
        yield
    g.language = before


def translated(words: Mapping[Key, str]) -> dict[Key, str]:
    """Return a table of Korean words in the language of this request.

    Parameters
    ----------
    words : mapping of str
        Each with its line in the catalogue.

    Returns
    -------
    dict of str
        By the same keys.
    """
    return {key: gettext(word) for key, word in words.items()}


def said(thing: Label | Category | Item) -> str:
    """Return the name of a thing that has one in each language.

    Parameters
    ----------
    thing : Label, Category or Item
        Of the vocabulary.

    Returns
    -------
    str
        In the language of this request.
    """
    label = thing if isinstance(thing, Label) else Label(thing.label_ko, thing.label_en)
    return label.en if language() == "en" else label.ko


def day(time: date | datetime) -> str:
    """Write a day.

    Parameters
    ----------
    time : date or datetime
        A Korean date, or a moment with zone, whose day in Korea is meant.

    Returns
    -------
    str
        Such as ``2026. 11. 21.(토)`` or ``21 Nov 2026``.
    """
    there = time.astimezone(KST).date() if isinstance(time, datetime) else time
    return english_date(there) if language() == "en" else korean_date(there)


def month_day(when: date) -> str:
    """Write a day where the year is plain from what is around it.

    Parameters
    ----------
    when : date
        A Korean date.

    Returns
    -------
    str
        Such as ``11. 21.`` or ``21 Nov``.
    """
    return f"{when.day} {when:%b}" if language() == "en" else f"{when.month}. {when.day}."


def moment(time: datetime) -> str:
    """Write a moment.

    Parameters
    ----------
    time : datetime
        With zone.

    Returns
    -------
    str
        Such as ``2026. 11. 21.(토) 14:00`` or ``21 Nov 2026, 14:00``, in Korea.
    """
    return f"{day(time)}, {time.astimezone(KST):%H:%M}" if language() == "en" else korean_moment(time)


def words() -> str | None:
    """Return where scripts find their words.

    Returns
    -------
    str or None
        An address that changes with the content; None in Korean, which scripts speak by themselves.
    """
    return f"/language/words-{english_script()[0]}.js" if language() == "en" else None


class _Sentences(Domain):  # type: ignore[misc] # the library ships no types
    """Flask-Babel's catalogues by locale and domain, read from the text file and not from a compiled one."""

    def get_translations_cache(self, ctx: Any) -> dict[tuple[str, str], NullTranslations]:  # noqa: ARG002 - Flask-Babel's signature
        return translations()


class _Babel(Babel):  # type: ignore[misc] # the library ships no types
    domain_instance = _Sentences()
