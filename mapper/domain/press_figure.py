"""Numbers as a press release writes them: read, refused where they are written wrong, and held against what rows say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from mapper.domain.figure import Value
from mapper.domain.label import Label

_NUMBER: Final = re.compile(r"[0-9][0-9,.]*")
_PLAIN: Final = re.compile(r"[0-9]+(\.[0-9]+)?|[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
_ABOUT: Final = re.compile(r"^\s*여")

VERDICTS: Final = {
    "equal": Label("같음", "Equal"),
    "about": Label("어림으로 맞음", "Right as about"),
    "differs": Label("다름", "Differs"),
    "malformed": Label("수를 잘못 적음", "Malformed number"),
    "fell": Label("앞서 공표한 누계보다 줄었음", "Less than a total published before"),
    "unknown": Label("모르는 지표", "Unknown figure"),
    "withheld": Label("여기서 셀 수 없음", "Cannot be counted here"),
}
"""What can be said of a number in a press release."""

_ROUNDED_UP_TO: Final = 0.1
"""``730여`` is right up to a tenth more."""


@dataclass(frozen=True)
class Written:
    """A number as it is written.

    Attributes
    ----------
    value : float or None
        None for what is no number, such as ``1,84``: nobody guesses what was meant.
    is_about : bool
        Whether ``여`` stands behind it: so many or somewhat more.
    """

    value: float | None
    is_about: bool = False


@dataclass(frozen=True)
class PressLine:
    """A line of a press table.

    Attributes
    ----------
    key, written : str
        Of which figure, and the number as it is written.
    """

    key: str
    written: str


@dataclass(frozen=True)
class Judged:
    """What is to be said of a line.

    Attributes
    ----------
    line : PressLine
        Which.
    verdict : str
        A key of `VERDICTS`.
    counted : Value
        What rows say.
    """

    line: PressLine
    verdict: str
    counted: Value = None


def read_number(written: str) -> Written:
    """Read a number as people write it.

    Parameters
    ----------
    written : str
        Such as ``1,784건``, ``730여 명`` or ``64.7 %``.

    Returns
    -------
    Written
        Without a value where no number stands there, more than one does, or its commas do not part thousands.

    Examples
    --------
    >>> read_number("1,784건").value
    1784.0
    >>> read_number("1,84건").value is None
    True
    """
    found = list(_NUMBER.finditer(written))
    if len(found) != 1:
        return Written(None)
    digits = found[0].group().rstrip(".")
    if not _PLAIN.fullmatch(digits):
        return Written(None)
    return Written(float(digits.replace(",", "")), bool(_ABOUT.match(written[found[0].end() :])))


def read_press_table(text: str) -> list[PressLine]:
    """Read a press table: a figure and its number on each line.

    Parameters
    ----------
    text : str
        Parted by tab, comma after the key, or ``=``; lines that are empty or begin with ``#`` are passed over.

    Returns
    -------
    list of PressLine
        In order.
    """
    lines = [line.strip() for line in text.splitlines()]
    parted = [re.split(r"[\t,=:;]|\s{2,}", line, maxsplit=1) for line in lines if line and not line.startswith("#")]
    return [
        PressLine(parts[0].strip().strip('"'), parts[-1].strip().strip('"') if len(parts) > 1 else "")
        for parts in parted
    ]


def judge(line: PressLine, counted: Value, *, published: Sequence[float] = ()) -> Judged:
    """Hold a number against what rows say.

    Parameters
    ----------
    line : PressLine
        As written.
    counted : Value
        What rows say.
    published : sequence of float
        Totals of the figure that were published before; only of one that cannot fall.

    Returns
    -------
    Judged
        What is most to be said of it first: that it is no number, that it fell, that it differs.
    """
    written = read_number(line.written)
    if written.value is None:
        return Judged(line, "malformed", counted)
    if any(written.value < before for before in published):
        return Judged(line, "fell", counted)
    if not isinstance(counted, (int, float)):
        return Judged(line, "withheld", counted)
    if written.is_about:
        within = written.value <= counted <= written.value * (1 + _ROUNDED_UP_TO)
        return Judged(line, "about" if within else "differs", counted)
    return Judged(line, "equal" if written.value == counted else "differs", counted)
