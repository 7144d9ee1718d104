"""How tables are written down: one file a format, one tuple."""

from __future__ import annotations

from typing import Final

from mapper.errors import UnreadableFile
from mapper.importers.formats.csv import CSV
from mapper.importers.formats.geojson import GEOJSON
from mapper.importers.source import Source
from mapper.importers.table import Format, Table

FORMATS: Final[tuple[Format, ...]] = (GEOJSON, CSV)
"""Every format an import can read."""


def parse(source: Source) -> Table:
    """Read a file in the format its ending promises.

    Parameters
    ----------
    source : Source
        The file.

    Returns
    -------
    Table
        Its rows.

    Raises
    ------
    UnreadableFile
        When no format has that ending, or the bytes do not keep the promise.
    """
    for known in FORMATS:
        if source.suffix in known.suffixes:
            return known.parse(source)
    endings = ", ".join(suffix for known in FORMATS for suffix in known.suffixes)
    message = f"{source.name} ends in {source.suffix!r}, expected one of {endings}; convert it or rename it."
    raise UnreadableFile(message, file=source.name, found=source.suffix, expected=endings)
