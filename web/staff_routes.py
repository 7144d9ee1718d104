"""Routes of the staff's part: whatever asks about households. They are rows of `web.access.ROUTES` like all others."""

from __future__ import annotations

from typing import Final

from mapper.domain.access import Scope
from web.route import PUT, SEND, SHOW_AND_SEND, Part, Route

STAFF_ROUTES: Final[tuple[Route, ...]] = (
    Route("cases.index", "case", None, part=Part.STAFF),
    Route("cases.names", "case", None, SEND, part=Part.STAFF),
    Route("cases.search", "case", None, SEND, part=Part.STAFF),
    Route("cases.add", "case", None, SHOW_AND_SEND, part=Part.STAFF),
    Route("cases.conferences", "case", None, part=Part.STAFF),
    Route("cases.show_figures", "case", None, part=Part.STAFF),
    Route("cases.show_map", "case", None, SHOW_AND_SEND, part=Part.STAFF),
    Route("case_desk.show", "case", None, part=Part.STAFF),
    Route("case_desk.open_case", "case", None, SEND, part=Part.STAFF),
    Route("case_desk.write", "case", None, SHOW_AND_SEND, part=Part.STAFF),
    Route("case_desk.move", "case", None, SHOW_AND_SEND, part=Part.STAFF),
    Route("case_desk.correct", "case", None, SHOW_AND_SEND, part=Part.STAFF),
    Route("case_desk.again", "case", None, SHOW_AND_SEND, part=Part.STAFF),
    Route("case_followers.change", "case", None, SHOW_AND_SEND, part=Part.STAFF),
    Route("tips.index", "case", None, part=Part.STAFF),
    Route("tips.show", "case", None, SHOW_AND_SEND, part=Part.STAFF),
    Route("tips.settle", "case", None, SEND, part=Part.STAFF),
    Route("tell.index", "tip", None, part=Part.STAFF),
    Route("tell.worker", "tip", None, part=Part.STAFF),
    Route("tell.key", "tip", None, part=Part.STAFF),
    Route("tell.hand_in", "tip", None, PUT, part=Part.STAFF),
    Route("case_keeping.change", "case", None, SHOW_AND_SEND, part=Part.STAFF),
    Route("assigning.index", "case.oversee", None, part=Part.STAFF),
    Route("assigning.change", "case.oversee", None, SHOW_AND_SEND, part=Part.STAFF),
    Route("case_files.index", "case.file", None, part=Part.STAFF),
    Route("case_files.take", "case.file", None, SEND, part=Part.STAFF),
    Route("proof.ask", "self", None, SHOW_AND_SEND, part=Part.STAFF),
    Route("oversight.index", "oversight", None, part=Part.STAFF),
    Route("oversight.compare", "oversight", None, SEND, part=Part.STAFF),
    Route("oversight.show", "oversight", None, SHOW_AND_SEND, part=Part.STAFF),
    Route("oversight.see_alert", "oversight", None, SEND, part=Part.STAFF),
    Route("approvals.index", "case.approve", None, part=Part.STAFF),
    Route("approvals.ask", "case.oversee", None, SEND, part=Part.STAFF),
    Route("approvals.decide", "case.approve", None, SEND, part=Part.STAFF),
    Route("approvals.open_district", "case.oversee", None, SEND, part=Part.STAFF),
    Route("overseeing.show", "case.oversee", None, SHOW_AND_SEND, part=Part.STAFF),
    Route("exposures.index", "oversight", None, SHOW_AND_SEND, part=Part.STAFF),
    Route("recusals.index", "recusal.end", None, part=Part.STAFF),
    Route("recusals.end", "recusal.end", None, SEND, part=Part.STAFF),
    Route("density.index", "density", Scope.READ, part=Part.STAFF),
)
"""Each of `Part.STAFF`."""
