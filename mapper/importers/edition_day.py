"""Of which day a file is, by its name: official files say it there and often nowhere else."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import Final

_DAY: Final = re.compile(r"(?<!\d)(20\d\d)(\d\d)(\d\d)(?!\d)")
_MONTH: Final = re.compile(r"(?<!\d)(20\d\d)(\d\d)(?!\d)")
_SHORT_MONTH: Final = re.compile(r"(?<=[_.])(\d\d)(\d\d)(?=[_.])")


def edition_day(name: str) -> dt.date | None:
    """Read the day of an edition.

    Parameters
    ----------
    name : str
        Of the file, behind that of its archive: ``AlterD.JUSUKR.20260303.TH_SGCO_RNADR_MST.TXT``, ``RNENTDATA_2601_seoul.txt``
        or ``202601_도로명주소 한글_전체분.zip/rnaddrkor_seoul.txt``.

    Returns
    -------
    datetime.date or None
        Of a month its last day, as that is when such files are cut; None when the name tells none.
    """
    for found in _DAY.finditer(name):
        year, month, day = map(int, found.groups())
        if 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]:
            return dt.date(year, month, day)
    months = [(int(year), int(month)) for year, month in _MONTH.findall(name)]
    months += [(2000 + int(year), int(month)) for year, month in _SHORT_MONTH.findall(name)]
    for year, month in months:
        if 1 <= month <= 12:
            return dt.date(year, month, calendar.monthrange(year, month)[1])
    return None
