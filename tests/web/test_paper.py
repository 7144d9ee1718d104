"""Whatever people typed is printed."""

from __future__ import annotations

import gc

import pypdfium2
import pytest
from flask import Flask

from web.paper import pdf_of


@pytest.mark.parametrize("end", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\r", "\u200b"])
def test_lines_end_however_somebody_ended_them(app: Flask, end: str) -> None:
    with app.test_request_context():
        printed = pdf_of(f"<!DOCTYPE html><p>앞줄 {end} 뒷줄</p>")
    page = pypdfium2.PdfDocument(printed)[0].get_textpage().get_text_bounded()
    assert ("앞줄" in page, "뒷줄" in page) == (True, True)


@pytest.mark.parametrize("letter", ["W", "&lt;", "ㅋ"])
def test_a_word_without_an_end_is_printed_whole(app: Flask, letter: str) -> None:
    with app.test_request_context():
        printed = pdf_of(f"<!DOCTYPE html><p style='overflow-wrap: anywhere'>{letter * 3000}</p>")
    with pypdfium2.PdfDocument(printed) as document:
        said = "".join(page.get_textpage().get_text_bounded() for page in document)
    assert said.count("<" if letter == "&lt;" else letter) == 3000


def test_garbage_is_looked_for_again_once_a_page_is_printed(app: Flask) -> None:
    with app.test_request_context():
        pdf_of("<!DOCTYPE html><p>한 쪽</p>")
        assert gc.isenabled()
        with pytest.raises(AttributeError):
            pdf_of(None)  # type: ignore[arg-type] # no page
    assert gc.isenabled()
