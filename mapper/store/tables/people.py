"""Who may do what: users, their districts and teams, how they come in, and what they wrote.

Keys of logins, links and tokens are stored as SHA-256 only: they are random, so a hash needs no salt.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from mapper.store.tables.row import Row


class UserRow(Row):
    """One person with one role; ``all_districts`` is said, never meant by a missing row."""

    __tablename__ = "user_account"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    all_districts: Mapped[bool]
    password_hash: Mapped[str | None]
    totp_secret: Mapped[bytes | None]
    totp_used_step: Mapped[int | None]
    recorded_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class UserDistrictRow(Row):
    """A district in which a user works, by its code."""

    __tablename__ = "user_district"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    district_code: Mapped[str] = mapped_column(primary_key=True)


class LoginRow(Row):
    """One browser from login to logout; before a password is given it belongs to nobody."""

    __tablename__ = "login"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    key_hash: Mapped[bytes] = mapped_column(unique=True)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    state: Mapped[dict[str, Any]]
    origin: Mapped[str]
    device: Mapped[str]
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]


class LoginLinkRow(Row):
    """An address that logs one user in, once."""

    __tablename__ = "login_link"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    key_hash: Mapped[bytes] = mapped_column(unique=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    loopback_only: Mapped[bool]
    recorded_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class LoginFailureRow(Row):
    """A login that was refused. The name is kept as a keyed hash: people type passwords into that field."""

    __tablename__ = "login_failure"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name_key: Mapped[bytes | None] = mapped_column(index=True)
    origin: Mapped[str] = mapped_column(index=True)
    recorded_at: Mapped[datetime] = mapped_column(index=True)


class ResidentTryRow(Row):
    """Something tried by somebody without an account; where from is a keyed hash, and forgotten after a day."""

    __tablename__ = "resident_try"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    origin_key: Mapped[bytes] = mapped_column(index=True)
    recorded_at: Mapped[datetime] = mapped_column(index=True)


class TokenRow(Row):
    """A bearer token of a user, for scripts and GIS clients."""

    __tablename__ = "access_token"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    key_hash: Mapped[bytes] = mapped_column(unique=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    label: Mapped[str]
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    recorded_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]


class TeamRow(Row):
    """추진단: the people who improve the alleys of some districts."""

    __tablename__ = "team"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    recorded_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class TeamDistrictRow(Row):
    """A district of a team, by its code."""

    __tablename__ = "team_district"

    team_id: Mapped[UUID] = mapped_column(ForeignKey("team.id"), primary_key=True)
    district_code: Mapped[str] = mapped_column(primary_key=True)


class TeamMemberRow(Row):
    """A user in a team: its leader, or a member."""

    __tablename__ = "team_member"

    team_id: Mapped[UUID] = mapped_column(ForeignKey("team.id"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), primary_key=True, index=True)
    role: Mapped[str] = mapped_column(server_default="member")


class WriteRow(Row):
    """One thing somebody changed: who, when, from where, what. Appended, never changed."""

    __tablename__ = "write_log"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    name: Mapped[str]
    role: Mapped[str]
    origin: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    district_code: Mapped[str | None]
    details: Mapped[dict[str, Any]]
    recorded_at: Mapped[datetime] = mapped_column(index=True)
