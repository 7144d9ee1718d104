"""시군구: what the cities are called whose made or real data this project knows."""

from __future__ import annotations

from typing import Final

CITY_NAMES: Final = {
    "11110": "종로구",
    "11410": "서대문구",
    "11440": "마포구",
    "41150": "의정부시",
    "45140": "익산시",
}
"""By the five digits with which the codes of their districts begin."""
