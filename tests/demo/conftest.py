"""Sites with the demonstration, its files still to be read."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal import create_app
from portal.cli.demo import load_demo
from portal.config import Settings
from portal.extensions import db
from portal.vocabulary.services import load_vocabularies
from tests.factories import make_site


def open_site(data_dir: Path) -> Iterator[Flask]:
    app = create_app(Settings(environment="testing", data_dir=data_dir))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Flask]:
    """A site on which nobody has an account yet."""
    for app in open_site(tmp_path / "data"):
        make_site()
        load_vocabularies()
        yield app


@pytest.fixture(scope="session")
def demonstration_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of a site with the whole demonstration, its files still to be read; made once."""
    folder = tmp_path_factory.mktemp("demonstration") / "data"
    for _ in open_site(folder):
        make_site()
        load_vocabularies()
        load_demo()
    return folder


@pytest.fixture
def loaded(demonstration_folder: Path, tmp_path: Path) -> Iterator[Flask]:
    shutil.copytree(demonstration_folder, tmp_path / "data")
    yield from open_site(tmp_path / "data")
