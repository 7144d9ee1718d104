"""How findings look on the map: one frozen table for the painter and the legend.

Reds are what wants somebody to look, blues what is good or quiet; what is nothing is thin and grey. Widths tell the steps
apart where colours cannot. Words are those of the vocabulary that each facet comes from.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from layers.style import UNGRADED, Symbol

_LIGHT_INK: Final = "#ffffff"
_DARK_INK: Final = "#131416"


def _symbol(key: str, colour: str, width: float, *, light: bool = False, dash: tuple[float, ...] = ()) -> Symbol:
    return Symbol(key, "", "", colour, _LIGHT_INK if light else _DARK_INK, width, dash)


_NOTHING: Final = "#98a2ac"
_RAMP: Final = ("#7f0d1f", "#d2512f", "#ef9d4f", "#f3d58a", _NOTHING)
_WIDTHS: Final = (6, 5, 4, 3, 2)


def _ramp(*keys: str) -> tuple[Symbol, ...]:
    """Return the symbols of ordered options, the one that wants most first."""
    steps = _RAMP[-len(keys) :] if len(keys) > len(_RAMP) - 1 else _RAMP[: len(keys)]
    return tuple(
        _symbol(key, colour, width, light=colour == _RAMP[0])
        for key, colour, width in zip(keys, steps, _WIDTHS, strict=False)
    )


SYMBOLS: Final[Mapping[str, tuple[Symbol, ...]]] = MappingProxyType(
    {
        "hotspot": (
            _symbol("cold_99", "#084594", 4, light=True),
            _symbol("cold_95", "#4a9bd0", 3.5),
            _symbol("cold_90", "#b5d6ea", 3),
            _symbol("none", _NOTHING, 2),
            _symbol("hot_90", "#f6b7a0", 4),
            _symbol("hot_95", "#e0593f", 5),
            _symbol("hot_99", "#7f0d1f", 6, light=True),
            _symbol("island", UNGRADED.colour, 3, dash=UNGRADED.dash),
        ),
        "lisa": (
            _symbol("high_high", "#7f0d1f", 5, light=True),
            _symbol("low_high", "#4a9bd0", 5, dash=(6, 6)),
            _symbol("low_low", "#084594", 3, light=True),
            _symbol("high_low", "#e0593f", 6, dash=(6, 6)),
            _symbol("none", _NOTHING, 2),
        ),
        "contradiction": (
            _symbol("none", _NOTHING, 2),
            _symbol("clamour", "#6d3fb2", 6, light=True),
            _symbol("silence", "#e5702b", 5, dash=(8, 5)),
            _symbol("too_few", "#e0a97f", 3, dash=(3, 5)),
            _symbol("unsure", "#c3b199", 3, dash=(1, 5)),
        ),
        "filed": (
            _symbol("none_filed", _NOTHING, 2),
            _symbol("some", "#d9c8ee", 3),
            _symbol("several", "#a47fd4", 4),
            _symbol("many", "#4b1f8a", 6, light=True),
        ),
        "audit": _ramp("first_1", "first_5", "first_10", "first_25", "rest"),
        "delay": (
            _symbol("week", "#084594", 2.5, light=True),
            _symbol("fortnight", "#4a9bd0", 2.5),
            _symbol("month", "#f0c93a", 2.5),
            _symbol("quarter", "#e5702b", 3),
            _symbol("longer", "#7f0d1f", 3.5, light=True),
        ),
        "times": tuple(reversed(_ramp("more", "twice", "once"))),
        "state": (
            _symbol("no_survey", "#7f0d1f", 5, light=True),
            _symbol("expired", "#e5702b", 5),
            _symbol("not_applicable", "#6d3fb2", 4, light=True),
            _symbol("low_coverage", "#f0c93a", 4),
            _symbol("graded", _NOTHING, 2),
        ),
        "apart": (
            _symbol("under_5", "#4a9bd0", 3),
            _symbol("under_15", "#f0c93a", 4),
            _symbol("over_15", "#7f0d1f", 6, light=True),
        ),
        "kept": (
            _symbol("firm", "#4a9bd0", 2.5),
            _symbol("mostly", "#b5d6ea", 3),
            _symbol("shaky", "#f0c93a", 5),
            _symbol("open", "#e5702b", 6),
        ),
    }
)
"""By facet that colours the map: a symbol for each option, in its order."""
