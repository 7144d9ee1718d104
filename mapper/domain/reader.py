"""Who asks: a role, the districts it reaches, and where the question comes from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID


class Role(StrEnum):
    """What a user is to the city; each user has one."""

    PUBLIC = "public"
    FIELD = "field"
    HONORARY = "honorary"
    PLANNER = "planner"
    WELFARE = "welfare"
    SUPERVISOR = "supervisor"
    MAYOR = "mayor"
    ADMIN = "admin"


ROLE_LABELS: Final = {
    Role.PUBLIC: "주민",
    Role.FIELD: "현장 추진단",
    Role.HONORARY: "명예사회복지공무원",
    Role.PLANNER: "기획 담당",
    Role.WELFARE: "복지 담당",
    Role.SUPERVISOR: "복지 관리자",
    Role.MAYOR: "시장실",
    Role.ADMIN: "운영자",
}
"""Korean name of each role."""

BOUND_ROLES: Final = frozenset({Role.FIELD, Role.HONORARY, Role.WELFARE, Role.SUPERVISOR})
"""Roles that work in named districts only."""

HOUSEHOLD_ROLES: Final = frozenset({Role.WELFARE, Role.SUPERVISOR})
"""Roles that look at households: never in every district, and with a login that ends sooner when it lies idle."""


@dataclass(frozen=True)
class Reader:
    """Who asks, as every operation that depends on it is told.

    Attributes
    ----------
    user_id : UUID or None
        None for the public and for the operator at the machine.
    name : str
        Of the user; written beside everything they change.
    role : Role
        What they may do.
    districts : frozenset of str or None
        Codes of the districts they reach; None for every district.
    origin : str
        Where the question comes from: a network address, or ``cli``.
    login_id : UUID or None
        By which login, so that all that one browser has seen can be told; None for tokens and at the machine.
    """

    user_id: UUID | None
    name: str
    role: Role
    districts: frozenset[str] | None
    origin: str
    login_id: UUID | None = None

    def reaches(self, district_code: str | None) -> bool:
        """Tell whether a district is among theirs.

        Parameters
        ----------
        district_code : str or None
            None for what lies in no district.

        Returns
        -------
        bool
            What lies in no district is reached only by those who reach every one.
        """
        return self.districts is None or district_code in self.districts


def public_reader(origin: str) -> Reader:
    """Return anybody.

    Parameters
    ----------
    origin : str
        Network address.

    Returns
    -------
    Reader
        Without a name; reaches no district as staff do.
    """
    return Reader(None, "", Role.PUBLIC, frozenset(), origin)
