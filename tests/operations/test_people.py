"""Users and how they prove who they are: rules, secrets, locks, and who wins when two try at once."""

from __future__ import annotations

import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest
from argon2 import PasswordHasher
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.domain.access import Scope
from mapper.domain.login import HOUSEHOLD_IDLE, IDLE, lock_after
from mapper.domain.password import PasswordFault, fault_of
from mapper.domain.reader import BOUND_ROLES, Reader, Role
from mapper.domain.user import User
from mapper.errors import (
    InvalidInput,
    KeyUnusable,
    LinkRefused,
    LoginRefused,
    NameTaken,
    PasswordRefused,
    TokenRefused,
    UserNotFound,
    UserRefused,
)
from mapper.operations.database import Sessions
from mapper.operations.people import keys, logins, passwords, second_factor, users
from mapper.operations.people.logins import Door
from mapper.operations.people.sealing import Seal, open_seal
from mapper.settings import Settings

NOW = datetime(2024, 7, 4, 3, tzinfo=UTC)
BY = Reader(None, "tests", Role.ADMIN, None, "cli")
SEAL = Seal(b"k" * 32)
STEP = timedelta(seconds=30)
PASSWORD = "보라색 우산 열두 자루"


def add(session: Session, name: str = "made", role: Role = Role.PLANNER, *codes: str, every: bool = False) -> User:
    return users.add_user(session, name, role, codes, every=every, by=BY, now=NOW)


def set_password(session: Session, user: User, password: str = PASSWORD) -> None:
    passwords.set_password(session, user, password, city="의정부시", by=BY, now=NOW)


@pytest.mark.parametrize(
    ("role", "codes", "every"),
    [
        (Role.FIELD, (), False),
        (Role.WELFARE, (), False),
        (Role.WELFARE, (), True),
        (Role.SUPERVISOR, (), True),
        (Role.FIELD, ("4115099000",), True),
        (Role.PLANNER, ("4115099000",), False),
        (Role.PUBLIC, (), False),
    ],
)
def test_nobody_gets_districts_by_forgetting_to_name_them(
    session: Session, role: Role, codes: tuple[str, ...], *, every: bool
) -> None:
    with pytest.raises(UserRefused):
        add(session, "made", role, *codes, every=every)
    assert users.all_users(session) == []


def test_a_user_reaches_what_was_said(session: Session) -> None:
    add(session, "one", Role.FIELD, "4115099000")
    add(session, "two", Role.FIELD, every=True)
    add(session, "three", Role.WELFARE, "4115099000", "4115098000")
    reached = {user.name: user.districts for user in users.all_users(session)}
    assert reached == {"one": {"4115099000"}, "two": None, "three": {"4115099000", "4115098000"}}


def test_an_unknown_district_is_refused_with_near_ones_once_districts_are_loaded(
    session: Session, town: object
) -> None:
    for wrong in ("4115099999", "가상등"):
        with pytest.raises(UserRefused, match="4115099000 가상동"):
            add(session, "made", Role.FIELD, wrong)
    assert add(session, "made", Role.FIELD, "4115099000").districts == {"4115099000"}


@pytest.mark.parametrize("name", ["a", "", " ", "a b", "a" * 41, "<b>", "../x", "demo-admin", "-a", "ㄱㄴㄷ", "a\0b c"])
def test_a_name_is_short_and_plain(session: Session, name: str) -> None:
    with pytest.raises(UserRefused):
        add(session, name)


