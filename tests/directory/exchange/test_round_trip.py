"""What goes out comes in again: another site gets the same matrix from the same table."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from portal import create_app
from portal.config import Settings
from portal.content.models import Visibility
from portal.directory.counting import Cell, count_all
from portal.directory.criteria import Criteria
from portal.directory.loading import load_table
from portal.directory.models import (
    Intervention,
    Organisation,
    OrganisationKind,
    Qualifier,
    WorkStatus,
)
from portal.directory.queries import get_known_organisation
from portal.directory.register import open_register
from portal.extensions import db
from portal.vocabulary.models import PlaceKind
from portal.vocabulary.services import load_vocabularies
from tests.conftest import People
from tests.directory.exchange.brought import words_of
from tests.factories import add_work, ids_of, make_organisation, make_site

EVERYTHING = Criteria(statuses=tuple(WorkStatus))
ALL = "?status=planned&status=under-way&status=finished"
AWKWARD = [
    '=HYPERLINK("x")',
    "'=déjà gardé",
    "-",
    "Écoute, « ɲɛtaa »;\n\"citée\" | 'et' plus",
    "نساء من أجل السلام",
    "@tous",
    "+223",
    'Oui; "=non"\n- un;\t\'=deux',
]


@pytest.fixture
def full_site(people: People) -> None:
    """A site whose table has everything that could be lost on the way."""
    names = ["Bɛn ni diya", "جمعية النساء", 'ONG "Jigi", Ségou', "=Somme", "Musow | jekafo"]
    domains, places = ["vbg", "mgf", "ssr"], ["segou", "gao", "mali", "bamako"]
    for number, name in enumerate(names):
        made = make_organisation(
            f"o{number}", name=name, acronym="", kind=OrganisationKind.ASSOCIATION
        )
        for offset, text in enumerate(AWKWARD):
            add_work(
                made,
                domains[(number + offset) % 3],
                places[(number * offset) % 4],
                description=text,
                start=str(2018 + offset),
                status=list(WorkStatus)[offset % 3],
                qualifier=list(Qualifier)[offset % 4],
                reached=10 * offset,
                reached_women=offset,
            ).ref = f"r{number}-{offset}"
    work = db.session.query(Intervention).filter_by(ref="r0-0").one()
    work.place_level = PlaceKind.COUNTRY
    (work.shown_place_id,) = ids_of_place("mali")
    work = db.session.query(Intervention).filter_by(ref="r1-1").one()
    work.visibility = Visibility.MEMBERS
    db.session.commit()


def ids_of_place(slug: str) -> tuple[int, ...]:
    from portal.vocabulary.models import Place

    return ids_of(Place, (slug,))


@pytest.fixture
def other_site(tmp_path: Path) -> Iterator[Flask]:
    app = create_app(Settings(environment="testing", data_dir=tmp_path / "other"))
    with app.app_context():
        make_site()
        load_vocabularies()
    yield app
    with app.app_context():
        db.engine.dispose()


def cells() -> dict[tuple[str, str], Cell]:
    return dict(count_all(open_register(None), EVERYTHING).cells)


def texts() -> dict[str, tuple[Any, ...]]:
    return {
        work.ref: (
            *(work.description, work.start, work.status, work.qualifier),
            *(work.reached, work.reached_women, work.visibility, work.shown_place.slug),
        )
        for work in db.session.query(Intervention)
    }


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_an_empty_site_gets_the_same_matrix(  # noqa: PLR0913, PLR0917 - all of them are fixtures
    browse: Any, full_site: None, other_site: Flask, tmp_path: Path, file_format: str, language: str
) -> None:
    path = tmp_path / f"3w.{file_format}"
    address = f"/{language}/directory/export/{file_format}{ALL}"
    path.write_bytes(browse().client.get(address).data)
    matrix, said = cells(), texts()
    names = {one.slug: one.name for one in db.session.query(Organisation)}
    with other_site.app_context():
        import_ = load_table(path)
        assert set(words_of(import_)) == {"created"}
        assert cells() == matrix
        assert texts().items() <= said.items()
        assert len(texts()) == len(said) - 1  # what is for members only did not go out
        for made in db.session.query(Organisation):
            assert made.name == names[made.slug]


@pytest.mark.parametrize("table", ["", "organisations/"])
@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_the_same_site_finds_nothing_to_change(  # noqa: PLR0913, PLR0917 - all of them are fixtures
    browse: Any, people: People, full_site: None, tmp_path: Path, table: str, file_format: str
) -> None:
    path = tmp_path / f"t.{file_format}"
    client = browse(people.administrator).client
    path.write_bytes(client.get(f"/fr/directory/export/{table}{file_format}{ALL}").data)
    assert set(words_of(load_table(path))) == {"unchanged"}


def test_what_is_for_few_stays_for_few(
    browse: Any, people: People, full_site: None, other_site: Flask, tmp_path: Path
) -> None:
    people.organisation.visibility = Visibility.MEMBERS
    db.session.commit()
    add_work(people.organisation, "vbg", "kayes")
    path = tmp_path / "3w.csv"
    client = browse(people.administrator).client
    path.write_bytes(client.get(f"/fr/directory/export/csv{ALL}").data)
    with other_site.app_context():
        load_table(path)
        assert get_known_organisation("rejefpo").visibility is Visibility.MEMBERS
        work = db.session.query(Intervention).filter_by(ref="r1-1").one()
        assert work.visibility is Visibility.MEMBERS


def test_organisations_come_back_whole(
    browse: Any, full_site: None, other_site: Flask, tmp_path: Path
) -> None:
    made = get_known_organisation("o0")
    made.translations, made.missions = {"ar": "اسم"}, {"fr": "Une\nmission"}
    made.aliases, made.links, made.founded = ["=a", "b"], ["https://example.org"], "1999-05"
    made.shown_seat_id = made.seat_id = ids_of_place("segou")[0]
    db.session.commit()
    path = tmp_path / "o.csv"
    path.write_bytes(browse().client.get("/en/directory/export/organisations/csv").data)
    with other_site.app_context():
        assert set(words_of(load_table(path))) == {"created"}
        again = get_known_organisation("o0")
        assert (again.translations, again.missions) == ({"ar": "اسم"}, {"fr": "Une\nmission"})
        assert (again.aliases, again.links) == (["=a", "b"], ["https://example.org"])
        assert again.founded == "1999-05"
        assert again.seat is not None
        assert again.seat.slug == "segou"
