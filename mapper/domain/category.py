"""What an issue can be about, how bad, and how sure we are: the vocabulary of issues.

A new category is one row here; the form, the filter, the grade and the service list follow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from mapper.domain.label import Label
from mapper.errors import UnknownKind


@dataclass(frozen=True)
class Effect:
    """How a category bears on one rubric item.

    Attributes
    ----------
    item : str
        Id of the item.
    share : float
        Share of the points that count there: 1.0 for the primary item, less for others.
    """

    item: str
    share: float = 1.0


@dataclass(frozen=True)
class Category:
    """A category (유형) of issues.

    Attributes
    ----------
    id : str
        Stable key.
    label_ko, label_en : str
        Its name.
    half_life : {"recurrent", "fixed"}
        Whether it tends to come back after a repair, which slows the decay of its residual.
    effects : tuple of Effect
        What it bears on, the primary item first.
    """

    id: str
    label_ko: str
    label_en: str
    half_life: Literal["recurrent", "fixed"]
    effects: tuple[Effect, ...]

    @property
    def items(self) -> frozenset[str]:
        """Ids of the items it bears on, primary or not."""
        return frozenset(effect.item for effect in self.effects)


CATEGORIES: Final = (
    Category("illegal_dumping", "무단투기", "Illegal dumping", "recurrent", (Effect("R1"), Effect("W3", 0.5))),
    Category("litter", "쓰레기 흩어짐", "Litter", "recurrent", (Effect("R1"),)),
    Category("abandoned_house", "빈집·폐가", "Abandoned house", "fixed", (Effect("R2"),)),
    Category("dangerous_wall", "위험 담장·옹벽", "Dangerous wall", "fixed", (Effect("R3"),)),
    Category("graffiti", "낙서", "Graffiti", "recurrent", (Effect("R4"),)),
    Category("illegal_ads", "불법광고물", "Illegal posters", "recurrent", (Effect("R4"),)),
    Category("blocked_drain", "빗물받이 막힘", "Blocked drain", "recurrent", (Effect("R5"), Effect("W1", 0.5))),
    Category("odour", "악취", "Odour", "recurrent", (Effect("R5"),)),
    Category("weeds", "잡초·공터 방치", "Weeds or neglected lot", "recurrent", (Effect("R6"),)),
    Category("abandoned_vehicle", "방치차량", "Abandoned vehicle", "recurrent", (Effect("R6"), Effect("W3", 0.5))),
    Category("blind_spot", "방범 사각지대", "Blind spot", "fixed", (Effect("R7"),)),
    Category("fire_access", "소방차 진입 방해", "Fire access blocked", "recurrent", (Effect("R8"), Effect("W2", 0.5))),
    Category("pothole", "노면 파손·포트홀", "Pothole or broken paving", "fixed", (Effect("W1"),)),
    Category("narrow_passage", "통행폭 부족", "Passage too narrow", "fixed", (Effect("W2"),)),
    Category("obstruction", "불법 적치물", "Obstruction", "recurrent", (Effect("W3"),)),
    Category("illegal_parking", "불법 주정차", "Illegal parking", "recurrent", (Effect("W3"), Effect("R8", 0.5))),
    Category("streetlight_out", "보안등 고장", "Street light out", "fixed", (Effect("W4"), Effect("R7", 0.5))),
    Category("speeding", "과속·통과차량", "Speeding", "recurrent", (Effect("W5"),)),
    Category("faded_crosswalk", "횡단보도 지워짐", "Faded crosswalk", "fixed", (Effect("W6"),)),
    Category("broken_mirror", "반사경 파손", "Broken mirror", "fixed", (Effect("W6"),)),
    Category("broken_steps", "계단·손잡이 파손", "Broken steps or handrail", "fixed", (Effect("W7"),)),
    Category("icy_slope", "결빙·미끄럼", "Icy or slippery slope", "recurrent", (Effect("W7"),)),
    Category("broken_bollard", "볼라드 파손", "Broken bollard", "fixed", (Effect("W8"),)),
    Category("broken_railing", "난간 파손", "Broken railing", "fixed", (Effect("W8"),)),
    Category("damaged_tactile", "점자블록 파손", "Damaged tactile paving", "fixed", (Effect("W8"),)),
)
"""Every category, in the order of forms and lists."""

SEVERITIES: Final = (
    Label("경미 - 보기 나쁨", "Minor - unsightly"),
    Label("보통 - 불편", "Moderate - inconvenient"),
    Label("심각 - 다닐 때 피해야 함", "Serious - must be avoided"),
    Label("위험 - 즉시 조치", "Critical - act at once"),
)
"""Names of severity 1 to 4."""

VERIFICATIONS: Final = {
    "unverified": Label("미확인 민원", "Unverified complaint"),
    "verified": Label("현장 확인", "Verified on site"),
    "rejected": Label("반려(오인·관할 외)", "Rejected"),
}
"""How sure we are that an issue is real."""

_BY_ID: Final = {category.id: category for category in CATEGORIES}


def category_by_id(category_id: str) -> Category:
    """Return the category of that id.

    Parameters
    ----------
    category_id : str
        Id, such as ``"illegal_dumping"``.

    Returns
    -------
    Category
        The row of ``CATEGORIES``.

    Raises
    ------
    UnknownKind
        When there is no such category; the message lists those there are.
    """
    if category_id not in _BY_ID:
        choices = list(_BY_ID)
        message = f"No category has id {category_id!r}; choose one of {', '.join(choices)}."
        raise UnknownKind(message, kind="category", value=category_id, choices=choices)
    return _BY_ID[category_id]