def test_a_name_is_one_person_however_it_is_typed(session: Session) -> None:
    add(session, "김가상")
    decomposed = " 김가상"
    assert users.user_named(session, decomposed).name == "김가상"
    with pytest.raises(NameTaken):
        add(session, decomposed)
    with pytest.raises(UserNotFound, match="김가상"):
        users.user_named(session, "김가성")


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("short", PasswordFault.SHORT),
        ("a" * 201, PasswordFault.LONG),
        ("aaaaaaaaaaab", PasswordFault.PLAIN),
        ("made-planner-2024", PasswordFault.GUESSABLE),
        ("의정부시 의정부 2024!", PasswordFault.GUESSABLE),
        ("P a s s w o r d 1 2 3 4!", PasswordFault.GUESSABLE),
        ("qwerty123456", PasswordFault.GUESSABLE),
        ("비밀번호1234!!", PasswordFault.GUESSABLE),
        ("골목지도골목지도!1", PasswordFault.GUESSABLE),
        ("보라색 우산 열두 자루", None),
        ("xkcd-made-planner-battery", None),
        ("k7Gt-p2Qv-w9", None),
    ],
)
def test_a_password_is_more_than_words_anybody_would_try(password: str, fault: PasswordFault | None) -> None:
    assert fault_of(password, words=("made-planner", "의정부시", "의정부")) is fault


def test_a_password_is_kept_as_argon2id_and_hashed_anew_when_the_parameters_change(session: Session) -> None:
    user = add(session)
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    session.execute(text("UPDATE user_account SET password_hash = :weak"), {"weak": weak})
    assert passwords.is_right(session, user, PASSWORD)
    stored = session.execute(text("SELECT password_hash FROM user_account")).scalar_one()
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passwords.is_right(session, user, PASSWORD)
    assert not passwords.is_right(session, user, PASSWORD + "x")
    assert not passwords.is_right(session, None, PASSWORD)
    with pytest.raises(PasswordRefused):
        set_password(session, user, "의정부의정부의정부")


