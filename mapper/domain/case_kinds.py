"""What is written about a case: one table of the kinds of records, what each asks for, and what may become of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from mapper.domain.case_words import (
    AGENCIES,
    CHANNELS,
    CONSENTS,
    DECISIONS,
    ENDS,
    NEEDS,
    PURPOSES,
    RISK_LEVELS,
    RISKS,
    SECTORS,
    SPOKEN,
)
from mapper.domain.label import Label

LONGEST_LINE: Final = 120
LONGEST_WORDS: Final = 4_000
WRITTEN: Final = "written"
"""State of a record that begins nothing."""


@dataclass(frozen=True)
class Field:
    """Something that a record asks for.

    Attributes
    ----------
    name : str
        In the sealed JSON.
    label : Label
        Its name.
    choices : mapping of str to Label
        To be chosen from; empty for words.
    several : bool
        Whether more than one may be chosen.
    needed : bool
        Whether it must be answered.
    longest : int
        Characters; up to `LONGEST_LINE` it is one line.
    hint : Label or None
        How to answer.
    """

    name: str
    label: Label
    choices: Mapping[str, Label] = field(default_factory=dict)
    several: bool = False
    needed: bool = True
    longest: int = LONGEST_WORDS
    hint: Label | None = None


@dataclass(frozen=True)
class Move:
    """What may become of something that a record began.

    Attributes
    ----------
    to : str
        State afterwards.
    label : Label
        What is done.
    fields : tuple of Field
        What is said of it.
    due : Label or None
        Name of the new day that is given with it, if one is.
    """

    to: str
    label: Label
    fields: tuple[Field, ...]
    due: Label | None = None


@dataclass(frozen=True)
class Kind:
    """A kind of record.

    Attributes
    ----------
    label : Label
        What it is.
    verb : Label
        What writes it.
    fields : tuple of Field
        What it asks for.
    states : mapping of str to Label
        Names of its states, the first one first.
    moves : mapping of str to tuple of Move
        What may become of it, by state; nothing may once there is no row.
    due : Label or None
        Name of the day that is given with it, if one is.
    told_by : str
        Name of the field whose answer is the state, where one decides it.
    """

    label: Label
    verb: Label
    fields: tuple[Field, ...]
    states: Mapping[str, Label] = field(default_factory=lambda: {WRITTEN: Label("적음", "Written")})
    moves: Mapping[str, tuple[Move, ...]] = field(default_factory=dict)
    due: Label | None = None
    told_by: str = ""


def _words(name: str, ko: str, en: str, *, needed: bool = True) -> Field:
    return Field(name, Label(ko, en), needed=needed)


def _line(name: str, ko: str, en: str, *, needed: bool = True) -> Field:
    return Field(name, Label(ko, en), needed=needed, longest=LONGEST_LINE)


_NEED: Final = Field("need", Label("욕구", "Need"), NEEDS)
_NEEDS: Final = Field("needs", Label("욕구", "Needs"), NEEDS, several=True)
_WHY: Final = _words("words", "이유", "Why")
_ONE_A_LINE: Final = Label("한 줄에 한 사람씩 적습니다.", "One a line.")
_WENT: Final = Field("people", Label("함께 가는 사람", "Who goes"), hint=_ONE_A_LINE)
_MET: Final = Field(
    "met",
    Label("만난 사람 수", "People met"),
    needed=False,
    longest=LONGEST_LINE,
    hint=Label("수로 적습니다. 지표가 이 수를 셉니다.", "As a number; figures count it."),
)
_MISTAKE: Final = Move("withdrawn", Label("잘못 적음", "Written by mistake"), (_WHY,))
_WITHDRAWN: Final = {"withdrawn": Label("지움", "Withdrawn")}

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "intake": Kind(
            Label("접수", "Intake"),
            Label("접수하기", "Take in"),
            (
                Field("channel", Label("발굴 경로", "Channel"), CHANNELS),
                _line("finder", "알려 준 사람", "Who told of it", needed=False),
                _NEEDS,
                Field("risks", Label("위험군", "Risk groups"), RISKS, several=True, needed=False),
                _words("words", "어떤 상황입니까", "What is the matter"),
            ),
        ),
        "consent": Kind(
            Label("동의", "Consent"),
            Label("동의 적기", "Write down consent"),
            (
                Field("how", Label("동의 방법", "How"), CONSENTS),
                Field("purposes", Label("동의한 범위", "For what"), PURPOSES, several=True, needed=False),
            ),
        ),
        "note": Kind(
            Label("상담", "Consultation"),
            Label("상담 적기", "Write down a consultation"),
            (Field("spoken", Label("방법", "How"), SPOKEN), _words("words", "나눈 이야기", "What was said")),
        ),
        "assessment": Kind(
            Label("사정", "Assessment"),
            Label("사정 적기", "Write down the assessment"),
            (
                _NEEDS,
                Field("level", Label("위기도", "Level of risk"), RISK_LEVELS),
                _words("strengths", "강점과 자원", "Strengths", needed=False),
                _words("words", "판단한 까닭", "Grounds"),
            ),
        ),
        "conference": Kind(
            Label("사례회의", "Conference"),
            Label("사례회의 적기", "Write down the conference"),
            (
                Field("decision", Label("결정", "Decision"), DECISIONS),
                Field("agencies", Label("참여 기관", "Agencies"), AGENCIES, several=True),
                Field("people", Label("참석한 전문가", "Experts"), hint=_ONE_A_LINE),
                _words("words", "논의와 결정 내용", "What was discussed and decided"),
            ),
            states=DECISIONS,
            told_by="decision",
        ),
        "plan": Kind(
            Label("계획", "Plan"),
            Label("계획 항목 더하기", "Add to the plan"),
            (_NEED, _line("service", "서비스", "Service"), _line("owner", "맡은 사람·기관", "Owner")),
            states={
                "open": Label("진행", "Open"),
                "done": Label("마침", "Done"),
                "dropped": Label("그만둠", "Dropped"),
                **_WITHDRAWN,
            },
            moves={
                "open": (
                    Move("done", Label("마침", "Done"), (_words("words", "결과", "Result"),)),
                    Move("dropped", Label("그만둠", "Drop"), (_WHY,)),
                    _MISTAKE,
                )
            },
            due=Label("기한", "Due"),
        ),
        "visit": Kind(
            Label("방문", "Visit"),
            Label("방문 잡기", "Plan a visit"),
            (_WENT, _words("words", "살펴볼 것", "What to look at", needed=False)),
            states={
                "planned": Label("예정", "Planned"),
                "made": Label("다녀옴", "Made"),
                "missed": Label("만나지 못함", "Nobody met"),
                **_WITHDRAWN,
            },
            moves={
                "planned": (
                    Move(
                        "made",
                        Label("다녀옴", "Made"),
                        (_WENT, _MET, _words("words", "본 것", "What was seen")),
                    ),
                    Move("missed", Label("만나지 못함", "Nobody met"), (_WHY,)),
                    Move(
                        "planned",
                        Label("날 바꾸기", "Change the day"),
                        (_WHY,),
                        due=Label("방문할 날", "Day of the visit"),
                    ),
                    _MISTAKE,
                )
            },
            due=Label("방문할 날", "Day of the visit"),
        ),
        "escort": Kind(
            Label("시장 방문 동행", "The mayor's visit"),
            Label("시장 방문 잡기", "Plan a visit of the mayor"),
            (
                _line("at", "시각 (예: 14:30)", "Time, such as 14:30"),
                _line("minutes", "머무는 시간 (분)", "How long [min]"),
                _words("words", "살펴볼 것", "What to look at", needed=False),
            ),
            states={
                "planned": Label("예정", "Planned"),
                "made": Label("다녀옴", "Made"),
                "missed": Label("만나지 못함", "Nobody met"),
                **_WITHDRAWN,
            },
            moves={
                "planned": (
                    Move(
                        "made",
                        Label("다녀옴", "Made"),
                        (
                            _words("found", "본 것", "What was found"),
                            _words("measure", "개선대책", "What is done about it"),
                        ),
                    ),
                    Move("missed", Label("만나지 못함", "Nobody met"), (_WHY,)),
                    _MISTAKE,
                )
            },
            due=Label("방문할 날", "Day of the visit"),
        ),
        "referral": Kind(
            Label("연계", "Referral"),
            Label("연계하기", "Refer"),
            (
                Field("sector", Label("구분", "Sector"), SECTORS),
                _NEED,
                _line("agency", "기관", "Agency"),
                _line("service", "서비스", "Service"),
            ),
            states={
                "asked": Label("의뢰", "Asked"),
                "linked": Label("연계됨", "Linked"),
                "refused": Label("받지 못함", "Refused"),
                **_WITHDRAWN,
            },
            moves={
                "asked": (
                    Move("linked", Label("연계됨", "Linked"), (_words("words", "결과", "Result"),)),
                    Move("refused", Label("받지 못함", "Refused"), (_WHY,)),
                    _MISTAKE,
                )
            },
            due=Label("회신 기한", "Answer due"),
        ),
        "support": Kind(
            Label("먼저 지원", "Support first"),
            Label("먼저 지원하기", "Support first"),
            (
                _line("item", "지원한 것", "What was given"),
                _line("amount", "양·금액", "How much"),
                _words("words", "급한 까닭", "Why it was urgent"),
            ),
            states={"given": Label("보고 전", "Not reported"), "reported": Label("보고함", "Reported"), **_WITHDRAWN},
            moves={
                "given": (
                    Move(
                        "reported",
                        Label("사후 보고", "Report"),
                        (_line("approver", "승인한 사람", "Approved by"), _words("words", "보고 내용", "Report")),
                    ),
                    _MISTAKE,
                )
            },
        ),
        "aftercare": Kind(
            Label("사후관리", "After-care"),
            Label("사후관리 적기", "Write down after-care"),
            (_words("words", "지금 상태", "How things are"),),
            due=Label("다음 확인일", "Next check"),
        ),
        "closing": Kind(
            Label("종결", "Closing"),
            Label("종결하기", "Close"),
            (Field("end", Label("종결 사유", "Why"), ENDS), _words("words", "종결 의견", "Words")),
        ),
    }
)
"""Every kind of record."""
