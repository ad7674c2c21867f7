"""What every test may ask for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from portal import create_app
from portal.auth.models import RoleName, User
from portal.config import Settings
from portal.directory.models import Organisation
from portal.extensions import db
from portal.vocabulary.services import load_vocabularies
from tests.browser import Browser
from tests.factories import PASSWORD, make_organisation, make_user


@dataclass(frozen=True)
class People:
    """The same people in every test, with the organisation of most of them."""

    contributor: User
    editor: User
    administrator: User
    stranger: User
    organisation: Organisation


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
        db.engine.dispose()


@pytest.fixture
def vocabularies(app: Flask) -> None:
    load_vocabularies()


@pytest.fixture
def people(vocabularies: None) -> People:
    ours = make_organisation("rejefpo", name="Réseau des jeunes femmes leaders")
    other = make_organisation("other", name="Une autre association")
    return People(
        contributor=make_user("contributor", RoleName.CONTRIBUTOR, ours),
        editor=make_user("editor", RoleName.EDITOR, ours),
        administrator=make_user("administrator", RoleName.ADMINISTRATOR),
        stranger=make_user("stranger", RoleName.EDITOR, other),
        organisation=ours,
    )


@pytest.fixture
def browse(app: Flask) -> Callable[[User | None], Browser]:
    """Open the site as a visitor, or as somebody who has signed in."""

    def open_as(user: User | None = None) -> Browser:
        browser = Browser(app)
        if user:
            browser.sign_in(user.login, PASSWORD)
        return browser

    return open_as
