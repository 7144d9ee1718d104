from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from mapper.operations.database import Sessions
from mapper.settings import Settings
from web.app import create_app


@pytest.fixture(scope="session")
def app(demo_sessions: Sessions) -> Flask:
    return create_app(Settings(city="의정부시"), demo_sessions)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
