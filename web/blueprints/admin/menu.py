"""The menu of the administrator's pages, and who sees which line of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import request, url_for

from mapper.domain.access import Reach, reach
from mapper.domain.label import Label
from mapper.domain.reader import Role
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
    Subject("admin.imports.index", Label("자료 등록", "Imports"), ("admin.imports", "admin.uploads"), "import"),
    Subject("admin.words.categories", Label("유형", "Categories")),
    Subject("admin.words.rubrics", Label("항목표", "Rubrics")),
    Subject("admin.log.index", Label("변경 기록", "Changes"), ("admin.log",)),
)
"""The menu."""

DESKS: Final = (
    ("board.index", Label("계획 지도", "Planning")),
    ("work.index", Label("불편사항 처리", "Issues at work")),
    ("patrol.index", Label("로드체킹", "Patrols")),
    ("review.index", Label("위치 확인", "Confirm places")),
    ("moderate.index", Label("공개 검토", "Moderation")),
)
"""Pages of daily work: the blueprint of each is called as the permission that it needs."""

OFFICE: Final = Label("운영", "Office")
"""What the whole of these pages is called, for whoever sees its first one."""


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


def office_links() -> list[tuple[str, str]]:
    """Return the ways from every page to the work of whoever is logged in with this browser.

    Returns
    -------
    list of tuple
        Address and name; none for residents, and none before a second factor that is due.
    """
    user = visitor()
    if user is None or lacks_second_factor(user):
        return []
    desks = [(endpoint, label) for endpoint, label in DESKS if _reaches(endpoint, user.role)]
    office = [(one.endpoint, one.label) for one in subjects_for(user.role)[:1]]
    return [
        (url_for(endpoint), said(OFFICE if endpoint == SUBJECTS[0].endpoint else label))
        for endpoint, label in desks + office
    ]


def _reaches(endpoint: str, role: Role) -> bool:
    return reach(endpoint.partition(".")[0], role) is not Reach.NONE
