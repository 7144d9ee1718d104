"""What the page of changes calls what became of a grade, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mapper.domain.category import category_by_id
from mapper.domain.disclosure import LINE_LABELS
from mapper.domain.rubric import RUBRIC
from web.languages import gettext, said


def line_words(items: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put the reasons of changes into words.

    Parameters
    ----------
    items : sequence of dict
        From `mapper.operations.grade_changes.told`.

    Returns
    -------
    list of dict
        The same, with a label beside each key of a line.
    """
    return [item | {"lines": [line | {"label": _label(line["key"])} for line in item["lines"]]} for item in items]


def _label(key: str) -> str:
    kind, _, subject = key.partition(":")
    if kind == "item":
        return said(RUBRIC.item(subject))
    return said(category_by_id(subject)) if kind == "issue" else gettext(LINE_LABELS[kind])
