"""People of the field find what they look for in the demonstration content."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal import create_app
from portal.config import Settings
from portal.extensions import db
from tests.search.field_searches import list_failures, load_searches

AT_LEAST = 110


@pytest.fixture(scope="module")
def demonstrated(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application with the demonstration content, made once for all these tests."""
    folder = tmp_path_factory.mktemp("field-searches") / "data"
    shutil.copytree(demonstration, folder)
    app = create_app(Settings(environment="testing", data_dir=folder))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_field_searches_find_a_helpful_page_among_the_first_answers(demonstrated: Flask) -> None:
    failures = list_failures(demonstrated)
    found = len(load_searches()) - len(failures)
    assert found >= AT_LEAST, "\n".join(failures)


def test_field_searches_expect_pages_of_the_demonstration(demonstrated: Flask) -> None:
    client = demonstrated.test_client()
    paths = {path for search in load_searches() for path in search.finds}
    assert [path for path in paths if client.get(f"/fr/{path}").status_code != 200] == []


def test_field_searches_are_120_different_ones() -> None:
    searches = load_searches()
    assert len({(search.interface, search.typed) for search in searches}) == 120 == len(searches)
    assert {search.language for search in searches} == {"fr", "en", "ar", "bm"}
