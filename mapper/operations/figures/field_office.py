"""현장시장실: how often the mayor's office was out, how many citizens came, and what they said."""

from __future__ import annotations

from typing import Final

from mapper.domain.figure import EVER, TOTAL, Definition
from mapper.domain.label import Label
from mapper.operations.figures.sources import Figure
from mapper.store import figure_rows

_WHO: Final = Label("현장시장실", "the mayor's office")

FIGURES: Final = (
    Figure(
        Definition(
            "fieldoffice.held",
            Label("현장시장실 개최", "Field offices held"),
            Label(
                "현장시장실로 잡아 다녀온 방문. 기록이 있어야 세고, 취소한 것은 세지 않습니다.",
                "Visits of the kind field office that were recorded as held; cancelled ones do not count.",
            ),
            EVER,
            _WHO,
            TOTAL,
        ),
        lambda sources: sources.counted(figure_rows.HELD_VISITS),
    ),
    Figure(
        Definition(
            "fieldoffice.citizens",
            Label("현장시장실 시민", "Citizens at field offices"),
            Label(
                "그 방문에 온 주민·상인·학생과 학부모. 공무원과 전문가는 세지 않고, 두 번 온 사람은 두 번 셉니다.",
                "Residents, traders, students and parents at these visits; no officials and experts. Who came twice counts twice.",
            ),
            EVER,
            _WHO,
            TOTAL,
        ),
        lambda sources: sources.counted(figure_rows.CITIZENS_CAME),
    ),
    Figure(
        Definition(
            "fieldoffice.consultations",
            Label("현장시장실 상담", "Consultations at field offices"),
            Label(
                "그 방문에서 들은 건의·상담. 불편사항이 된 것, 동 창구에 연계한 것, 답변할 것을 모두 세고, 거둔 것은 세지 않습니다.",
                "What was said at these visits, be it logged, referred or to be answered; what was withdrawn does not count.",
            ),
            EVER,
            _WHO,
            TOTAL,
        ),
        lambda sources: sources.counted(figure_rows.CONSULTED),
    ),
)
"""Figures of 현장시장실."""