def test_a_name_that_nobody_has_takes_as_long(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted, not timed: each way to fail checks exactly one hash of the same parameters."""
    seen: list[str] = []
    verify = passwords._HASHER.verify

    class Counting:
        check_needs_rehash = staticmethod(passwords._HASHER.check_needs_rehash)

        @staticmethod
        def verify(hashed: str, password: str) -> bool:
            seen.append(hashed.rsplit("$", 2)[0])
            return verify(hashed, password)

    user, bare = add(session), add(session, "bare")
    set_password(session, user)
    monkeypatch.setattr(passwords, "_HASHER", Counting)
    for asked in (user, bare, None):
        passwords.is_right(session, asked, "nothing like it")
    assert seen == ["$argon2id$v=19$m=65536,t=3,p=4"] * 3


def test_a_code_is_good_once_and_one_step_either_way(session: Session) -> None:
    user = add(session)
    secret = second_factor.new_secret()
    totp = pyotp.TOTP(secret)
    with pytest.raises(LoginRefused):
        second_factor.set_up(session, SEAL, user, secret, totp.at(NOW + 3 * STEP), by=BY, now=NOW)
    second_factor.set_up(session, SEAL, user, secret, totp.at(NOW), by=BY, now=NOW)

    def is_right(code: str, after_s: int) -> bool:
        return second_factor.is_right(session, SEAL, user, code, now=NOW + timedelta(seconds=after_s))

    assert not is_right(totp.at(NOW), 1)
    assert not is_right(totp.at(NOW + 2 * STEP), 0)
    assert is_right(totp.at(NOW + 1 * STEP), 0)
    assert not is_right(totp.at(NOW + 1 * STEP), 30)
    assert is_right(totp.at(NOW + 4 * STEP), 150)
    assert not is_right(totp.at(NOW + 3 * STEP), 120)
    with pytest.raises(UserRefused):
        second_factor.set_up(session, SEAL, users.user_named(session, "made"), secret, "1", by=BY, now=NOW)
    second_factor.reset(session, user, by=BY, now=NOW)
    assert not is_right(totp.at(NOW + 9 * STEP), 270)


def test_a_lock_doubles_up_to_an_hour() -> None:
    minutes = [lock_after(failures).total_seconds() / 60 for failures in (0, 4, 5, 6, 7, 10, 11, 12, 10_000)]
    assert minutes == [0, 0, 1, 2, 4, 32, 60, 60, 60]


@pytest.fixture
def quick_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same hash at less cost, where many are made."""
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


@pytest.mark.usefixtures("quick_hash")
def test_a_login_that_works_forgets_the_failures_before(session: Session) -> None:
    set_password(session, add(session))
    door = Door(session, SEAL, "192.0.2.1", NOW)
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(LoginRefused):
                door.by_password("made", "nothing like it")
        assert door.by_password("made", PASSWORD).name == "made"


def test_failures_are_kept_without_the_name_that_was_typed(session: Session) -> None:
    with pytest.raises(LoginRefused):
        Door(session, SEAL, "192.0.2.1", NOW).by_password("my-password-by-mistake", "x")
    session.flush()
    kept = [session.execute(text(f"SELECT * FROM {table}")).all() for table in ("login_failure", "write_log")]
    assert [len(rows) for rows in kept] == [1, 1]
    assert "mistake" not in str(kept)
    assert Seal(b"x" * 32).fingerprint("my-password-by-mistake") != SEAL.fingerprint("my-password-by-mistake")


def test_a_token_lives_a_year_at_most_and_is_good_for_something(session: Session) -> None:
    user = add(session)
    for days, scopes, label in ((0, [Scope.READ], ""), (367, [Scope.READ], ""), (1, [], ""), (1, [Scope.READ], "a\nb")):
        with pytest.raises(InvalidInput):
            keys.add_token(session, user, label=label, scopes=scopes, by=BY, now=NOW, days=days)
    key, token = keys.add_token(session, user, label="QGIS", scopes=[Scope.READ], by=BY, now=NOW)
    assert keys.user_of_token(session, key, now=NOW + timedelta(days=89))[0].name == "made"
    assert token.scopes == {Scope.READ}
    with pytest.raises(TokenRefused):
        keys.user_of_token(session, key, now=NOW + timedelta(days=90))
    users.disable_user(session, user, by=BY, now=NOW)
    with pytest.raises(TokenRefused):
        keys.user_of_token(session, key, now=NOW)
    with pytest.raises(UserRefused):
        keys.add_token(session, users.user_named(session, "made"), label="", scopes=[Scope.READ], by=BY, now=NOW)


def test_a_login_lives_while_it_is_used_and_twelve_hours_at_most(session: Session) -> None:
    user = add(session)
    key, _ = logins.begin(session, user, origin="", device="", now=NOW, via="link", loopback_only=False)
    moment = NOW
    while logins.find(session, key, now=moment):
        moment += IDLE - timedelta(minutes=1)
        assert moment < NOW + timedelta(hours=14)
    assert moment - NOW >= timedelta(hours=12)
    key, _ = logins.begin(session, user, origin="", device="", now=NOW, via="link", loopback_only=False)
    assert logins.find(session, key, now=NOW + IDLE) is None


def test_a_desk_that_shows_households_is_left_open_for_a_quarter_of_an_hour(session: Session) -> None:
    for role in (Role.WELFARE, Role.SUPERVISOR):
        user = add(session, f"made-{role}", role, "4115099000")
        key, _ = logins.begin(session, user, origin="", device="", now=NOW, via="link", loopback_only=False)
        assert logins.find(session, key, now=NOW + HOUSEHOLD_IDLE - timedelta(seconds=1))
        assert logins.find(session, key, now=NOW + 2 * HOUSEHOLD_IDLE) is None


def test_the_demo_has_a_user_of_each_role(session: Session, town: object) -> None:
    added = users.add_demo_users(session, by=BY, now=NOW)
    assert {user.role for user in added} == set(Role) - {Role.PUBLIC}
    assert all((user.districts == {"4115099000"}) == (user.role in BOUND_ROLES) for user in added)
    links = users.demo_links(session, by=BY, now=NOW)
    assert list(links) == [f"demo-{role}" for role in Role if role is not Role.PUBLIC]
    door = Door(session, SEAL, "192.0.2.1", NOW)
    with pytest.raises(LinkRefused):
        door.by_link(links["demo-admin"], on_loopback=False)
    assert door.by_link(links["demo-admin"], on_loopback=True)[1] is True
    with pytest.raises(LinkRefused):
        door.by_link(links["demo-admin"], on_loopback=True)


def test_a_city_without_the_demo_has_no_links_of_it(session: Session) -> None:
    add(session, "admin", Role.ADMIN)
    assert users.demo_links(session, by=BY, now=NOW) == {}


@pytest.fixture
def at_once(own_sessions: Sessions) -> Callable[..., list[object]]:
    """Do the same thing in several transactions at once, each kept, and return what came out."""

    def call(times: int, what: Callable[[Session], object]) -> list[object]:
        def once(_number: int) -> object:
            with own_sessions() as session:
                try:
                    return what(session)
                except (LoginRefused, LinkRefused) as refused:
                    return type(refused)
                finally:
                    session.commit()

        with ThreadPoolExecutor(times) as pool:
            return list(pool.map(once, range(times)))

    return call


def test_of_eight_who_try_one_link_at_once_one_is_let_in(own_sessions: Sessions, at_once: Callable[..., Any]) -> None:
    with own_sessions.begin() as session:
        key = keys.add_link(session, add(session), by=BY, now=NOW)
    came = at_once(8, lambda session: Door(session, SEAL, "", NOW).by_link(key, on_loopback=False)[0].name)
    assert sorted(map(str, came)) == sorted(["made", *[str(LinkRefused)] * 7])


@pytest.mark.usefixtures("quick_hash")
def test_of_eight_guesses_at_once_five_are_looked_at(own_sessions: Sessions, at_once: Callable[..., Any]) -> None:
    with own_sessions.begin() as session:
        set_password(session, add(session))
    came = at_once(8, lambda session: Door(session, SEAL, "", NOW).by_password("made", "nothing like it"))
    assert came == [LoginRefused] * 8
    with own_sessions() as session:
        looked_at = session.execute(text("SELECT count(name_key), count(*) FROM login_failure")).one()
        with pytest.raises(LoginRefused):
            Door(session, SEAL, "", NOW).by_password("made", PASSWORD)
    assert tuple(looked_at) == (5, 8)


def test_of_eight_uses_of_one_code_at_once_one_is_right(own_sessions: Sessions, at_once: Callable[..., Any]) -> None:
    secret = second_factor.new_secret()
    with own_sessions.begin() as session:
        user = add(session)
        code = pyotp.TOTP(secret).at(NOW)
        second_factor.set_up(session, SEAL, user, secret, code, by=BY, now=NOW)
    code = pyotp.TOTP(secret).at(NOW + 1 * STEP)
    came = at_once(8, lambda session: second_factor.is_right(session, SEAL, user, code, now=NOW))
    assert sorted(map(bool, came)) == [False] * 7 + [True]


def test_what_is_sealed_opens_only_whole_with_its_key_and_in_its_place() -> None:
    sealed = SEAL.close(b"secret", place="here")
    assert b"secret" not in sealed
    assert sealed != SEAL.close(b"secret", place="here")
    assert SEAL.open(sealed, place="here") == b"secret"
    changed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for other, bytes_, place in ((SEAL, sealed, "there"), (SEAL, changed, "here"), (Seal(b"x" * 32), sealed, "here")):
        with pytest.raises(KeyUnusable):
            other.open(bytes_, place=place)
    assert "kkkk" not in repr(SEAL)


def test_the_key_is_made_once_and_for_us_alone(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "new")
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: open_seal(settings).key, range(8)))
    assert len(made) == 1
    path = tmp_path / "new" / "key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["key"]
    assert open_seal(Settings(key_file=path)).key == made.pop()


@pytest.mark.parametrize(("size", "mode"), [(31, 0o600), (0, 0o600), (32, 0o644), (32, 0o660)])
def test_a_key_that_is_short_or_open_is_refused(tmp_path: Path, size: int, mode: int) -> None:
    path = tmp_path / "key"
    path.write_bytes(b"k" * size)
    path.chmod(mode)
    with pytest.raises(KeyUnusable, match="key"):
        open_seal(Settings(key_file=path))
