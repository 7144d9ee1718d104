"""지표 (figure): a published number, by what rule it is counted, and the rows that it is counted from.

A figure is asked for of a city (`Asked`): what had occurred by a day, as it was known at a time. Its rows are read by one
query, each says what it brings (`Counted`), and the number is nothing but those rows put together by its `Rule`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final
from uuid import UUID

from mapper.domain.calendar import end_of
from mapper.domain.label import Label
from mapper.domain.patrol_find import days_per_week
from mapper.errors import InvalidInput

Value = int | float | dict[str, int] | None
"""Of a figure: a number, numbers by a word, or nothing where there is nothing to divide by."""

CITY_DIGITS: Final = 5
"""Of the code of a 시군구, with which the codes of its 행정동 begin."""
DISTRICT_DIGITS: Final = 10


@dataclass(frozen=True)
class Counted:
    """A row behind a figure.

    Attributes
    ----------
    id : UUID
        Of the row.
    on : date
        Korean date of what it tells.
    brings : float
        How much of the number is this row; 0 for what is only divided by.
    group : str
        By which numbers are told apart, or what belongs together.
    district : str or None
        Code of where it is.
    words : str
        What it is, for pages; empty where it is about a household.
    """

    id: UUID
    on: date
    brings: float = 1
    group: str = ""
    district: str | None = None
    words: str = ""


@dataclass(frozen=True)
class Asked:
    """Of which city, as of which day, and as known when, figures are asked for.

    Attributes
    ----------
    scope : str
        Code of the 시군구 or 행정동; empty for everything there is.
    as_of : date
        What occurred after this Korean date has not happened.
    known : datetime
        What was recorded later is not known.
    since : date or None
        First day that counts, in place of that of the figure.
    """

    scope: str
    as_of: date
    known: datetime
    since: date | None = None

    @property
    def until(self) -> datetime:
        """The first moment that has not happened."""
        return end_of(self.as_of)


@dataclass(frozen=True)
class Span:
    """From when on things count.

    Attributes
    ----------
    label : Label
        How it is said.
    first : callable
        First day, as of a day.
    is_total : bool
        Whether a figure over it can only grow from day to day.
    """

    label: Label
    first: Callable[[date], date]
    is_total: bool = False


EVER: Final = Span(Label("기준일까지 모두", "all up to the day"), lambda _: date.min, is_total=True)
YEAR: Final = Span(
    Label("기준일까지 한 해 동안", "within the year up to the day"),
    lambda day: day - timedelta(days=364),
)
THIS_YEAR: Final = Span(
    Label("그해 1월 1일부터 기준일까지", "from 1 January up to the day"), lambda day: day.replace(month=1, day=1)
)
WEEK: Final = Span(
    Label("기준일이 든 주의 월요일부터 기준일까지", "from the Monday of the week up to the day"),
    lambda day: day - timedelta(days=day.weekday()),
)
NOW: Final = Span(Label("기준일에", "on the day"), lambda _: date.min)


@dataclass(frozen=True)
class Rule:
    """How rows become a number.

    Attributes
    ----------
    unit : str
        ``count``, ``share`` (percent with one decimal), ``mean`` (one decimal), ``per_week`` or ``by_group``.
    label : Label
        How it is said.
    of : callable
        Puts rows together, as of a day.
    """

    unit: str
    label: Label
    of: Callable[[Sequence[Counted], date], Value]


@dataclass(frozen=True)
class Definition:
    """What a figure is.

    Attributes
    ----------
    key : str
        By which reports name it.
    label : Label
        Its name.
    counts : Label
        What counts, and what does not.
    span : Span
        From when on.
    who : Label
        Who writes the rows down.
    rule : Rule
        How they become a number.
    of_households : bool
        Whether a row tells that there is a household; such figures are for those who work with households.
    """

    key: str
    label: Label
    counts: Label
    span: Span
    who: Label
    rule: Rule
    of_households: bool = False

    @property
    def sentence(self) -> Label:
        """What counts, when, who and how, in one."""
        said = [self.counts, self.span.label, self.rule.label, self.who]
        return Label(
            f"{said[0].ko} 때: {said[1].ko}. 세는 법: {said[2].ko}. 적는 사람: {said[3].ko}.",
            f"{said[0].en} When: {said[1].en}. How: {said[2].en}. Written down by: {said[3].en}.",
        )

    @property
    def is_total(self) -> bool:
        """Whether it can only grow from day to day: one that falls was counted otherwise before."""
        return self.span.is_total and self.rule.unit == "count"


@dataclass(frozen=True)
class Answer:
    """A figure, counted.

    Attributes
    ----------
    definition : Definition
        Which.
    asked : Asked
        Of what.
    value : Value
        The number.
    rows : tuple of Counted
        All it is counted from.
    """

    definition: Definition
    asked: Asked
    value: Value
    rows: tuple[Counted, ...]


def answered(definition: Definition, asked: Asked, rows: Iterable[Counted]) -> Answer:
    """Count a figure.

    Parameters
    ----------
    definition : Definition
        Which.
    asked : Asked
        Of what.
    rows : iterable of Counted
        All that there is of it; what is older than its span does not count.

    Returns
    -------
    Answer
        With the rows that count.
    """
    first = asked.since or definition.span.first(asked.as_of)
    counting = tuple(one for one in rows if first <= one.on <= asked.as_of)
    return Answer(definition, asked, definition.rule.of(counting, asked.as_of), counting)


def percent(part: float, whole: float) -> float | None:
    """Return a share as it is published.

    Parameters
    ----------
    part, whole : float
        How many of how many.

    Returns
    -------
    float or None
        In percent with one decimal, halves away from zero; None of nothing.
    """
    if not whole:
        return None
    exact = Decimal(part) * 100 / Decimal(whole)
    return float(exact.quantize(Decimal("0.1"), ROUND_HALF_UP))


def _total(rows: Sequence[Counted], _: date) -> int:
    return round(sum(one.brings for one in rows))


def _different(rows: Sequence[Counted], _: date) -> int:
    return len({one.group for one in rows})


def _share(rows: Sequence[Counted], _: date) -> float | None:
    return percent(sum(one.brings for one in rows), len(rows))


def _mean(rows: Sequence[Counted], _: date) -> float | None:
    if not rows:
        return None
    exact = Decimal(sum(one.brings for one in rows)) / len(rows)
    return float(exact.quantize(Decimal("0.1"), ROUND_HALF_UP))


def _by_group(rows: Sequence[Counted], _: date) -> dict[str, int]:
    return dict(sorted(Counter(one.group for one in rows).items()))


def _largest(rows: Sequence[Counted], _: date) -> int:
    last = max((one.on for one in rows), default=None)
    return round(max((one.brings for one in rows if one.on == last), default=0))


def _largest_ever(rows: Sequence[Counted], _: date) -> int:
    return round(max((one.brings for one in rows), default=0))


def _per_week(rows: Sequence[Counted], as_of: date) -> float | None:
    found = days_per_week(((one.group, one.on) for one in rows), last=as_of)
    return None if found is None else round(found, 2)


TOTAL: Final = Rule("count", Label("행을 더한 수", "the sum of the rows"), _total)
DIFFERENT: Final = Rule("count", Label("서로 다른 것의 수", "how many different ones"), _different)
SHARE: Final = Rule("share", Label("백분율, 소수 한 자리", "percent, one decimal"), _share)
MEAN: Final = Rule("mean", Label("평균, 소수 한 자리", "the mean, one decimal"), _mean)
BY_GROUP: Final = Rule("by_group", Label("나누어 센 수", "counted apart"), _by_group)
LARGEST: Final = Rule("count", Label("가운데 가장 큰 수", "the largest of them"), _largest_ever)
LARGEST_LATELY: Final = Rule(
    "count", Label("가장 최근 날 가운데 가장 큰 수", "the largest of the latest day"), _largest
)
PER_WEEK: Final = Rule(
    "per_week",
    Label(
        "처음 주부터 온전한 주마다 날 수의 평균, 첫 주가 끝나기 전에는 그 주의 날 수",
        "days in a whole week on average, from the first one on; before that is over, days of it so far",
    ),
    _per_week,
)


def read_scope(written: str) -> str:
    """Read of what somebody asks for figures.

    Parameters
    ----------
    written : str
        Code of a 시군구, also with five zeros behind it, or of a 행정동; empty for everything.

    Returns
    -------
    str
        5 or 10 digits, or nothing.

    Raises
    ------
    InvalidInput
        When it is none of these.
    """
    code = written.strip()
    if not code:
        return ""
    if not code.isascii() or not code.isdigit() or len(code) not in {CITY_DIGITS, DISTRICT_DIGITS}:
        message = f"{written[:40]!r} is no code of a 시군구 (5 digits) or 행정동 (10 digits); write it like 41150."
        raise InvalidInput(message, field="scope")
    return code.removesuffix("0" * CITY_DIGITS) if len(code) == DISTRICT_DIGITS else code
