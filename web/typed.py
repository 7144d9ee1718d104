"""What is typed into forms: read in one way for all of them."""

from __future__ import annotations

from typing import IO

from flask import Request
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.formparser import FormDataParser

from mapper.domain.plain_text import plain_text


class _PlainForms(FormDataParser):
    def parse(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str] | None = None
    ) -> tuple[IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]:
        rest, typed, files = super().parse(stream, mimetype, content_length, options)
        return rest, self.cls((name, plain_text(value)) for name, value in typed.items(multi=True)), files


class TypedRequest(Request):
    """A request whose form holds what whoever sent it saw of it."""

    form_data_parser_class = _PlainForms
