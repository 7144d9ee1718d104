"""What an import says about a file: the rows it cannot use, and what it chose by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from mapper.importers.reason import Reason

LONGEST_VALUE: Final = 80
_ROWS_SPELLED_OUT: Final = 8


def shown(value: str) -> str:
    """Make text of a file safe to print: one line, no control characters, not endless.

    Parameters
    ----------
    value : str
        Anything found in a file, or its name.

    Returns
    -------
    str
        At most `LONGEST_VALUE` characters of it; what cannot be printed is escaped.
    """
    cut = value if len(value) <= LONGEST_VALUE else value[: LONGEST_VALUE - 1] + "…"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in cut)


@dataclass(frozen=True)
class RowFault:
    """Rows that cannot be used, all for one reason and one value.

    Attributes
    ----------
    code : str
        Stable key of the reason, for the Korean sentence.
    file : str
        Name of the file.
    unit : str
        What a row is called there: ``line`` or ``feature``.
    rows : tuple of int
        The rows as a person counts them: line of the file from 1, feature from 1.
    column : str or None
        Header as the file writes it; None when the whole row is meant.
    value : str or None
        What stands there, printable; None when nothing does.
    expected : str
        What should stand there.
    remedy : str
        What to do about it.
    repair : str or None
        Key of the repair that would put it right, if asked for.
    proposal : str or None
        What it would then be read as.
    """

    code: str
    file: str
    unit: str
    rows: tuple[int, ...]
    column: str | None
    value: str | None
    expected: str
    remedy: str
    repair: str | None = None
    proposal: str | None = None

    def __str__(self) -> str:
        """Say all of it in one sentence."""
        return f"{self.file}, {self._where()}{', ' if self.column else ': '}{self.reason}"

    @property
    def reason(self) -> str:
        """The sentence without the file and its rows."""
        column = "" if self.column is None else f"column {self.column}: "
        given = "nothing given" if self.value is None else f"{self.value!r} given"
        instead = "" if self.repair is None else f" (--repair {self.repair} would read it as {self.proposal!r})"
        return f"{column}{given}, expected {self.expected}; {self.remedy}{instead}."

    def _where(self) -> str:
        first = ", ".join(str(row) for row in self.rows[:_ROWS_SPELLED_OUT])
        more = len(self.rows) - _ROWS_SPELLED_OUT
        several = "s" if len(self.rows) > 1 else ""
        return f"{self.unit}{several} {first}" + (f" and {more} more" if more > 0 else "")

    def report(self) -> dict[str, Any]:
        """Return the fault for machines.

        Returns
        -------
        dict of str to Any
            Its attributes and its sentence.
        """
        return {**asdict(self), "rows": list(self.rows), "sentence": str(self)}


@dataclass(frozen=True)
class Note:
    """Something the import chose, left out or repaired, and tells.

    Attributes
    ----------
    code : str
        Stable key, for the Korean sentence.
    message : str
        The sentence.
    fields : dict of str to Any
        Its values.
    why : tuple of Reason
        For what was chosen: why that.
    """

    code: str
    message: str
    fields: dict[str, Any] = field(default_factory=dict)
    why: tuple[Reason, ...] = ()

    def __str__(self) -> str:
        """Say it."""
        return self.message

    def report(self) -> dict[str, Any]:
        """Return the note for machines.

        Returns
        -------
        dict of str to Any
            Its code, its values, its sentence, and the reasons of a choice.
        """
        why = [reason.report() for reason in self.why]
        return {"code": self.code, "fields": self.fields, "sentence": self.message} | ({"why": why} if why else {})


def by_value(rows: Iterable[int], values: Iterable[str | None]) -> dict[str | None, list[int]]:
    """Bring rows with the same value together, so that each value is reported once.

    Parameters
    ----------
    rows : iterable of int
        Row numbers.
    values : iterable of str or None
        What each of them holds.

    Returns
    -------
    dict of str or None to list of int
        The rows of each value, in order.
    """
    groups: dict[str | None, list[int]] = {}
    for row, value in zip(rows, values, strict=True):
        groups.setdefault(value, []).append(int(row))
    return groups
