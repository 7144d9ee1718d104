"""What a layer is that can be taken out: its editions for the public and for staff, and their columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from mapper.errors import ExportRefused


class Kind(StrEnum):
    """What the values of a column are; any of them may be missing."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    DAY = "day"


class Shape(StrEnum):
    """What the rows of a layer are on the map."""

    POINT = "Point"
    LINE = "LineString"
    AREA = "MultiPolygon"


class Detail(StrEnum):
    """For whose eyes an export is made."""

    PUBLIC = "public"
    STAFF = "staff"


@dataclass(frozen=True)
class Column:
    """One column of an export, as its code book explains it.

    Attributes
    ----------
    key : str
        Its name for programs.
    label : str
        Its Korean name.
    short : str
        Its Korean name in at most ten bytes of CP949, for a shapefile.
    kind : Kind
        What its values are.
    definition : str
        Korean; what it says.
    unit : str
        Of a number; empty for none.
    values : mapping of str to str
        Meaning of each value, where there are only so many.
    is_of_now : bool
        Whether it tells what stands now whatever moment the rows are of: a file of the past leaves it out.
    """

    key: str
    label: str
    short: str
    kind: Kind
    definition: str
    unit: str = ""
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    is_of_now: bool = False

    @property
    def property_name(self) -> str:
        """Its Korean name without spaces, as an address can carry it."""
        return "".join(self.label.split())


@dataclass(frozen=True)
class Edition:
    """What a layer holds for somebody.

    Attributes
    ----------
    columns : tuple of Column
        In order; the first one tells the rows apart.
    filters : frozenset of str
        What it can be narrowed by: ``bbox``, ``district``, ``from``, ``to``, ``grade``, ``as_of``.
    day : str
        Key of the column by whose day a program that walks through the rows chooses some of them; empty where rows have
        none, or are narrowed by ``from`` and ``to``.
    """

    columns: tuple[Column, ...]
    filters: frozenset[str]
    day: str = ""


@dataclass(frozen=True)
class ExportLayer:
    """One layer that can be taken out.

    Attributes
    ----------
    key : str
        Its name in addresses and commands, as on the map.
    label : str
        Its Korean name.
    shape : Shape
        Of every row.
    named_by : str
        Key of the column that names a row to a person.
    editions : mapping of Detail to Edition
        A detail that is not in it does not exist.
    is_blind : bool
        Whether those who see their own districts alone see only rows that they made themselves: who surveys a segment
        again must not know what the first one answered (spec 1.0 §6).
    description : str
        Korean; what its rows are.
    """

    key: str
    label: str
    shape: Shape
    named_by: str
    editions: Mapping[Detail, Edition]
    is_blind: bool = False
    description: str = ""

    @property
    def permission(self) -> str:
        """Name of the permission to take it out."""
        return f"export.{self.key}"

    def edition(self, detail: Detail) -> Edition:
        """Return the edition for somebody.

        Parameters
        ----------
        detail : Detail
            For whose eyes.

        Returns
        -------
        Edition
            The one there is.

        Raises
        ------
        ExportRefused
            When the layer has no such edition.
        """
        if detail not in self.editions:
            choices = [one.value for one in self.editions]
            message = f"{self.key} has no {detail} edition; choose {' or '.join(choices)}."
            raise ExportRefused(message, parameter="detail", value=detail.value, choices=choices)
        return self.editions[detail]
