"""The rubric (항목표): items, answers and axes of a survey, by version."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from mapper.domain import rubric_v1
from mapper.domain.category import CATEGORIES, Category
from mapper.domain.item import Axis, Item
from mapper.domain.label import Label
from mapper.errors import UnknownKind

AXES: Final[dict[Axis, Label]] = {
    "R": Label("주거환경", "Residential environment"),
    "W": Label("보행환경", "Walking environment"),
}
"""The two axes, in the order of every array with an axis dimension."""

LEVELS: Final = (
    Label("양호", "Good"),
    Label("경미", "Minor"),
    Label("보통", "Moderate"),
    Label("심각", "Serious"),
    Label("위험", "Critical"),
)
"""Names of level 0 (best) to 4 (worst)."""

NOT_APPLICABLE: Final = Label("해당 없음", "Not applicable")
"""Name of the answer ``na``."""

NOT_OBSERVED: Final = Label("확인 못함", "Not observed")
"""Name of the answer that is missing."""


@dataclass(frozen=True, eq=False)  # one object a version, so that what is worked out from it can be kept by it
class Rubric:
    """One version of the rubric.

    Attributes
    ----------
    version : str
        Version that surveys and runs name.
    items : tuple of Item
        The items in the order of every array with an item dimension, which is also the order of their ids.
    categories : tuple of Category
        The categories whose effects this version counts; arrays hold the index in it.
    """

    version: str
    items: tuple[Item, ...]
    categories: tuple[Category, ...]

    @cached_property
    def item_ids(self) -> tuple[str, ...]:
        """Ids of the items, in order."""
        return tuple(item.id for item in self.items)

    def item(self, item_id: str) -> Item:
        """Return the item of that id.

        Parameters
        ----------
        item_id : str
            Id, such as ``"R1"``.

        Returns
        -------
        Item
            The item.

        Raises
        ------
        UnknownKind
            When there is no such item; the message lists those there are.
        """
        for item in self.items:
            if item.id == item_id:
                return item
        message = f"Rubric {self.version} has no item {item_id!r}; choose one of {', '.join(self.item_ids)}."
        raise UnknownKind(message, kind="item", value=item_id, choices=list(self.item_ids))


RUBRIC: Final = Rubric("1.0", rubric_v1.ITEMS, CATEGORIES)
"""The rubric surveys are made with now."""

RUBRICS: Final = (RUBRIC,)
"""Every version that a stored survey or run may name."""


def rubric_by_version(version: str) -> Rubric:
    """Return the rubric of a stored survey or run.

    Parameters
    ----------
    version : str
        Version that it names.

    Returns
    -------
    Rubric
        The rubric of that version.

    Raises
    ------
    UnknownKind
        When there is no such version; the message lists those there are.
    """
    for rubric in RUBRICS:
        if rubric.version == version:
            return rubric
    choices = [rubric.version for rubric in RUBRICS]
    message = f"No rubric has version {version!r}; choose one of {', '.join(choices)}."
    raise UnknownKind(message, kind="rubric", value=version, choices=choices)
