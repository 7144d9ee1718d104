"""What the public may know of a grade and of an issue: rule R3.

Staff see every line of a grade card. On the public card, what helps a burglar or a stalker is
folded into one line, so that the sum stays exact:

- the items on vacant houses (R2), surveillance (R7), lighting (W4) and access (R8);
- issues of a category that bears on one of them, even as its second item;
- issues that are not public yet, or no longer known under their id;
- every issue of a segment with fewer than eight addresses, as it would name a few houses;
- the lines of critical caps and of the floor, on either axis and overall: a cap that no visible line
  explains would tell of a derelict house or of a dangerous spot without light (a verified worst issue
  caps by its primary item, W4 as well), and their amounts tell the score that lies below.

The folded line is on every card and in every scope, also at 0.00: that it is there says nothing.
Of the rest of a card the public gets grade, score, reason and the word for confidence. Left out are:

- the critical findings: a cap without a finding beside it would tell of a hidden one;
- the score of the survey alone and the points of issues: they would split the folded line in two;
- the exact score: its further digits belong to the folded lines;
- coverage and confidence as numbers: they tell which item was not observed. Words remain.

What folding cannot hide: lines that sum exactly to an exact score leave the amount of the folded line,
and that amount has only so many explanations. On axis W it often is W4 alone. Whoever shows the lines
of an axis, or its exact score, to the public decides to live with that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from mapper.domain.category import CATEGORIES, category_by_id
from mapper.domain.label import Label
from mapper.domain.rubric import RUBRIC

FOLDED_ITEMS: Final = frozenset({"R2", "R7", "W4", "R8"})
"""Items that a public card does not show."""

LEAST_ADDRESSES: Final = 8
"""What is published of issues is of a place with at least so many addresses."""

METRES_PER_ADDRESS: Final = 10.0
"""Length of alley that stands for one address until addresses are loaded [m]."""

FOLDED: Final = "folded"
"""Key of the line that stands for all that is folded."""

OWN_SURVEY_FIRST: Final = "own_survey_first"
"""Reason for which whoever is to survey a segment is told no grade of it: what others found must not lead them."""

OWN_SURVEY_FIRST_LABEL: Final = Label("직접 조사한 뒤에 보입니다", "shown once you have surveyed it yourself")

_NEVER_A_POINT: Final = frozenset({"abandoned_house"})
UNNAMED: Final = "그 밖의 불편"
LINE_LABELS: Final = {
    "base": "기본 점수",
    "critical_cap": "중대결함 상한",
    "floor": "0점 하한",
    FOLDED: "그 밖의 항목",
}


@dataclass(frozen=True)
class IssueOnCard:
    """What must be known of an issue to show its line.

    Attributes
    ----------
    category : str
        Id of its category.
    recorded_at : datetime
        When it was recorded.
    """

    category: str
    recorded_at: datetime


def public_lines(
    lines: Mapping[str, int], issues: Mapping[str, IssueOnCard], *, length_m: float, recorded_before: datetime
) -> dict[str, int]:
    """Fold the lines of one score into those the public may see.

    Parameters
    ----------
    lines : mapping of str to int
        The exact lines by key [hundredths].
    issues : mapping of str to IssueOnCard
        The issues they speak of, by id; one that is missing is folded.
    length_m : float
        Of the segment [m]; it stands for its addresses.
    recorded_before : datetime
        Issues recorded later are not public yet.

    Returns
    -------
    dict of str to int
        Lines with the same sum, the last of them ``FOLDED`` [hundredths].
    """
    named = issues if _has_room(length_m) else {}
    shown = {key: amount for key, amount in lines.items() if _is_public(key, named, recorded_before)}
    return {**shown, FOLDED: sum(lines.values()) - sum(shown.values())}


def is_named(issue: IssueOnCard, *, length_m: float, recorded_before: datetime) -> bool:
    """Tell whether the public card of a segment names an issue; only of such an issue may words and photos be shown.

    Parameters
    ----------
    issue : IssueOnCard
        On the segment.
    length_m : float
        Of the segment [m]; it stands for its addresses.
    recorded_before : datetime
        Issues recorded later are not public yet.

    Returns
    -------
    bool
        False for what is folded.
    """
    return _has_room(length_m) and issue.recorded_at < recorded_before and not _is_folded(issue.category)


def _has_room(length_m: float) -> bool:
    return length_m >= LEAST_ADDRESSES * METRES_PER_ADDRESS


def _is_public(key: str, issues: Mapping[str, IssueOnCard], recorded_before: datetime) -> bool:
    """Only what is named here is public, so that a new kind of line is folded."""
    kind, _, subject = key.partition(":")
    if kind == "item":
        return subject not in FOLDED_ITEMS
    if kind == "issue":
        issue = issues.get(subject)
        return issue is not None and issue.recorded_at < recorded_before and not _is_folded(issue.category)
    return kind == "base"


def _is_folded(category_id: str) -> bool:
    return not category_by_id(category_id).items.isdisjoint(FOLDED_ITEMS)


def line_label(key: str, issues: Mapping[str, IssueOnCard]) -> str:
    """Name a line of a card.

    Parameters
    ----------
    key : str
        Key of the line, such as ``item:R1``, ``issue:ID`` or ``critical_cap:overall``.
    issues : mapping of str to IssueOnCard
        The issues they speak of, by id.

    Returns
    -------
    str
        Korean: the name of the item or of the issue's category, or of what the line does.
    """
    kind, _, subject = key.partition(":")
    if kind == "item":
        return RUBRIC.item(subject).label_ko
    if kind == "issue":
        return category_by_id(issues[subject].category).label_ko
    return LINE_LABELS[kind]


def public_point_labels() -> dict[str, str]:
    """Return under which words the issues of each category may be points of the public map.

    Returns
    -------
    dict of str to str
        Category id to Korean words; a category that is not in it is never a public point.
    """
    return {
        category.id: UNNAMED if _is_folded(category.id) else category.label_ko
        for category in CATEGORIES
        if category.id not in _NEVER_A_POINT
    }


NAMED_CATEGORIES: Final = frozenset(category for category, label in public_point_labels().items() if label != UNNAMED)
"""Categories whose issues the public map calls by their name: of others a picture or a list would tell what it leaves out."""
