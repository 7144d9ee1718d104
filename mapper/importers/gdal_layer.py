"""Layers that GDAL reads, from a file whose kind was made sure of before, and never from anywhere else."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyogrio
from numpy.typing import NDArray

from mapper.errors import UnreadableFile
from mapper.importers.fault import shown

_OPTIONS: Final = {
    "OSM_USE_CUSTOM_INDEXING": "NO",  # without it a small PBF has no lines
    "GDAL_DISABLE_READDIR_ON_OPEN": "TRUE",
}

pyogrio.set_gdal_config_options(_OPTIONS)


@dataclass(frozen=True)
class GdalLayer:
    """What GDAL found.

    Attributes
    ----------
    header : tuple of str
        Names of the fields.
    fields : tuple of ndarray, shape (n,)
        Their values.
    wkb : ndarray of bytes or None, shape (n,)
        Their shapes.
    """

    header: tuple[str, ...]
    fields: tuple[NDArray[Any], ...]
    wkb: NDArray[Any]


def read_layer(path: Path, layer: str | None, *, file: str, with_fields: bool = True) -> GdalLayer:
    """Read a layer, all of it.

    Parameters
    ----------
    path : Path
        In a folder of our own, its first bytes those of its ending: GDAL chooses the driver by these two.
    layer : str or None
        Its name; None for a file with one.
    file : str
        Named in errors.
    with_fields : bool
        Whether more than shapes is wanted.

    Returns
    -------
    GdalLayer
        In the order of the file.

    Raises
    ------
    UnreadableFile
        When it is damaged.
    """
    columns: list[str] | None = None if with_fields else []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # what GDAL doubts is judged here, row by row
            meta, _, wkb, fields = pyogrio.raw.read(path, layer=layer, columns=columns)
    except RuntimeError as error:  # every error of pyogrio is one
        reason = shown(str(error).replace(str(path), file))
        message = f"{file} is damaged or cut short ({reason}), expected all of it; copy or export it again."
        raise UnreadableFile(message, file=file, reason=reason) from error
    return GdalLayer(tuple(map(str, meta["fields"])), tuple(fields), wkb)
