"""What is typed into forms and addresses: read in one way for all of them."""

from __future__ import annotations

import re
from typing import IO, Final

from flask import Request
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import BadRequest
from werkzeug.formparser import FormDataParser
from werkzeug.utils import cached_property

from mapper.domain.plain_text import is_plain, plain_text

NO_NUMBER: Final = -1
"""In place of what is no number, which every rule refuses."""
_NUMBER: Final = re.compile(r"(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?")


def number_typed(typed: str, *, most: float) -> float | None:
    """Read a number that somebody typed.

    Parameters
    ----------
    typed : str
        Such as ``1,784`` or ``64.7``.
    most : float
        What is larger is none.

    Returns
    -------
    float or None
        None where nothing was typed; `NO_NUMBER` for what is no number, or has commas that part no thousands, as ``1,84``
        has: nobody guesses what was meant.
    """
    words = typed.strip()
    if not words:
        return None
    found = float(words.replace(",", "")) if _NUMBER.fullmatch(words) else NO_NUMBER
    return float(found if found <= most else NO_NUMBER)


def whole_typed(typed: str, *, most: int) -> int | None:
    """Read a whole number that somebody typed.

    Parameters
    ----------
    typed : str
        Such as ``800,000``.
    most : int
        What is larger is none.

    Returns
    -------
    int or None
        As `number_typed`; `NO_NUMBER` for a fraction too.
    """
    found = number_typed(typed, most=most)
    return None if found is None else int(found) if found.is_integer() else NO_NUMBER


class _PlainForms(FormDataParser):
    def parse(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str] | None = None
    ) -> tuple[IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]:
        rest, typed, files = super().parse(stream, mimetype, content_length, options)
        return rest, self.cls((name, plain_text(value)) for name, value in typed.items(multi=True)), files


class TypedRequest(Request):
    """A request whose form and query hold nothing that nobody sees.

    From a form it is left out. From a query it cannot be: what is left might ask for more, as an empty filter does.
    """

    form_data_parser_class = _PlainForms

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """Values of the query, by name; refused where one holds what nobody sees."""
        asked = super().args
        if not all(is_plain(value) for _, value in asked.items(multi=True)):
            raise BadRequest
        return asked
