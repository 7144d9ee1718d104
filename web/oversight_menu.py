"""The ways between the pages of oversight, by what a role may open."""

from __future__ import annotations

from typing import Final

from flask import request, url_for

from mapper.domain.access import Reach, reach
from mapper.domain.label import Label
from web.access import route_of
from web.auth import reader
from web.languages import said

WAYS: Final = {
    "oversight.index": Label("이달의 점검", "Review"),
    "assigning.index": Label("사례 배정", "Assignment"),
    "approvals.index": Label("승인", "Approvals"),
    "case_stories.waiting": Label("이야기", "Stories"),
    "exposures.index": Label("노출 범위", "Exposure"),
    "recusals.index": Label("제척", "Conflicts of interest"),
}
"""By endpoint."""


def oversight_ways() -> list[tuple[str, str, bool]]:
    """Return the ways that the reader has.

    Returns
    -------
    list of tuple
        Address, name, and whether it is the page that is shown, of each.
    """
    role = reader().role
    return [
        (url_for(endpoint), said(label), (request.endpoint or "").startswith(endpoint.partition(".")[0] + "."))
        for endpoint, label in WAYS.items()
        if reach(route_of(endpoint, "GET").permission, role) is not Reach.NONE
    ]
