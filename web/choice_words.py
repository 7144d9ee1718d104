"""What a planner chose, in words: on a printed map, in a workbook, on a page that asks what is to be shared."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any, Final

from mapper.crs import KOREA_TM
from mapper.domain.board import Choice
from mapper.domain.span import MONTH
from mapper.operations.boards import CityBoard
from mapper.operations.drawn_area import AREA
from mapper.operations.sheets import Source
from web.board_words import facet_words
from web.languages import day, gettext, moment

_FEW: Final = 2
"""Months that are named one by one even where they follow each other."""

_SOURCES: Final = {"alleys": "도로·구간 자료", "districts": "행정동 자료"}


def chosen_words(facets: list[dict[str, Any]], choice: Choice) -> list[tuple[str, str]]:
    """Say what is wanted.

    Parameters
    ----------
    facets : list of dict
        From `web.board_words`.
    choice : mapping
        What is wanted, of what is there.

    Returns
    -------
    list of tuple of str
        What is chosen by, and its wanted options; empty when nothing narrows the city.
    """
    said = [(facet["label"], _options(facet, choice[facet["key"]])) for facet in facets if facet["key"] in choice]
    return [*said, *picked_words()] if AREA in choice else said


def picked_words() -> list[tuple[str, str]]:
    """Say that segments were picked on the map.

    Returns
    -------
    list of tuple of str
        Like a condition.
    """
    return [(gettext("지도에서 고른 곳"), gettext("고른 영역과 구간만"))]


def followed_words(city: CityBoard) -> list[tuple[str, str]]:
    """Say what became of segments that were picked by name and that the city does not have.

    Parameters
    ----------
    city : CityBoard
        With what was picked.

    Returns
    -------
    list of tuple of str
        Like a condition, in one sentence; empty when it has all of them.
    """
    followed = city.followed
    if followed is None:
        return []
    if not followed.unknown:
        said = gettext(
            "고른 구간 %(cut_anew)s곳은 나뉜 자리가 달라져, 같은 곳에 있는 %(in_place)s구간으로 바꾸어 골랐습니다.",
            cut_anew=followed.cut_anew,
            in_place=followed.in_place,
        )
    elif followed.cut_anew:
        said = gettext(
            "고른 구간 %(cut_anew)s곳은 나뉜 자리가 달라져, 같은 곳에 있는 %(in_place)s구간으로 바꾸어 골랐고, "
            "%(unknown)s곳은 이어지는 구간을 알 수 없어 뺐습니다.",
            **vars(followed),
        )
    else:
        said = gettext("고른 구간 %(unknown)s곳은 이어지는 구간을 알 수 없어 뺐습니다.", unknown=followed.unknown)
    return [(gettext("다시 나뉜 구간"), said)]


def _options(facet: dict[str, Any], wanted: Collection[str]) -> str:
    """Say the wanted options one by one; of months in a row the first and the last."""
    at = [place for place, option in enumerate(facet["options"]) if option["key"] in wanted]
    labels = [facet["options"][place]["label"] for place in at]
    if not labels:
        return gettext("고른 기간에 없음")
    if facet["key"] == MONTH and len(at) > _FEW and at[-1] - at[0] == len(at) - 1:
        return gettext("%(first)s부터 %(last)s까지", first=labels[0], last=labels[-1])
    return ", ".join(labels)


def past_words(city: CityBoard) -> list[tuple[str, str]]:
    """Say that a board is one of the past.

    Parameters
    ----------
    city : CityBoard
        Any.

    Returns
    -------
    list of tuple of str
        Like a condition; empty for the board of now.
    """
    if not city.is_past:
        return []
    told = gettext(
        "%(day)s까지 일어난 일, %(moment)s까지 기록된 대로", day=day(city.as_of), moment=moment(city.known_at)
    )
    return [(gettext("과거"), told)]


def one_line(words: list[tuple[str, str]]) -> str:
    """Say what is wanted in one line.

    Parameters
    ----------
    words : list of tuple of str
        From `chosen_words`.

    Returns
    -------
    str
        A sentence for everything when nothing is wanted.
    """
    return " · ".join(f"{what}: {options}" for what, options in words) or gettext("모든 구간")


def dated_words(
    city: CityBoard, sources: list[Source], at: datetime, *, when: Callable[[datetime], str] = moment
) -> list[tuple[str, str]]:
    """Say as of when a map or a table is, and what it is made from.

    Parameters
    ----------
    city : CityBoard
        The city.
    sources : list of Source
        Files that its lines and areas come from.
    at : datetime
        When it is taken out.
    when : callable
        Says a moment; `day` where no time of day may be told.

    Returns
    -------
    list of tuple of str
        What it is, and the words for it.
    """
    run = city.run
    method = (
        "" if run is None else gettext("항목표 %(rubric)s, 기준값 %(values)s", rubric=run.rubric, values=run.parameters)
    )
    graded = (
        []
        if run is None
        else [
            (gettext("등급 기준일"), day(run.as_of)),
            (gettext("등급에 쓴 기록"), gettext("%(moment)s까지", moment=when(run.known_at))),
            (gettext("산정 방법"), method),
        ]
    )
    made = gettext("자료"), gettext("등록한 파일 없음 (데모 도시)")
    return [
        *graded,
        (gettext("조건 기준"), when(city.known_at)),
        *([(gettext(_SOURCES[one.kind]), f"{one.file_name} ({day(one.recorded_at)})") for one in sources] or [made]),
        (gettext("좌표계"), f"EPSG:{KOREA_TM}"),
        (gettext("출력"), when(at)),
    ]


def noted_words(city: CityBoard, choice: Choice, sources: list[Source], at: datetime) -> list[tuple[str, str]]:
    """Say how the rows of a table were chosen.

    Parameters
    ----------
    city : CityBoard
        The city.
    choice : mapping
        What is wanted.
    sources : list of Source
        Files that its lines and areas come from.
    at : datetime
        When it is taken out.

    Returns
    -------
    list of tuple of str
        Conditions first, then as of when.
    """
    chosen = chosen_words(facet_words(city), choice) or [(gettext("조건"), gettext("모든 구간"))]
    return [*chosen, *followed_words(city), *dated_words(city, sources, at)]
