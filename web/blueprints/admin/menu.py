"""The menu of the administrator's pages, and who sees which line of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import current_app, request, url_for

from mapper.domain.access import Reach, reach
from mapper.domain.label import Label
from mapper.domain.reader import Role
from web.access import route_of
from web.auth import lacks_second_factor, visitor
from web.languages import said


@dataclass(frozen=True)
class Subject:
    """One line of the menu.

    Attributes
    ----------
    endpoint : str
        Of its first page.
    label : Label
        Its name.
    parts : tuple of str
        Blueprints whose pages belong to it.
    permission : str
        That its pages need.
    """

    endpoint: str
    label: Label
    parts: tuple[str, ...] = ()
    permission: str = "admin"

    @property
    def is_here(self) -> bool:
        """Whether the page that is shown belongs to it."""
        return request.endpoint == self.endpoint or request.blueprint in self.parts


SUBJECTS: Final = (
    Subject("admin.overview.index", Label("개요", "Overview")),
    Subject("admin.users.index", Label("사용자", "Users"), ("admin.users", "admin.user_acts")),
    Subject("admin.teams.index", Label("추진단", "Teams"), ("admin.teams",)),
    Subject(
        "admin.imports.index",
        Label("자료 등록", "Imports"),
        ("admin.imports", "admin.uploads", "admin.addresses_again"),
        "import",
    ),
    Subject("admin.words.categories", Label("유형", "Categories")),
    Subject("admin.words.rubrics", Label("항목표", "Rubrics")),
    Subject("admin.log.index", Label("변경 기록", "Changes"), ("admin.log",)),
)
"""The menu."""


@dataclass(frozen=True)
class Desk:
    """A page of daily work.

    Attributes
    ----------
    endpoint : str
        Of the page.
    label : Label
        Its name.
    """

    endpoint: str
    label: Label

    def lets_in(self, role: Role) -> bool:
        """Tell whether a role may open it.

        Parameters
        ----------
        role : Role
            Of the reader.

        Returns
        -------
        bool
            By the table of routes; never where this server has no such page.
        """
        return (
            self.endpoint in current_app.view_functions
            and reach(route_of(self.endpoint, "GET").permission, role) is not Reach.NONE
        )


DESKS: Final = (
    (
        Label("계획", "Planning"),
        (
            Desk("board.index", Label("계획 지도", "Planner's map")),
            Desk("changes.index", Label("달라진 등급", "Changes of grades")),
            Desk("findings.index", Label("통계로 찾은 것", "Findings")),
            Desk("priorities.index", Label("우선순위", "Priorities")),
            Desk("density.index", Label("사례 밀도", "Density of cases")),
            Desk("figures.index", Label("지표", "Figures")),
            Desk("programmes.index", Label("사업", "Programmes")),
        ),
    ),
    (
        Label("처리", "Work"),
        (
            Desk("work.index", Label("불편사항 처리", "Issues at work")),
            Desk("review.index", Label("위치 확인", "Confirm places")),
            Desk("moderate.index", Label("공개 검토", "Moderation")),
        ),
    ),
    (
        Label("현장", "Field"),
        (
            Desk("patrol.index", Label("로드체킹", "Patrols")),
            Desk("meeting.index", Label("주민회의", "Meetings")),
            Desk("visits.index", Label("현장방문", "Visits")),
            Desk("forms.index", Label("현장 양식", "Field forms")),
            Desk("venue_desk.index", Label("모두의 운동장", "Shared grounds")),
        ),
    ),
    (
        Label("복지", "Welfare"),
        (
            Desk("tell.index", Label("가구 제보", "Tell of a household")),
            Desk("cases.index", Label("맡은 사례", "Own cases")),
            Desk("household_figures.index", Label("가구 지표", "Figures of households")),
            Desk("tips.index", Label("제보", "Tips")),
            Desk("honours.index", Label("명예사회복지공무원", "Honorary workers")),
            Desk("agencies.index", Label("기관", "Agencies")),
            Desk("case_files.index", Label("맡은 가구 내려받기", "Own caseload as a file")),
            Desk("oversight.index", Label("열람 점검", "Review of looks")),
            Desk("approvals.index", Label("열람 승인", "Approvals")),
        ),
    ),
)
"""Pages of daily work, by kind of work."""

OFFICE: Final = Label("운영", "Office")
"""What the whole of the administrator's pages is called."""


def subjects_for(role: Role) -> list[Subject]:
    """Return the lines that a role sees.

    Parameters
    ----------
    role : Role
        Of the reader.

    Returns
    -------
    list of Subject
        Those whose pages let it in.
    """
    return [one for one in SUBJECTS if reach(one.permission, role) is not Reach.NONE]


def subject_here() -> Subject | None:
    """Return the line of the menu that the page which is shown belongs to.

    Returns
    -------
    Subject or None
        None away from these pages.
    """
    return next((one for one in SUBJECTS if one.is_here), None)


def desks() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the ways from every page to the work of whoever is logged in with this browser.

    Returns
    -------
    list of tuple
        By kind of work: its name, and address and name of each page; none for residents, and none before a second factor
        that is due.
    """
    user = visitor()
    if user is None or lacks_second_factor(user):
        return []
    office = tuple(
        Desk(one.endpoint, OFFICE if one is SUBJECTS[0] else one.label) for one in subjects_for(user.role)[:1]
    )
    kinds = [(kind, [one for one in pages if one.lets_in(user.role)]) for kind, pages in DESKS]
    return [
        (said(kind), [(url_for(one.endpoint), said(one.label)) for one in pages])
        for kind, pages in [*kinds, (OFFICE, office)]
        if pages
    ]
