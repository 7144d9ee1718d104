"""What a kind of file has to tell, and which of its columns tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from mapper.errors import MissingColumns, UnknownKind
from mapper.importers.decoding import folded, tidied
from mapper.importers.fault import shown

_CONTACT_PARTS: Final = (
    *("성명", "성함", "이름", "전화", "연락처", "휴대폰", "핸드폰", "휴대전화", "이메일", "전자우편"),
    *("주민등록", "주민번호", "생년월일", "신고자", "민원인", "제보자", "신청인", "작성자"),
    *("phone", "mobile", "email", "reporter", "fullname", "firstname", "lastname", "contact", "birth"),
)
_CONTACT_WORDS: Final = frozenset({"name", "tel"})


@dataclass(frozen=True)
class Field:
    """One thing a kind of file tells about each row.

    Attributes
    ----------
    name : str
        Its name in ``--map`` and in errors.
    label : str
        Its Korean name.
    headers : tuple of str
        Column names it is known by, the most telling first.
    required : bool
        Whether a file without such a column is refused.
    personal : bool
        Whether its column may look like contact data, because it names staff or a road.
    stands_in_for : tuple of str
        Fields, listed before this one, that tell the same: when all of them have a column, this one is read
        only if it is mapped.
    """

    name: str
    label: str
    headers: tuple[str, ...]
    required: bool = False
    personal: bool = False
    stands_in_for: tuple[str, ...] = ()

    def is_spare(self, columns: Mapping[str, int]) -> bool:
        """Tell whether the fields it stands in for have columns.

        Parameters
        ----------
        columns : mapping of str to int
            Position of the column, by name of the field.

        Returns
        -------
        bool
            False for a field that stands in for none.
        """
        return bool(self.stands_in_for) and all(name in columns for name in self.stands_in_for)


@dataclass(frozen=True)
class Matching:
    """Which column each field is read from.

    Attributes
    ----------
    columns : dict of str to int
        Position of the column, by name of the field.
    ignored : tuple of str
        Columns nobody reads.
    contact : tuple of str
        Columns that look like contact data of residents, and are never read.
    """

    columns: dict[str, int] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    contact: tuple[str, ...] = ()


def looks_like_contact(header: str) -> bool:
    """Tell whether a column seems to hold who someone is or how to reach them.

    Parameters
    ----------
    header : str
        Column name.

    Returns
    -------
    bool
        True when in doubt.
    """
    name = folded(header)
    return name in _CONTACT_WORDS or any(part in name for part in _CONTACT_PARTS)


def match(
    header: tuple[str, ...], fields: tuple[Field, ...], mapping: Mapping[str, str] | None, *, file: str
) -> Matching:
    """Find the column of each field: as told, else by the names it is known by.

    Parameters
    ----------
    header : tuple of str
        Columns of the file.
    fields : tuple of Field
        What its kind tells.
    mapping : mapping of str to str or None
        Field to column, as given with ``--map``.
    file : str
        Named in errors.

    Returns
    -------
    Matching
        With every required field.

    Raises
    ------
    MissingColumns
        Naming every required field without a column, and the columns there are; or a column that occurs twice.
    UnknownKind
        When ``mapping`` names a field there is not.
    """
    told = dict(mapping or {})
    _refuse_unknown(told, fields)
    places = _places(header)
    columns: dict[str, int] = {}
    for known in fields:
        if known.name not in told and known.is_spare(columns):
            continue
        names = (told[known.name],) if known.name in told else known.headers
        found = next((places[folded(name)] for name in names if folded(name) in places), [])
        exact = [i for i in found if known.name in told and header[i] == tidied(told[known.name])] or found
        if len(exact) > 1:
            raise _repeated(header[exact[0]], exact, known, file=file)
        if exact:
            columns[known.name] = exact[0]
    _refuse_missing(header, fields, told, columns, file=file)
    _refuse_contact(header, fields, told, columns, file=file)
    rest = [name for i, name in enumerate(header) if i not in columns.values()]
    contact = tuple(name for name in rest if looks_like_contact(name))
    return Matching(columns, tuple(name for name in rest if name not in contact), contact)


def _places(header: tuple[str, ...]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for i, name in enumerate(header):
        places.setdefault(folded(name), []).append(i)
    return places


def _refuse_unknown(told: dict[str, str], fields: tuple[Field, ...]) -> None:
    names = [known.name for known in fields]
    for name in told:
        if name not in names:
            message = f"--map {name}=… names no field, expected one of {', '.join(names)}; correct it."
            raise UnknownKind(message, kind="field", value=name, choices=names)


def _refuse_missing(
    header: tuple[str, ...], fields: tuple[Field, ...], told: dict[str, str], columns: dict[str, int], *, file: str
) -> None:
    missing = [known for known in fields if known.name not in columns and (known.required or known.name in told)]
    if not missing:
        return
    wanted = ", ".join(
        f"{known.name} ({known.label}" + (f", told to be {told[known.name]!r})" if known.name in told else ")")
        for known in missing
    )
    message = (
        f"{file} has no column for {wanted}. Its columns: {', '.join(map(shown, header))}."
        f" Say which they are: {' '.join(f'--map {known.name}=COLUMN' for known in missing)}."
    )
    raise MissingColumns(message, file=file, missing=[known.name for known in missing], found=list(header))


def _refuse_contact(
    header: tuple[str, ...], fields: tuple[Field, ...], told: dict[str, str], columns: dict[str, int], *, file: str
) -> None:
    for known in fields:
        if known.name in told and not known.personal and looks_like_contact(header[columns[known.name]]):
            column = header[columns[known.name]]
            message = (
                f"{file}: column {column} looks like contact data of a resident, which is never read; map"
                f" {known.name} to another column, or rename it when it is none."
            )
            raise MissingColumns(message, file=file, missing=[known.name], found=[column])


def _repeated(column: str, places: list[int], known: Field, *, file: str) -> MissingColumns:
    numbers = " and ".join(str(i + 1) for i in places)
    message = (
        f"{file} has the column {shown(column)!r} more than once (columns {numbers}), expected one for {known.name};"
        f" rename the other, or say which with --map {known.name}=COLUMN."
    )
    return MissingColumns(message, file=file, missing=[known.name], found=[column])
