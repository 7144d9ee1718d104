"""A name shown to people, in both languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Label:
    """One name in both languages.

    Attributes
    ----------
    ko : str
        Korean, the language of the city.
    en : str
        English.
    """

    ko: str
    en: str
