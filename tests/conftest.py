"""What every test may ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal import create_app
from portal.config import Settings
from portal.extensions import db


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(environment="testing", data_dir=tmp_path / "data")


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings)
    with app.app_context():
        db.create_all()
        yield app
        db.session.remove()
