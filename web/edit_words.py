"""What the values of edited fields say, in the words of the reader."""

from __future__ import annotations

from typing import Any

from mapper.domain.category import SEVERITIES, category_by_id
from mapper.domain.editable import Editable
from web.languages import gettext, said


def choices_of(field: Editable) -> dict[bool, str]:
    """Return what the two values of a field say that is true or false.

    Parameters
    ----------
    field : Editable
        Any.

    Returns
    -------
    dict
        Words by value; nothing for other fields.
    """
    return {
        "withdrawn": {True: gettext("철회함"), False: gettext("철회하지 않음")},
        "stairs": {True: gettext("계단 있음"), False: gettext("계단 없음")},
        "impassable": {True: gettext("지나갈 수 없음"), False: gettext("지나갈 수 있음")},
    }.get(field.name, {})


def value_words(field: Editable, value: Any) -> str:
    """Return what a value says.

    Parameters
    ----------
    field : Editable
        That has it.
    value : object
        As JSON has it.

    Returns
    -------
    str
        For people.
    """
    if value is None:
        return gettext("(없음)")
    if field.name == "category":
        return said(category_by_id(value))
    if field.name == "severity":
        return said(SEVERITIES[value - 1])
    if field.name == "width_m":
        return f"{value:g} m"
    if field.name == "place":
        return f"{value['lat']:.6f}, {value['lon']:.6f}"
    return choices_of(field).get(value) or str(value)
