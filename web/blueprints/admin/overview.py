"""The first page: how the city stands, and what needs doing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from apiflask import APIBlueprint
from flask import render_template, url_for

from mapper.domain.label import Label
from mapper.operations.overview import Overview, overview
from mapper.operations.people.user_list import UserLine, user_lines
from web.clock import now
from web.languages import gettext
from web.sealing import seal
from web.session import session

blueprint = APIBlueprint("overview", __name__, enable_openapi=False)


@dataclass(frozen=True)
class Task:
    """Something that needs doing.

    Attributes
    ----------
    what, why : str
        In the language of the reader.
    address : str
        Of the page where it is done.
    """

    what: str
    why: str
    address: str


@blueprint.get("")
def index() -> str:
    """Show counts, the last import, the last grade run, and what needs doing.

    Returns
    -------
    str
        HTML.
    """
    moment = now()
    city_now = overview(session(), now=moment)
    lines = user_lines(session(), seal(), now=moment)
    tally = city_now.tally
    counts = [
        (Label("행정동", "Districts"), tally.districts),
        (Label("구간", "Segments"), tally.segments),
        (Label("현장조사", "Surveys"), tally.surveys),
        (Label("불편사항", "Issues"), tally.issues),
        (Label("민원", "Complaints"), tally.complaints),
        (Label("사용자", "Users"), tally.users),
        (Label("추진단", "Teams"), tally.teams),
        (Label("등록한 파일", "Files taken in"), tally.imports),
    ]
    tasks = [*_tasks_of_the_city(city_now), *_tasks_about_users(lines)]
    return render_template(
        "admin/overview.html",
        city_now=city_now,
        counts=counts,
        tasks=tasks,
    )


def _tasks_of_the_city(city_now: Overview) -> Iterator[Task]:
    bring = url_for("admin.uploads.bring")
    if not city_now.tally.districts:
        yield Task(gettext("행정동 경계를 등록하세요"), gettext("경계가 있어야 골목이 어느 동인지 압니다."), bring)
    if not city_now.tally.segments:
        why = gettext("도로명주소 도로구간(TL_SPRD_MANAGE) 같은 선 자료가 필요합니다.")
        yield Task(gettext("골목을 등록하세요"), why, bring)
    if city_now.needs_grading:
        yield Task(
            gettext("등급을 다시 계산하세요"),
            gettext("새로 등록한 자료가 아직 등급에 들어 있지 않습니다. 서버에서 golmok grade run --official"),
            url_for("admin.imports.index"),
        )
    if city_now.tally.waiting:
        what = gettext("불편사항 %(count)s건의 위치를 확인하세요", count=f"{city_now.tally.waiting:,}")
        yield Task(what, gettext("위치가 분명하지 않아 아직 구간에 배정되지 않았습니다."), "/review")
    if city_now.awaited:
        what = gettext("기다리고 있는 현장 기록 %(count)s건을 확인하세요", count=f"{sum(city_now.awaited.values()):,}")
        names = _named(list(city_now.awaited))
        why = gettext(
            "가리키는 불편사항이 일주일 넘게 오지 않았습니다. 휴대전화에 남아 있는지 물어보세요: %(names)s",
            names=names,
        )
        yield Task(what, why, url_for("admin.users.index"))


def _tasks_about_users(lines: Sequence[UserLine]) -> Iterator[Task]:
    address = url_for("admin.users.index")
    enabled = [line for line in lines if not line.user.is_disabled]
    if without := [line.user.name for line in enabled if line.user.lacks_second_factor]:
        what = gettext("%(count)s명이 2단계 인증을 등록해야 합니다", count=f"{len(without):,}")
        yield Task(what, _named(without), address)
    if locked := [line.user.name for line in enabled if line.locked_until]:
        what = gettext("%(count)s명의 이름이 잠겨 있습니다", count=f"{len(locked):,}")
        yield Task(what, _named(locked), address)


def _named(names: Sequence[str], most: int = 5) -> str:
    first = ", ".join(names[:most])
    return gettext("%(first)s 외 %(more)s명", first=first, more=len(names) - most) if len(names) > most else first
