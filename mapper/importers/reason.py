"""Why a file was read as it was: a code with its values, so that it can be said in any language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

SENTENCES: Final = {
    "given": "given with {option}",
    "parameters": "{said_by} ({name}) has its parameters",
    "says": "{said_by} says {text}",
    "describes": "{said_by} describes it",
    "literally_off": "taken literally, with the datum {datum!r}, it would lie {metres:.0f} m off",
    "degrees": "{said_by} names none, so its numbers are taken as degrees",
    "address_map": "{said_by} names none, and {layer} is a layer of the road-name address map",
    "only_near": "{said_by} names none, and only this one puts its numbers near the districts already stored",
    "only_in_korea": "{said_by} names none, and only this one puts its numbers in Korea",
    "mark": "its byte order mark",
    "valid_utf8": "everything is valid UTF-8",
    "valid_cp949": "not UTF-8, and everything is valid CP949",
    "mixed": "the file mixes both, {utf8} lines are UTF-8 and {cp949} are CP949",
    "ascii": "every byte is plain ASCII",
    "claimed": "{said_by} says so, and every value is valid {encoding}",
    "lying": "{said_by} says {text}, which is not to be trusted here",
    "always": "{said_by} is always in it",
}
"""Every reason there is, in English."""


@dataclass(frozen=True)
class Reason:
    """One reason.

    Attributes
    ----------
    code : str
        Key of `SENTENCES`.
    values : dict of str to Any
        What its sentence names.
    """

    code: str
    values: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        """Say it."""
        return SENTENCES[self.code].format(**self.values)

    def report(self) -> dict[str, Any]:
        """Return the reason for machines.

        Returns
        -------
        dict of str to Any
            Its code and its values.
        """
        return {"code": self.code, "values": self.values}


def because(code: str, **values: object) -> Reason:
    """Give a reason.

    Parameters
    ----------
    code : str
        Key of `SENTENCES`.
    **values : object
        What its sentence names.

    Returns
    -------
    Reason
        To be said or reported.
    """
    return Reason(code, values)


def spelled(reasons: Iterable[Reason]) -> str:
    """Say reasons in one sentence.

    Parameters
    ----------
    reasons : iterable of Reason
        In order.

    Returns
    -------
    str
        In English.
    """
    return "; ".join(map(str, reasons))
