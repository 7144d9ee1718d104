"""What the header and the menu of files hold for whom."""

from __future__ import annotations

import re
from typing import Any

import pytest

from mapper.domain.access import Reach, reach
from mapper.domain.export_layer import Detail
from mapper.domain.reader import Role
from mapper.exporters import EXPORTERS
from web.file_menu import FORMATS, offers


def test_every_format_is_offered() -> None:
    assert set(FORMATS) == {exporter.extensions[0] for exporter in EXPORTERS}


def test_residents_are_offered_the_public_editions_only() -> None:
    assert [(offer.layer, offer.detail) for offer in offers(Role.PUBLIC)] == [
        (layer, Detail.PUBLIC) for layer in ("segments", "issues", "districts", "shops", "venues")
    ]


@pytest.mark.parametrize("role", Role)
def test_what_is_offered_is_given(office: Any, role: Role) -> None:
    user = None if role is Role.PUBLIC else office.staff(*office.districts()[:1])[role]
    browser = office.browser(user) if user else office.app.test_client()
    for offer in offers(role):
        with browser.get(f"/export/{offer.layer}.csv?detail={offer.detail}") as answer:
            assert answer.status_code == 200, offer


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PUBLIC])
def test_the_header_leads_to_what_the_role_may_open_and_nowhere_else(office: Any, role: Role) -> None:
    browser = office.browser(office.staff(*office.districts()[:1])[role])
    for page in ("/", "/me"):
        ways = re.findall(r'<a class="account-office" href="([^"]*)"', browser.get(page).text)
        assert all(browser.get(way).status_code == 200 for way in ways)
        assert ("/review" in ways) == (reach("review", role) is not Reach.NONE)
        assert any(way.startswith("/admin") for way in ways) == (reach("import", role) is not Reach.NONE)
