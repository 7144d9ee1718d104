"""What is typed into forms and addresses: read in one way for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from flask import Request
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.formparser import FormDataParser
from werkzeug.utils import cached_property

from mapper.domain.plain_text import plain_text


def _plain(typed: MultiDict[str, str]) -> Iterator[tuple[str, str]]:
    return ((name, plain_text(value)) for name, value in typed.items(multi=True))


class _PlainForms(FormDataParser):
    def parse(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str] | None = None
    ) -> tuple[IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]:
        rest, typed, files = super().parse(stream, mimetype, content_length, options)
        return rest, self.cls(_plain(typed)), files


class TypedRequest(Request):
    """A request whose form and query hold what whoever sent it saw of them."""

    form_data_parser_class = _PlainForms

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """Values of the query, by name."""
        return self.parameter_storage_class(_plain(super().args))
