"""The first page: how the city stands, and what needs doing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from apiflask import APIBlueprint
from flask import render_template, url_for

from mapper.operations.overview import Overview, overview
from mapper.operations.people.user_list import UserLine, user_lines
from web.clock import now
from web.sealing import seal
from web.session import session

blueprint = APIBlueprint("overview", __name__, enable_openapi=False)


@dataclass(frozen=True)
class Task:
    """Something that needs doing.

    Attributes
    ----------
    what, why : str
        Korean.
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
    city_now = overview(session())
    lines = user_lines(session(), seal(), now=now())
    tally = city_now.tally
    counts = [
        ("행정동", tally.districts),
        ("구간", tally.segments),
        ("현장조사", tally.surveys),
        ("불편사항", tally.issues),
        ("민원", tally.complaints),
        ("사용자", tally.users),
        ("추진단", tally.teams),
        ("등록한 파일", tally.imports),
    ]
    tasks = [*_tasks_of_the_city(city_now), *_tasks_about_users(lines)]
    return render_template("admin/overview.html", city_now=city_now, counts=counts, tasks=tasks)


def _tasks_of_the_city(city_now: Overview) -> Iterator[Task]:
    bring = url_for("admin.uploads.bring")
    if not city_now.tally.districts:
        yield Task("행정동 경계를 등록하세요", "경계가 있어야 골목이 어느 동인지 압니다.", bring)
    if not city_now.tally.segments:
        yield Task("골목을 등록하세요", "도로명주소 도로구간(TL_SPRD_MANAGE) 같은 선 자료가 필요합니다.", bring)
    if city_now.needs_grading:
        yield Task(
            "등급을 다시 계산하세요",
            "새로 등록한 자료가 아직 등급에 들어 있지 않습니다. 서버에서 golmok grade run --official",
            url_for("admin.imports.index"),
        )
    if city_now.tally.waiting:
        why = "위치가 분명하지 않아 아직 구간에 배정되지 않았습니다."
        yield Task(f"불편사항 {city_now.tally.waiting:,}건의 위치를 확인하세요", why, "/review")


def _tasks_about_users(lines: Sequence[UserLine]) -> Iterator[Task]:
    address = url_for("admin.users.index")
    enabled = [line for line in lines if not line.user.is_disabled]
    if without := [line.user.name for line in enabled if line.user.lacks_second_factor]:
        yield Task(f"{len(without):,}명이 2단계 인증을 등록해야 합니다", _named(without), address)
    if locked := [line.user.name for line in enabled if line.locked_until]:
        yield Task(f"{len(locked):,}명의 이름이 잠겨 있습니다", _named(locked), address)


def _named(names: Sequence[str], most: int = 5) -> str:
    return ", ".join(names[:most]) + (f" 외 {len(names) - most}명" if len(names) > most else "")
