"""What every test may ask for."""

import fcntl
import gc
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import BytecodeCache, FileSystemBytecodeCache
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Playwright, sync_playwright

from portal import ROOT, create_app
from portal.auth.models import RoleName, User
from portal.auth.queries import get_user
from portal.config import Settings
from portal.directory.models import Organisation
from portal.directory.queries import get_known_organisation
from portal.extensions import db
from portal.vocabulary.services import load_vocabularies
from tests.browser import Browser
from tests.every_form import FoundForm, find_forms
from tests.factories import DEMO_PASSWORD, PASSWORD, make_organisation, make_site, make_user
from tests.full_site import FullSite, make_full_site

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]


def pytest_collection_finish() -> None:
    """Look no more for garbage among what was imported: each test makes much of its own."""
    gc.collect()
    gc.freeze()


@dataclass(frozen=True)
class People:
    """The same people in every test, with the organisation of most of them."""

    contributor: User
    editor: User
    administrator: User
    stranger: User
    organisation: Organisation


@pytest.fixture(scope="session")
def new_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a site with its vocabularies and its people, made once."""
    folder = tmp_path_factory.mktemp("site") / "data"
    app = create_app(Settings(environment="testing", data_dir=folder))
    with app.app_context():
        make_site()
        load_vocabularies()
        ours = make_organisation("rejefpo", name="Réseau des jeunes femmes leaders")
        other = make_organisation("other", name="Une autre association")
        make_user("contributor", RoleName.CONTRIBUTOR, ours)
        make_user("editor", RoleName.EDITOR, ours)
        make_user("administrator", RoleName.ADMINISTRATOR)
        make_user("stranger", RoleName.EDITOR, other)
        db.session.remove()
        db.engine.dispose()
    return folder


@pytest.fixture(scope="session")
def full_site(new_site: Path, tmp_path_factory: pytest.TempPathFactory) -> FullSite:
    """The data folder of a site with one of everything, made once."""
    folder = tmp_path_factory.mktemp("full-site")
    shutil.copytree(new_site, folder / "data")
    app = create_app(Settings(environment="testing", data_dir=folder / "data"))
    with app.app_context():
        secrets = make_full_site(folder)
        db.session.remove()
        db.engine.dispose()
    return FullSite(folder / "data", secrets)


@pytest.fixture(scope="session")
def every_form(full_site: FullSite, tmp_path_factory: pytest.TempPathFactory) -> list[FoundForm]:
    """Every form that people find on that site, looked for once."""
    folder = tmp_path_factory.mktemp("every-form") / "data"
    shutil.copytree(full_site.folder, folder)
    app = create_app(Settings(environment="testing", data_dir=folder))
    with app.app_context():
        forms = find_forms(app, full_site.secrets)
        db.session.remove()
        db.engine.dispose()
    return forms


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of the demonstration with all its copies, made once for all who test at once."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / "demonstration"
    environment = {**os.environ, "DATA_DIR": str(folder), "DEMO_PASSWORD": DEMO_PASSWORD}
    with (shared / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            for words in (["setup"], ["demo", "load"]):
                command = [sys.executable, "-m", "portal", *words]
                subprocess.run(command, cwd=ROOT, env=environment, check=True)
            (folder / "made").touch()
    return folder


@pytest.fixture
def settings(new_site: Path, tmp_path: Path) -> Settings:
    folder = tmp_path / "data"
    shutil.copytree(new_site, folder)
    return Settings(environment="testing", data_dir=folder)


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> BytecodeCache:
    """Where templates are kept as compiled, so that each application need not compile them."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(settings: Settings, compiled_templates: BytecodeCache) -> Iterator[Flask]:
    app = create_app(settings)
    app.jinja_env.bytecode_cache = compiled_templates
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def people(app: Flask) -> People:
    return People(
        contributor=get_user("contributor"),
        editor=get_user("editor"),
        administrator=get_user("administrator"),
        stranger=get_user("stranger"),
        organisation=get_known_organisation("rejefpo"),
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


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


def find_chromium() -> str:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "Chromium is missing: run make test, which installs it"
    return path


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Chromium]:
    browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_ARGUMENTS)
    yield browser
    browser.close()
