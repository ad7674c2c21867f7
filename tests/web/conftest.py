"""A site that tests of forms change and put back."""

import shutil
from collections.abc import Iterator

import pytest
from jinja2 import BytecodeCache

from portal import create_app
from portal.config import Settings
from portal.extensions import db
from tests.every_form import PEOPLE
from tests.full_site import FullSite
from tests.web.round_trips import Copies


@pytest.fixture(scope="module")
def copies(
    full_site: FullSite, tmp_path_factory: pytest.TempPathFactory, compiled_templates: BytecodeCache
) -> Iterator[Copies]:
    folder = tmp_path_factory.mktemp("round-trips") / "data"
    shutil.copytree(full_site.folder, folder)
    app = create_app(Settings(environment="testing", data_dir=folder))
    app.jinja_env.bytecode_cache = compiled_templates
    with app.app_context():
        copies = Copies(app, folder)
        copies.sign_in(set(PEOPLE))
        yield copies
        db.session.remove()
        db.engine.dispose()
