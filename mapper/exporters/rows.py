"""What an exporter is given and what it is."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from mapper.domain.export_layer import Column, ExportLayer

Batch = Sequence[Sequence[Any]]
"""Rows with a value per column, and last the WKB of the shape, or None."""


class Names(StrEnum):
    """In which language columns are named."""

    KO = "ko"
    EN = "en"


@dataclass(frozen=True)
class Rows:
    """Rows on their way out; they can be read once.

    Attributes
    ----------
    layer : ExportLayer
        What they are.
    columns : tuple of Column
        In the order of each row.
    names : Names
        In which language columns are named.
    crs : int
        EPSG code of the shapes.
    batches : iterable of Batch
        The rows, never all at once.
    features : iterable of bytes
        The same rows in degrees, as texts of GeoJSON features: several in each, a comma and a line feed between them.
    paint : mapping of str to str
        Colour of each grade, as ``#rrggbb``.
    notes : tuple of tuple of str
        What they were chosen by and what they come from, each with its value, for formats with room for it.
    """

    layer: ExportLayer
    columns: tuple[Column, ...]
    names: Names
    crs: int
    batches: Iterable[Batch]
    features: Iterable[bytes]
    paint: Mapping[str, str]
    notes: tuple[tuple[str, str], ...] = ()

    @property
    def column_names(self) -> list[str]:
        """Name of each column."""
        return [column.label if self.names is Names.KO else column.key for column in self.columns]


@dataclass(frozen=True)
class Exporter:
    """One format.

    Attributes
    ----------
    extensions : tuple of str
        How its files may end; the first is how ours do.
    label : str
        Its name for people.
    media_type : str
        Its name in HTTP.
    names : tuple of Names
        Languages of columns it can have, the usual one first.
    crs : tuple of int
        EPSG codes it can have, the usual one first.
    write : callable
        Rows and an empty folder to work in, to the bytes of the file. What it works on in the folder is removed
        with the folder by the caller.
    """

    extensions: tuple[str, ...]
    label: str
    media_type: str
    names: tuple[Names, ...]
    crs: tuple[int, ...]
    write: Callable[[Rows, Path], Generator[bytes, None, None]]
