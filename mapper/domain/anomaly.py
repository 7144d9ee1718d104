"""이상 징후: what stands out in a month of looks at households. It accuses nobody: a person looks at the rows and says what it was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from statistics import median
from typing import Final
from uuid import UUID

from mapper.domain.access_log import UNPROVED
from mapper.domain.access_month import Entry, Month, follows_at
from mapper.domain.calendar import KST
from mapper.domain.label import Label
from mapper.domain.working_days import is_working_day

OFFICE_OPENS, OFFICE_CLOSES = 8, 19
"""Hours in Korea; on working days."""
BURST: Final = 20
BURST_WITHIN: Final = timedelta(minutes=10)
MANY: Final = 20
MANY_TIMES: Final = 3
"""How many times the median of those of the same role."""
FEW_REFUSALS: Final = 5
NAMESAKE: Final = "namesake"
"""Key of the kind that is found only when names were compared."""

_AT_ONCE: Final = frozenset({"household.file", "household.oversee_district", "mail.file"})


@dataclass(frozen=True)
class AnomalyKind:
    """One thing that may stand out.

    Attributes
    ----------
    key : str
        Of marks.
    label : Label
        Its name.
    sentence : Label
        What it is, in one sentence.
    fewest : int
        Rows of one person in one district from which on it is one.
    weight : int
        How many of its rows weigh as much as one look at a household that somebody did not follow.
    find : callable
        Returns the rows of a month that it is about.
    """

    key: str
    label: Label
    sentence: Label
    fewest: int
    weight: int
    find: Callable[[Month], Iterable[Entry]]


@dataclass(frozen=True)
class Anomaly:
    """What stands out of one person in one district in a month.

    Attributes
    ----------
    kind : AnomalyKind
        What it is.
    entries : tuple of Entry
        Its rows, in the order of time.
    """

    kind: AnomalyKind
    entries: tuple[Entry, ...]

    @property
    def district_code(self) -> str:
        """In whose chain its rows stand."""
        return self.entries[0].district_code

    @property
    def user_id(self) -> UUID:
        """Of whom."""
        return self.entries[0].user_id

    @property
    def name(self) -> str:
        """Their name, as it was last."""
        return self.entries[-1].name

    @property
    def score(self) -> float:
        """How much its rows weigh: what stands out most comes first."""
        return len(self.entries) / self.kind.weight


def _out_of_hours(month: Month) -> Iterator[Entry]:
    for entry in month.entries:
        there = entry.recorded_at.astimezone(KST)
        works = _works(there.toordinal()) and there.date() not in month.holidays
        if not (works and OFFICE_OPENS <= there.hour < OFFICE_CLOSES):
            yield entry


@cache
def _works(ordinal: int) -> bool:
    return is_working_day(datetime.fromordinal(ordinal).date())


def _refused(month: Month) -> Iterator[Entry]:
    return (entry for entry in month.entries if entry.was_refused and not entry.action.endswith(UNPROVED))


def _without_case(month: Month) -> Iterator[Entry]:
    for entry in month.entries:
        looked_at = entry.looked_at
        if looked_at and not follows_at(month.follows, entry.user_id, looked_at, entry.recorded_at):
            yield entry


def _no_longer_theirs(month: Month) -> Iterator[Entry]:
    for entry in month.entries:
        spans = month.follows.get((entry.user_id, entry.subject), ()) if entry.subject else ()
        if entry.was_refused and any(ended is not None and ended < entry.recorded_at for _, ended, _ in spans):
            yield entry


def _namesakes(month: Month) -> Iterator[Entry]:
    return (entry for entry in month.entries if (entry.user_id, entry.looked_at) in month.namesakes)


def _at_once(month: Month) -> Iterator[Entry]:
    return (entry for entry in month.entries if entry.action in _AT_ONCE)


def _many(month: Month) -> Iterator[Entry]:
    """Find first looks at each household, of those who looked at many times as many as those of their role usually do."""
    first: dict[UUID, dict[UUID, Entry]] = defaultdict(dict)
    for entry in month.entries:
        if entry.looked_at:
            first[entry.user_id].setdefault(entry.looked_at, entry)
    by_role: dict[str, list[int]] = defaultdict(list)
    for looks in first.values():
        by_role[next(iter(looks.values())).role].append(len(looks))
    for looks in first.values():
        usual = median(by_role[next(iter(looks.values())).role])
        if len(looks) > MANY_TIMES * usual:
            yield from looks.values()


def _burst(month: Month) -> Iterator[Entry]:
    """Find looks of somebody who opened so many different households, one by one, in so short a time."""
    by_user: dict[UUID, list[Entry]] = defaultdict(list)
    for entry in month.entries:
        if entry.looked_at:
            by_user[entry.user_id].append(entry)
    for looks in by_user.values():
        begin, shown = 0, 0
        for end, last in enumerate(looks):
            while last.recorded_at - looks[begin].recorded_at > BURST_WITHIN:
                begin += 1
            if len({one.looked_at for one in looks[begin : end + 1]}) >= BURST:
                yield from looks[max(begin, shown) : end + 1]
                shown = end + 1


ANOMALIES: Final = (
    AnomalyKind(
        "without_case",
        Label("맡지 않은 가구를 봄", "Looked without a case"),
        Label(
            "그때 사례를 맡지 않은 사람이 가구를 하나씩 연 기록입니다.",
            "Households that were opened one by one by somebody who followed none of their cases then.",
        ),
        1,
        1,
        _without_case,
    ),
    AnomalyKind(
        "no_longer_theirs",
        Label("이제 맡지 않는 가구를 찾음", "Asked for a former case"),
        Label(
            "예전에 맡았던 가구를 배정이 끝난 뒤 다시 찾아 거절된 기록입니다.",
            "Households that somebody followed once and asked for after that had ended; they were refused.",
        ),
        1,
        1,
        _no_longer_theirs,
    ),
    AnomalyKind(
        NAMESAKE,
        Label("성이 같은 가구를 봄", "Same family name"),
        Label(
            "본 사람과 성이 같은 사람이 있는 가구 가운데, 다른 사람이 맡긴 것이 아닌 가구를 연 기록입니다.",
            "Households with somebody of the family name of whoever opened them, which nobody else had them follow.",
        ),
        1,
        1,
        _namesakes,
    ),
    AnomalyKind(
        "burst",
        Label("짧은 시간에 많은 가구를 봄", "Many in a short time"),
        Label(
            f"{BURST_WITHIN.seconds // 60}분 안에 서로 다른 가구 {BURST}곳 이상을 하나씩 연 기록입니다.",
            f"{BURST} different households or more, opened one by one within {BURST_WITHIN.seconds // 60} minutes.",
        ),
        BURST,
        BURST,
        _burst,
    ),
    AnomalyKind(
        "many",
        Label("동료보다 많은 가구를 봄", "More than colleagues"),
        Label(
            f"한 달 동안 연 가구가 같은 역할의 가운데값의 {MANY_TIMES}배를 넘고 {MANY}곳 이상인 사람의 기록입니다.",
            f"Of somebody who opened {MANY} households or more, and over {MANY_TIMES} times the median of their role.",
        ),
        MANY,
        MANY,
        _many,
    ),
    AnomalyKind(
        "refused",
        Label("여러 번 거절됨", "Refused often"),
        Label(
            f"한 달에 {FEW_REFUSALS}번 이상 볼 수 없는 것을 찾아 거절된 기록입니다.",
            f"{FEW_REFUSALS} times or more in a month somebody asked for what was not theirs, and was refused.",
        ),
        FEW_REFUSALS,
        FEW_REFUSALS,
        _refused,
    ),
    AnomalyKind(
        "out_of_hours",
        Label("근무 시간 밖에 봄", "Out of hours"),
        Label(
            f"쉬는 날이거나 {OFFICE_OPENS}시부터 {OFFICE_CLOSES}시 사이가 아닌 때의 기록입니다.",
            f"On a day on which offices are closed, or not between {OFFICE_OPENS} and {OFFICE_CLOSES} o'clock.",
        ),
        1,
        10,
        _out_of_hours,
    ),
    AnomalyKind(
        "at_once",
        Label("한꺼번에 봄", "Many at once"),
        Label(
            "파일로 받거나 동 전체를 연 기록입니다. 승인을 받은 일도 모두 보입니다.",
            "Files that were taken out and whole districts that were opened, also those that somebody allowed.",
        ),
        1,
        1,
        _at_once,
    ),
)
"""Every kind there is; of equals the earlier one comes first."""


def anomalies(month: Month) -> list[Anomaly]:
    """Find what stands out in a month.

    Parameters
    ----------
    month : Month
        Of one or several chains.

    Returns
    -------
    list of Anomaly
        By person, district and kind; what stands out most comes first.
    """
    found = []
    for kind in ANOMALIES:
        rows: dict[tuple[str, UUID], list[Entry]] = defaultdict(list)
        for entry in kind.find(month):
            rows[entry.district_code, entry.user_id].append(entry)
        found += [
            Anomaly(kind, tuple(sorted(entries, key=lambda entry: (entry.recorded_at, entry.number))))
            for entries in rows.values()
            if len(entries) >= kind.fewest
        ]
    return sorted(found, key=lambda anomaly: -anomaly.score)
