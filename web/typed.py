"""What is typed into forms and addresses: read in one way for all of them."""

from __future__ import annotations

from typing import IO

from flask import Request
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import BadRequest
from werkzeug.formparser import FormDataParser
from werkzeug.utils import cached_property

from mapper.domain.plain_text import is_plain, plain_text


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
