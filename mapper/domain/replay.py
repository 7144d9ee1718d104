"""기사 맞춰 보기 (replay): what an article told of a city, beside what rows say of that city as of that day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from mapper.domain.article import PublishedFigure
from mapper.domain.figure import Answer, Definition
from mapper.domain.label import Label

EQUAL: Final = "equal"
REPLAY_VERDICTS: Final = {
    EQUAL: Label("같음", "Equal"),
    "differs": Label("다름", "Differs"),
    "withheld": Label("여기서 셀 수 없음", "Cannot be counted here"),
    "elsewhere": Label("이 서버에 없는 도시", "City is not on this server"),
}
"""What can be said of a figure of an article."""


@dataclass(frozen=True)
class Replayed:
    """A figure of an article, and what rows say.

    Attributes
    ----------
    told : PublishedFigure
        As it was published.
    definition : Definition
        What it counts.
    answer : Answer or None
        With the rows behind it; None where whoever asks may not count it, or its city is not here.
    is_here : bool
        Whether districts of its city are stored.
    """

    told: PublishedFigure
    definition: Definition
    answer: Answer | None
    is_here: bool

    @property
    def counted(self) -> float | None:
        """What rows say; of a figure that is counted apart, the sum."""
        if self.answer is None:
            return None
        value = self.answer.value
        return sum(value.values()) if isinstance(value, Mapping) else value

    @property
    def verdict(self) -> str:
        """A key of `REPLAY_VERDICTS`; about so many is told as so many, and compared as that."""
        if not self.is_here:
            return "elsewhere"
        if self.answer is None:
            return "withheld"
        return EQUAL if self.counted == self.told.value else "differs"


def tally(replayed: Sequence[Replayed]) -> dict[str, int]:
    """Count figures by what is to be said of them.

    Parameters
    ----------
    replayed : sequence of Replayed
        Any.

    Returns
    -------
    dict of str to int
        By every key of `REPLAY_VERDICTS`, also where there are none.
    """
    found = Counter(one.verdict for one in replayed)
    return {verdict: found[verdict] for verdict in REPLAY_VERDICTS}


def is_all_equal(replayed: Sequence[Replayed]) -> bool:
    """Tell whether every figure came out.

    Parameters
    ----------
    replayed : sequence of Replayed
        Any.

    Returns
    -------
    bool
        False too for what could not be counted: that is not shown to be equal.
    """
    return all(one.verdict == EQUAL for one in replayed)
