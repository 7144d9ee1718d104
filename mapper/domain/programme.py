"""사업 (programme): what a city runs beside its alleys, by kinds with rules of their own, checked all at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final
from uuid import UUID

from mapper.domain.calendar import FIRST_DAY, LAST_DAY
from mapper.domain.figure import CITY_DIGITS
from mapper.domain.indicator import (
    LEAST,
    NO_INDICATOR,
    NO_STANDING,
    Indicator,
    Standing,
    indicator_faults,
    standing_faults,
)
from mapper.domain.label import Label
from mapper.domain.meeting import LONGEST_LINE, LONGEST_WORDS, can_be_kept
from mapper.errors import ProgrammeFaults

STRATEGY_FIELDS: Final = {
    "business": Label("기업유치", "Winning businesses"),
    "transport": Label("교통", "Transport"),
    "culture": Label("문화·교육", "Culture and education"),
    "ecology": Label("생태·환경", "Ecology"),
}
"""Fields of the weekly 현장 전략회의."""

CONTEST_FIELDS: Final = {
    "welfare": Label("복지", "Welfare"),
    "safety": Label("안전", "Safety"),
    "environment": Label("환경", "Environment"),
    "culture": Label("문화", "Culture"),
}
"""Fields of 주민참여공모."""

FEWEST_RESIDENTS: Final = 3
GRANT_WON: Final = 800_000
GRANT_SPREAD: Final = 0.1
"""A grant of 주민참여공모 is about 800,000 won: a tenth more or less."""
CONTEST_MONTHS: Final = (9, 11)
"""주민참여공모 runs within September to November of one year."""
MOST_MEMBERS: Final = 10_000
MOST_WON: Final = 1_000_000_000_000
MOST_SEGMENTS: Final = 500


@dataclass(frozen=True)
class ProgrammeKind:
    """A kind of programme.

    Attributes
    ----------
    label : Label
        What it is called.
    fields : mapping of str to Label
        What it may be about; empty where that is not asked.
    in_district : bool
        Whether it is of a 행정동, and not of the whole city.
    serves : str
        Kind of the programme that it is part of; empty for none.
    asks : frozenset of str
        What beside is asked for: ``members``, ``amount_won``, ``segments``, ``before`` (and after), ``indicator`` (and
        standing).
    """

    label: Label
    fields: Mapping[str, Label] = field(default_factory=dict)
    in_district: bool = False
    serves: str = ""
    asks: frozenset[str] = frozenset()


PROGRAMME_KINDS: Final[Mapping[str, ProgrammeKind]] = {
    "project": ProgrammeKind(
        Label("핵심사업", "Key project"), STRATEGY_FIELDS, asks=frozenset({"segments", "before", "amount_won"})
    ),
    "strategy": ProgrammeKind(Label("전략", "Strategy")),
    "task": ProgrammeKind(Label("과제", "Task"), serves="strategy", asks=frozenset({"indicator"})),
    "village": ProgrammeKind(
        Label("주민 참여 마을만들기", "Village made by residents"),
        in_district=True,
        asks=frozenset({"members", "segments", "before"}),
    ),
    "contest": ProgrammeKind(
        Label("주민참여공모", "Residents' contest"),
        CONTEST_FIELDS,
        in_district=True,
        asks=frozenset({"members", "amount_won"}),
    ),
    "space": ProgrammeKind(
        Label("동 공간개선", "District space renewed"),
        in_district=True,
        asks=frozenset({"segments", "before", "amount_won"}),
    ),
    "desk": ProgrammeKind(Label("무엇이든 상담창구", "Desk for anything"), in_district=True),
    "hub": ProgrammeKind(Label("복지허브화", "Welfare hub"), in_district=True),
}
"""Every kind of programme."""


@dataclass(frozen=True)
class ProgrammeDraft:
    """What a programme shall be.

    Attributes
    ----------
    kind : str
        A key of `PROGRAMME_KINDS`.
    title : str
        As people call it.
    city : str
        Code of the 시군구.
    began_on : date or None
        First day; None for what is no day.
    ended_on : date or None
        Last day; None while it runs.
    field : str
        A key of the fields of its kind.
    districts : tuple of str
        Codes.
    segments : tuple of UUID
        Its site.
    parent : UUID or None
        The programme that it serves.
    members, amount_won : int or None
        How many residents take part, and what it costs [won].
    before, after : str
        How it was, and how it is since.
    withdrawn : bool
        Whether it was written down by mistake.
    indicator : Indicator
        By what it is judged.
    standing : Standing
        Where it stands.
    """

    kind: str
    title: str
    city: str
    began_on: date | None
    ended_on: date | None = None
    field: str = ""
    districts: tuple[str, ...] = ()
    segments: tuple[UUID, ...] = ()
    parent: UUID | None = None
    members: int | None = None
    amount_won: int | None = None
    before: str = ""
    after: str = ""
    withdrawn: bool = False
    indicator: Indicator = NO_INDICATOR
    standing: Standing = NO_STANDING


FAULTS: Final = {
    "kind": Label("종류를 골라 주세요.", "Choose what it is."),
    "title": Label(
        f"이름은 한 글자 이상 {LONGEST_LINE}자 이하로, 사람 이름 없이 적어 주세요.",
        f"Write a name of 1 to {LONGEST_LINE} characters that names nobody.",
    ),
    "city": Label("시군구를 골라 주세요.", "Choose the city."),
    "began_on": Label("시작한 날을 날짜로 적어 주세요.", "Write the first day as a date."),
    "ended_on": Label("끝난 날은 시작한 날 뒤의 날짜여야 합니다.", "The last day is a date after the first one."),
    "field": Label("분야를 골라 주세요.", "Choose a field."),
    "districts": Label("그 시군구의 행정동을 골라 주세요.", "Choose a district of that city."),
    "parent": Label("어느 전략의 과제인지 골라 주세요.", "Choose the strategy that it is a task of."),
    "members": Label(
        f"주민은 0에서 {MOST_MEMBERS:,} 사이의 수로 적어 주세요.",
        f"Write residents as a number up to {MOST_MEMBERS:,}.",
    ),
    "amount_won": Label("금액은 원 단위의 수로 적어 주세요.", "Write the amount as a number of won."),
    "before": Label(
        f"전과 후는 {LONGEST_WORDS:,}자 이하로, 사람을 알 수 없게 적어 주세요.",
        f"Write before and after in up to {LONGEST_WORDS:,} characters that tell of nobody.",
    ),
    "segments": Label("지금 있는 구간을 골라 주세요.", "Choose segments that are there."),
    "indicator": Label(
        f"지표를 하나 고르거나, 지표를 {LONGEST_LINE}자 이하의 글로 적어 주세요. 둘 가운데 하나만 적습니다.",
        f"Choose a figure, or write what the task is judged by in up to {LONGEST_LINE} characters; one of the two.",
    ),
    "target": Label(
        "고른 지표의 목표를 0보다 큰 수로 적고 이상인지 이하인지 골라 주세요. 이하일 때는 0도 됩니다.",
        "Write the target of the figure as a number above 0, and whether at least or at most; at most may be 0.",
    ),
    "state": Label("추진 상태를 골라 주세요.", "Choose where the task stands."),
    "since": Label(
        "그 상태가 된 날을 과제를 시작한 날부터 오늘까지의 날짜로 적어 주세요.",
        "Write the day since when it stands so: from the first day of the task up to today.",
    ),
    "reason": Label(
        f"그 상태인 까닭을 {LONGEST_WORDS:,}자 이하로, 사람을 알 수 없게 적어 주세요.",
        f"Write why it stands so in up to {LONGEST_WORDS:,} characters that tell of nobody.",
    ),
    "contest.members": Label(
        f"주민참여공모에는 주민 {FEWEST_RESIDENTS}명 이상이 함께 신청합니다.",
        f"At least {FEWEST_RESIDENTS} residents apply together.",
    ),
    "contest.amount_won": Label(
        f"주민참여공모 금액은 {GRANT_WON:,}원 안팎입니다(10 %까지 다름).",
        f"A grant is about {GRANT_WON:,} won, a tenth more or less.",
    ),
    "contest.period": Label(
        "주민참여공모는 한 해의 9월부터 11월 사이에 합니다. 끝나는 날도 적어 주세요.",
        "It runs within September to November of one year; write its last day too.",
    ),
}
"""What can be wrong with a programme."""


def checked_programme(draft: ProgrammeDraft, *, districts: Mapping[str, str]) -> ProgrammeDraft:
    """Check what a programme shall be, but for whether its parent and its segments are there.

    Parameters
    ----------
    draft : ProgrammeDraft
        As typed.
    districts : mapping of str to str
        Name of every 행정동 there is, by code.

    Returns
    -------
    ProgrammeDraft
        As it is kept: without what its kind does not ask for.

    Raises
    ------
    ProgrammeFaults
        With everything that is wrong with it at once, as keys of `FAULTS`.
    """
    if draft.kind not in PROGRAMME_KINDS:
        raise ProgrammeFaults(f"{draft.kind[:40]!r} is no kind of programme.", faults=["kind"])
    kind = PROGRAMME_KINDS[draft.kind]
    kept = replace(
        draft,
        title=" ".join(draft.title.split()),
        field=draft.field if kind.fields else "",
        districts=tuple(sorted(set(draft.districts))),
        segments=tuple(dict.fromkeys(draft.segments)) if "segments" in kind.asks else (),
        parent=draft.parent if kind.serves else None,
        members=draft.members if "members" in kind.asks else None,
        amount_won=draft.amount_won if "amount_won" in kind.asks else None,
        before=draft.before.strip() if "before" in kind.asks else "",
        after=draft.after.strip() if "before" in kind.asks else "",
        indicator=_tidy(draft.indicator) if "indicator" in kind.asks else NO_INDICATOR,
        standing=(
            replace(draft.standing, reason=draft.standing.reason.strip()) if "indicator" in kind.asks else NO_STANDING
        ),
    )
    if faults := list(dict.fromkeys(_faults(kept, kind, districts))):
        said = " ".join(FAULTS[fault].en for fault in faults)
        raise ProgrammeFaults(f"The programme cannot be kept as it is: {said}", faults=faults)
    return kept


def _tidy(indicator: Indicator) -> Indicator:
    """Leave the target, and its side, of what no figure judges."""
    kept = replace(indicator, words=" ".join(indicator.words.split()))
    return kept if kept.figure else replace(kept, target=None, bound=LEAST)


def _faults(draft: ProgrammeDraft, kind: ProgrammeKind, districts: Mapping[str, str]) -> Iterator[str]:
    known = all(code in districts and code.startswith(draft.city) for code in draft.districts)
    wrong = {
        "title": not can_be_kept(draft.title, LONGEST_LINE),
        "city": draft.city not in {code[:CITY_DIGITS] for code in districts},
        "began_on": draft.began_on is None or not FIRST_DAY <= draft.began_on <= LAST_DAY,
        "ended_on": not (draft.began_on or FIRST_DAY) <= (draft.ended_on or LAST_DAY) <= LAST_DAY,
        "field": bool(kind.fields) and draft.field not in kind.fields,
        "districts": not known or (kind.in_district and not draft.districts),
        "parent": bool(kind.serves) and draft.parent is None,
        "segments": len(draft.segments) > MOST_SEGMENTS,
        "members": not 0 <= (draft.members or 0) <= MOST_MEMBERS,
        "amount_won": not 0 <= (draft.amount_won or 0) <= MOST_WON,
        "before": not all(can_be_kept(words, LONGEST_WORDS) for words in (draft.before, draft.after) if words),
    }
    yield from (fault for fault, is_wrong in wrong.items() if is_wrong)
    if draft.kind == "contest":
        yield from _contest_faults(draft)
    if "indicator" in kind.asks:
        yield from _task_faults(draft)


def _task_faults(draft: ProgrammeDraft) -> Iterator[str]:
    yield from indicator_faults(draft.indicator)
    yield from standing_faults(draft.standing, began_on=draft.began_on)
    if draft.indicator.words and not can_be_kept(draft.indicator.words, LONGEST_LINE):
        yield "indicator"
    if draft.standing.reason and not can_be_kept(draft.standing.reason, LONGEST_WORDS):
        yield "reason"


def _contest_faults(draft: ProgrammeDraft) -> Iterator[str]:
    if (draft.members or 0) < FEWEST_RESIDENTS:
        yield "contest.members"
    if abs((draft.amount_won or 0) - GRANT_WON) > GRANT_WON * GRANT_SPREAD:
        yield "contest.amount_won"
    days = [day for day in (draft.began_on, draft.ended_on) if day is not None]
    within = all(CONTEST_MONTHS[0] <= day.month <= CONTEST_MONTHS[1] for day in days)
    if len(days) == 1 or not within or len({day.year for day in days}) > 1:
        yield "contest.period"
