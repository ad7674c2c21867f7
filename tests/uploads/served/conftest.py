"""The site of these tests is served, by processes of its own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal.auth.models import User
from portal.config import Settings
from portal.extensions import db
from portal.uploads.models import Upload
from tests.conftest import People
from tests.uploads.live import LiveSite


@pytest.fixture(scope="module")
def live(new_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    folder = tmp_path_factory.mktemp("live") / "data"
    shutil.copytree(new_site, folder)
    site = LiveSite(folder)
    site.start()
    yield site
    site.kill()


@pytest.fixture
def settings(live: LiveSite) -> Settings:
    """The settings of the live site, so that `app` is the same site."""
    return live.settings


@pytest.fixture
def app(app: Flask) -> Iterator[Flask]:
    """The same site, whose uploads are forgotten after each test."""
    yield app
    db.session.rollback()
    db.session.query(Upload).delete()
    db.session.commit()


@pytest.fixture
def contributor(people: People) -> User:
    return people.contributor
