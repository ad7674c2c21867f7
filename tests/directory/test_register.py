"""The register: what one viewer may count."""

from dataclasses import replace

import pytest
from werkzeug.datastructures import MultiDict

from portal.content.models import Visibility
from portal.directory.counting import count_all
from portal.directory.criteria import Criteria, read_criteria
from portal.directory.models import Organisation, WorkStatus
from portal.directory.register import open_register
from portal.extensions import db
from portal.vocabulary.models import Place
from tests.conftest import People
from tests.factories import add_work, ids_of, make_organisation


@pytest.fixture
def two(people: People) -> tuple[Organisation, Organisation]:
    """Two organisations at work: the first on two domains in two regions."""
    one, other = make_organisation("une"), make_organisation("deux")
    add_work(one, "vbg", "segou")
    add_work(one, "ssr", "gao")
    add_work(other, "vbg", "gao")
    return one, other


def asking(**values: tuple[str, ...]) -> Criteria:
    return replace(Criteria(), **values)


def test_domain_and_place_ask_for_those_who_do_that_there(
    two: tuple[Organisation, Organisation],
) -> None:
    one, other = two
    register = open_register(None)
    assert register.list_organisations(asking(domains=("vbg",))) == {one.id, other.id}
    assert register.list_organisations(asking(places=("gao",))) == {one.id, other.id}
    assert register.list_organisations(asking(domains=("vbg",), places=("gao",))) == {other.id}


def test_a_country_holds_its_regions(two: tuple[Organisation, Organisation]) -> None:
    one, other = two
    found = open_register(None).list_organisations(asking(places=("mali",)))
    assert found == {one.id, other.id}


def test_cells_count_organisations_not_works(two: tuple[Organisation, Organisation]) -> None:
    one, _other = two
    work = add_work(one, "vbg", "mali")
    work.shown_place_id = ids_of(Place, ["segou"])[0]
    db.session.commit()
    cell = count_all(open_register(None), Criteria()).cells["vbg", "segou"]
    assert (cell.organisations, cell.works) == (1, 2)
    assert count_all(open_register(None), asking(domains=("vbg",))).by_region == {
        "segou": 1,
        "gao": 1,
    }


def test_what_is_over_counts_only_when_asked_for(two: tuple[Organisation, Organisation]) -> None:
    add_work(two[0], "mgf", "kayes", status=WorkStatus.FINISHED)
    register = open_register(None)
    assert not register.list_works(asking(domains=("mgf",)))
    assert register.list_works(asking(domains=("mgf",), statuses=("finished",)))


def test_a_hidden_work_is_counted_for_those_who_see_it(
    people: People, two: tuple[Organisation, Organisation]
) -> None:
    add_work(people.organisation, "mgf", "kayes", visibility=Visibility.ORGANISATION)
    question = asking(domains=("mgf",))
    assert not open_register(None).list_works(question)
    assert not open_register(people.stranger).list_works(question)
    assert open_register(people.editor).list_works(question)


def test_the_register_follows_every_change(two: tuple[Organisation, Organisation]) -> None:
    _one, other = two
    before = open_register(None)
    assert open_register(None) is before
    other.is_unlisted = True
    db.session.commit()
    assert other.id in before.bodies
    assert other.id not in open_register(None).bodies


def test_an_address_is_a_question_and_a_question_an_address(two: object) -> None:
    asked = read_criteria(
        MultiDict(
            [("domain", "vbg"), ("domain", "mgf"), ("place", "segou"), ("status", "nonsense")]
        )
    )
    assert asked == asking(domains=("vbg", "mgf"), places=("segou",))
    assert asked.without("domain", "mgf").domains == ("vbg",)
