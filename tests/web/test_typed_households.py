"""What is typed of a household stays out of the browser: it keeps what stands in a form, in clear, to show it again after a restart.

Chromium does so by the form and not by its fields (`make attack`, AT-19, reads the profile of a phone).
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parents[2] / "web" / "templates"
FORMS = [
    (f"{path.parent.name}/{path.name}", form)
    for folder in ("cases", "oversight", "tell")
    for path in sorted((TEMPLATES / folder).glob("*.html"))
    for form in re.findall(r"<form\b[^>]*>", path.read_text("utf-8"))
]


@pytest.mark.parametrize(("page", "form"), FORMS, ids=[f"{page}-{number}" for number, (page, _) in enumerate(FORMS)])
def test_no_form_about_households_is_kept_by_the_browser(page: str, form: str) -> None:
    assert 'autocomplete="off"' in form or 'method="get"' in form, page


def test_the_forms_are_there() -> None:
    assert {"cases/new.html", "cases/write.html", "cases/household.html", "tell/index.html"} <= {
        page for page, _ in FORMS
    }
