"""The root of all errors."""

from __future__ import annotations

from typing import ClassVar


class GolmokError(Exception):
    """Root of the family.

    Parameters
    ----------
    message : str
        One sentence: the value, what was expected, the remedy.
    **fields : object
        The values of the sentence, for machines and for translation.

    Attributes
    ----------
    code : str
        Stable key of the error, the same in every language.
    """

    code: ClassVar[str] = "error"

    def __init__(self, message: str, **fields: object) -> None:
        super().__init__(message)
        self.message = message
        self.fields = fields
