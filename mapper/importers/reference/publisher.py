"""Official files whose publisher has one reference system for all of them, and so leaves out the ``.prj``."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Final

from mapper.importers.schema import recognised

_LAYER: Final = re.compile(r"TL_(?:SPRD|SPBD|SCCO|KODIS)_", re.ASCII | re.IGNORECASE)


def address_map_layer(header: tuple[str, ...], file: str) -> str | None:
    """Tell which layer of the road-name address map (도로명주소 전자지도) a file is; all of them are in UTM-K on GRS 80.

    Parameters
    ----------
    header : tuple of str
        Its columns.
    file : str
        Its name.

    Returns
    -------
    str or None
        By the name or the columns the ministry gives its layers; None when it is no such file.
    """
    schema = recognised(header)
    names = (PurePath(file).stem, "" if schema is None else schema.name)
    return next((name for name in names if _LAYER.match(name)), None)
