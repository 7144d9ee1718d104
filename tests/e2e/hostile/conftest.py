"""Somebody who types texts that would like to be code into whatever forms a page has."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, ClassVar, Final
from zlib import crc32

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient

from mapper.domain.plain_text import plain_text
from mapper.domain.reader import Role
from mapper.operations.database import Sessions
from mapper.operations.people import second_factor, users
from web.clock import now, today
from web.report_form import HONEYPOT

TEXTS: Final[list[str]] = json.loads(Path(__file__).with_name("hostile_texts.json").read_text("utf-8"))
GOES: Final = ("href", "src", "action", "formaction")
SHAPED: Final = {"segments": "", "at": "14:30", "minutes": "30", "email": "", "phone": "", "birth_year": "",
                 "origin": "", "login": "", "account": "made-welfare", "shape": "37.738100, 127.033700", "closed_on": "",
    "capacity": "30", "most_slots": "2", "people": "5", "opens_": "09:00", "closes_": "18:00"}  # fmt: skip
"""Fields that are asked in a shape, and what is in it: they are typed into one at a time, as all else is refused with them."""
LEFT_ALONE: Final = frozenset({"cancelled", "whole", "every", "withdrawn", "file", HONEYPOT})
"""Boxes that would end what is typed into, a button for a file, and the field for machines."""
SENDS: Final = int(os.environ.get("GOLMOK_HOSTILE_SENDS", "6"))
"""How often a form is sent: a short field holds few texts at a time, and each begins at another one of them; 99 sends all."""


@dataclass
class Form:
    """A form of a page: where it goes, what stands in it, and which of its fields take text."""

    action: str
    sent: dict[str, str] = field(default_factory=dict)
    typed: dict[str, int] = field(default_factory=dict)
    shaped: dict[str, str] = field(default_factory=dict)
    method: str = "get"

    @property
    def kind(self) -> str:
        """What it is called, whatever it is about."""
        return f"{self.method} {ONE.sub('', self.action)} {self.sent.get('act', '')}".rstrip()


DIGITS: Final = "0123456789"
ONE: Final = re.compile(r"[0-9a-f-]{36}|[?#].*")


class Forms(HTMLParser):
    """The forms of a page, as a browser would send them untouched, and every element that is not ours."""

    def __init__(self, address: str, page: str) -> None:
        super().__init__()
        self.address, self.found, self.foreign = address, list[Form](), list[str]()
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        runs = any(
            value.strip().lower().startswith(("javascript:", "vbscript:", "data:text"))
            for value in map(has.get, GOES)
            if value
        )
        if runs or any(name == "data-xss" or name.startswith("on") for name in has):
            self.foreign.append(f"{tag} {has}"[:120])
        if tag == "form":
            action = has.get("action") or self.address
            self.found.append(Form(action.split("#")[0], method=has.get("method", "get").lower()))
        elif self.found and tag in {"input", "textarea", "select", "button"} and has.get("name"):
            self._take(tag, has)
        elif self.found and tag == "option" and self._select and has.get("value"):
            self.found[-1].sent.setdefault(self._select, has["value"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""

    def _take(self, tag: str, has: dict[str, str]) -> None:
        form, name, kind = self.found[-1], has["name"], has.get("type", "text")
        if tag == "select":
            self._select = name
        elif tag == "textarea" or (
            "hidden" not in has and tag == "input" and kind in {"text", "search", "tel", "email"}
        ):
            form.typed[name] = int(has.get("maxlength", 200))
            stem = name.rstrip(DIGITS)
            if has.get("inputmode") in {"numeric", "decimal", "tel"} or stem in SHAPED:
                form.shaped[name] = SHAPED.get(stem, "")
        elif kind in {"date", "datetime-local"}:
            typed = f"{today():%Y-%m-%d}" + "T10:00" * (kind != "date") if "required" in has else ""
            form.sent[name] = has.get("value") or typed
        elif kind == "number":
            form.sent[name] = has.get("value") or has.get("min", "1")
        elif kind not in {"file", "password"} and name not in LEFT_ALONE:
            form.sent.setdefault(name, has.get("value", "on"))


@dataclass
class Typist:
    """Somebody who types every text into every field, several at once where there is room."""

    client: FlaskClient
    at: Counter[str] = field(default_factory=Counter)
    turns: Counter[str] = field(default_factory=Counter)
    taken: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    key: str = ""
    texts: ClassVar = TEXTS

    def words(self, kind: str, most: int, between: str = " ") -> str:
        """Return the next texts for a kind of field; those that are too long for it are cut."""
        typed, begin = "", crc32(kind.encode())
        self.turns[kind] += 1
        while True:
            one = plain_text(TEXTS[(begin + self.at[kind]) % len(TEXTS)]).replace("\t", " ")[:most]
            if typed and len(typed) + len(between) + len(one) > most:
                return typed
            typed += between * bool(typed) + one
            self.at[kind] += 1
            if self.at[kind] % len(TEXTS) == 0:
                return typed

    def ask(self, address: str, query: Mapping[str, str] | None = None) -> Any:
        """Ask an address, which answers with nothing that is not ours."""
        answer = self.client.get(address, query_string=query)
        assert answer.status_code < 500, (address, query)
        if answer.mimetype == "text/html" and "attachment" not in answer.headers.get("Content-Disposition", ""):
            assert Forms(address, answer.text).foreign == [], (address, query)
        return answer

    def forms(self, address: str) -> list[Form]:
        answer = self.ask(address)
        return Forms(address, answer.text).found if answer.mimetype == "text/html" else []

    def form(self, address: str, name: str = "") -> Form:
        """Return the first form of a page that takes text, or that has a field."""
        return next(one for one in self.forms(address) if (name in one.sent | one.typed if name else one.typed))

    def has_typed_all(self, kind: str) -> bool:
        return self.at[kind] >= len(TEXTS) or self.turns[kind] >= SENDS

    def fill(self, address: str, **more: str) -> None:
        """Type into every form of a page until every text stood in each of its fields, or it was sent often enough."""
        forms = {form.kind: form for form in self.forms(address) if form.typed}
        assert forms, address
        for kind, form in forms.items():
            names = {name: f"{kind} {name.rstrip(DIGITS)}" for name in form.typed.keys() - LEFT_ALONE}
            plain = dict.fromkeys(names, "가상의 글") | form.shaped
            for name in sorted(form.shaped.keys() & names.keys()):  # all else would be refused with it
                if self.turns[names[name]]:
                    continue
                words = self.words(names[name], form.typed[name])
                self.send_afresh(address, form, plain | {name: words} | more, names[name])
            free = {name: of for name, of in names.items() if name not in form.shaped}
            while not all(map(self.has_typed_all, free.values())):
                typed = {name: self.words(of, form.typed[name]) for name, of in free.items()}
                if not self.send_afresh(address, form, plain | typed | more, kind):
                    break  # it was there once

    def send_afresh(self, address: str, form: Form, typed: Mapping[str, str], kind: str) -> bool:
        """Send a form as its page has it now, where it still has it."""
        now_there = [one for one in self.forms(address) if one.kind == form.kind and one.typed]
        for one in now_there[:1]:
            self.send(one, one.sent | typed, kind)
        return bool(now_there)

    def tour(self, *begin: str, within: str, **more: str) -> None:
        """Fill every form of some pages and of those that they lead to, one of each kind."""
        waiting, seen = list(begin), set[str]()
        for path in waiting:
            if (kind := ONE.sub("", path)) not in seen:
                seen.add(kind)
                if any(form.typed for form in self.forms(path)):
                    self.fill(path, **more)
                page = self.ask(path)
                if page.mimetype == "text/html":
                    waiting += re.findall(rf'href="({within}[^"#]*)', page.text)

    def send(self, form: Form, filled: Mapping[str, str], kind: str) -> None:
        """Send a form, and count whether it was taken."""
        if form.method == "get":
            answer = self.client.get(form.action, query_string=filled)
        else:
            answer = self.client.post(form.action, data=filled)
        assert answer.status_code < 500, (form.action, filled)
        (self.refused if answer.status_code >= 400 else self.taken)[kind] += 1
        if answer.mimetype == "text/html":
            assert Forms(form.action, answer.text).foreign == [], (form.action, filled)

    def prove(self, app: Flask, city: Sessions, name: str) -> None:
        """Get a second factor, and prove by it who one is, as what is closest kept asks."""
        totp, early = pyotp.TOTP(second_factor.new_secret()), now() - timedelta(seconds=60)
        with city.begin() as session:
            user = users.user_named(session, name)
            seal = app.extensions["golmok_seal"]
            second_factor.set_up(session, seal, user, totp.secret, totp.at(early), by=user.reader("tests"), now=early)
        asked = self.form("/prove", "code")
        answer = self.client.post("/prove", data=asked.sent | {"code": totp.at(now())})
        assert answer.status_code in {302, 303}, answer.text

    def say(self, path: str, body: Mapping[str, Any], method: str = "POST") -> Any:
        """Send JSON as the scripts of our pages do, which is taken."""
        if not self.key:
            found = re.search(r'name="csrf_token" value="([^"]+)"', self.client.get("/me").text)
            assert found
            self.key = found[1]
        address = path if path.startswith("/") else f"/api/v1/{path}"
        answer = self.client.open(address, method=method, json=body, headers={"X-CSRFToken": self.key})
        (self.refused if answer.status_code == 400 else self.taken)[ONE.sub("", path)] += 1
        assert answer.status_code in {200, 201, 400}, (path, answer.text)
        return answer.json


@pytest.fixture(scope="module")
def enter(own_app: Flask, own_server: str, staff: Any) -> Callable[[str], FlaskClient]:
    """Log somebody in whose browser shows no pages."""

    def as_somebody(name: str) -> FlaskClient:
        client = own_app.test_client()
        path = staff.link(name).split("?")[0]
        key = Forms(path, client.get(path).text).found[-1].sent
        assert client.post(path, data=key).status_code == 302
        return client

    return as_somebody


@pytest.fixture(scope="module")
def planner(own_city: Sessions, enter: Callable[[str], FlaskClient]) -> Typist:
    return Typist(enter("made-planner"))


@pytest.fixture(scope="module")
def admin(staff: Any, district: str, enter: Callable[[str], FlaskClient]) -> Typist:
    staff.add("made-admin", role=Role.ADMIN)
    staff.add("made-field", district)
    return Typist(enter("made-admin"))


@pytest.fixture(scope="module")
def nobody(own_app: Flask) -> Typist:
    return Typist(own_app.test_client())


@pytest.fixture(scope="module")
def people(staff: Any, district: str, enter: Callable[[str], FlaskClient]) -> dict[str, Typist]:
    """A case worker, an honorary worker, a supervisor and somebody of the mayor's office, by role."""
    found = {}
    for role, *own in ((Role.WELFARE, district), (Role.HONORARY, district), (Role.SUPERVISOR, district), (Role.MAYOR,)):
        staff.add(f"made-{role}", *own, role=role)
        found[str(role)] = Typist(enter(f"made-{role}"))
    return found


@pytest.fixture(scope="module")
def typists(planner: Typist, admin: Typist, nobody: Typist, people: dict[str, Typist]) -> list[Typist]:
    """Everybody who types."""
    return [planner, admin, nobody, *people.values()]
