"""The menu of the administrator's pages, and who sees which line of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import request, url_for

from mapper.domain.access import Reach, reach
from mapper.domain.reader import Role
from web.auth import lacks_second_factor, visitor


@dataclass(frozen=True)
class Subject:
    """One line of the menu.

    Attributes
    ----------
    endpoint : str
        Of its first page.
    label : str
        Its Korean name.
    parts : tuple of str
        Blueprints whose pages belong to it.
    permission : str
        That its pages need.
    """

    endpoint: str
    label: str
    parts: tuple[str, ...] = ()
    permission: str = "admin"

    @property
    def is_here(self) -> bool:
        """Whether the page that is shown belongs to it."""
        return request.endpoint == self.endpoint or request.blueprint in self.parts


SUBJECTS: Final = (
    Subject("admin.overview.index", "개요"),
    Subject("admin.users.index", "사용자", ("admin.users", "admin.user_acts")),
    Subject("admin.teams.index", "추진단", ("admin.teams",)),
    Subject("admin.imports.index", "자료 등록", ("admin.imports", "admin.uploads"), "import"),
    Subject("admin.words.categories", "유형"),
    Subject("admin.words.rubrics", "항목표"),
    Subject("admin.log.index", "변경 기록", ("admin.log",)),
)
"""The menu."""

OFFICE: Final = "운영"
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


def office_links() -> list[tuple[str, str]]:
    """Return the ways from every page to the work of whoever is logged in with this browser.

    Returns
    -------
    list of tuple
        Address and Korean name; none for residents, and none before a second factor that is due.
    """
    user = visitor()
    if user is None or lacks_second_factor(user):
        return []
    review = [("review.index", "위치 확인")] if reach("review", user.role) is not Reach.NONE else []
    office = [(one.endpoint, one.label) for one in subjects_for(user.role)[:1]]
    return [
        (url_for(endpoint), OFFICE if endpoint == SUBJECTS[0].endpoint else label)
        for endpoint, label in review + office
    ]
