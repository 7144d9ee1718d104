"""What a person says about a file because it does not say it itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from mapper.importers import REPAIRS, chosen_repairs

__all__ = ["REPAIRS", "FileOptions", "chosen_repairs"]


@dataclass(frozen=True)
class FileOptions:
    """How a file is to be read, and what is to be done about its bad rows.

    Attributes
    ----------
    crs, encoding : str or None
        Of its coordinates and of its text.
    mapping : mapping of str to str
        Field to column.
    layer : str or None
        Which one, in a file of several.
    words : mapping of str to mapping
        Field to cells of the file and what they mean there.
    repairs : frozenset of str
        What may be put right, each one listed.
    skip_bad : bool
        Whether sound rows are kept although others cannot be used.
    whole : bool
        Whether the file is the whole of its source, so that what is missing from it is no more.
    """

    crs: str | None = None
    encoding: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    layer: str | None = None
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    repairs: frozenset[str] = frozenset()
    skip_bad: bool = False
    whole: bool = False

    def to_save(self) -> dict[str, Any]:
        """Return how files like this one are read, whatever rows they have.

        Returns
        -------
        dict
            For JSON.
        """
        return {
            "crs": self.crs,
            "encoding": self.encoding,
            "layer": self.layer,
            "mapping": dict(self.mapping),
            "words": {name: dict(words) for name, words in self.words.items()},
        }

    def to_report(self) -> dict[str, Any]:
        """Return all that decides what is stored of a file.

        Returns
        -------
        dict
            For JSON; two files with the same bytes and this are the same import.
        """
        return {**self.to_save(), "repairs": sorted(self.repairs), "whole": self.whole}

    def over(self, saved: Mapping[str, Any]) -> FileOptions:
        """Return these options, with what they leave open as it was saved.

        Parameters
        ----------
        saved : mapping
            From `to_save`.

        Returns
        -------
        FileOptions
            What is said now stands above what was said then, field by field and word by word.
        """
        names = [*saved["words"], *(name for name in self.words if name not in saved["words"])]
        return replace(
            self,
            crs=self.crs or saved["crs"],
            encoding=self.encoding or saved["encoding"],
            layer=self.layer or saved["layer"],
            mapping={**saved["mapping"], **self.mapping},
            words={name: {**saved["words"].get(name, {}), **self.words.get(name, {})} for name in names},
        )
