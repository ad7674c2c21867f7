"""The pages of domains and places, which gather what is known."""

from collections.abc import Callable

import pytest

from portal.content.models import Visibility
from portal.directory.models import Membership, Organisation, OrganisationKind
from portal.directory.subjects.gathering import SEATS
from portal.extensions import db
from portal.library.models import ItemKind
from portal.vocabulary.models import Place, PlaceKind
from tests.browser import Browser, Page, text_of
from tests.conftest import People
from tests.factories import add_place, add_work, ids_of, make_item, make_organisation, publish

OpenSite = Callable[..., Browser]

DOMAIN = "/en/domains/vbg"
SEGOU = "/en/places/segou"


@pytest.fixture
def member(people: People) -> Organisation:
    """A member of the network of `people`, at work on one domain in two regions."""
    member = make_organisation("une", kind=OrganisationKind.ASSOCIATION)
    db.session.add(
        Membership(ref="m", organisation_id=member.id, network_id=people.organisation.id)
    )
    add_work(member, "vbg", "segou")
    add_work(member, "vbg", "gao")
    return member


def titles(page: Page) -> list[str]:
    return [text_of(title) for title in page.find_all("h2")]


def cards(page: Page) -> list[str]:
    """Return what each card says, without the marks that isolate its names."""
    said = (text_of(card) for card in page.find_all("li", class_="entry"))
    return [words.translate({0x2068: None, 0x2069: None}) for words in said]


def test_a_domain_leads_to_who_works_on_it_in_a_region(
    member: Organisation, browse: OpenSite
) -> None:
    page = browse().get(DOMAIN)
    assert page.title == "Gender-based violence (GBV)"
    assert "/en/directory/?domain=vbg&place=segou" in page.links()
    assert "/en/directory/une" in page.links()
    assert "/en/directory/map?domain=vbg" in page.links()


def test_a_subject_says_what_is_done_there_by_whom(member: Organisation, browse: OpenSite) -> None:
    (on_domain,), (in_place,) = cards(browse().get(DOMAIN)), cards(browse().get(SEGOU))
    assert "Where: Ségou and Gao" in on_domain
    assert "Works on: Gender-based violence (GBV)" in in_place
    assert "Not checked yet." in in_place


def test_a_domain_names_the_networks_whose_members_work_on_it(
    member: Organisation, browse: OpenSite
) -> None:
    page = browse().get(DOMAIN)
    assert "Networks" in titles(page)
    assert "/en/directory/rejefpo" in page.links()


def test_a_domain_shows_its_recordings_first(people: People, browse: OpenSite) -> None:
    for kind in (ItemKind.DOCUMENT, ItemKind.RECORDING):
        item = make_item(people.editor, people.organisation, kind=kind, domains=("vbg",))
        publish(item, people.editor)
    make_item(people.editor, people.organisation, title="Brouillon", domains=("vbg",))
    page = browse().get(DOMAIN)
    assert titles(page)[-2:] == ["Recordings", "Documents"]
    assert "Brouillon" not in page.text


def test_a_long_shelf_of_a_place_leads_to_the_library(people: People, browse: OpenSite) -> None:
    for number in range(6):
        item = make_item(
            people.editor, people.organisation, title=f"Note {number}", places=("segou",)
        )
        publish(item, people.editor)
    page = browse().get(SEGOU)
    assert len(page.find_all("h3")) == 5
    assert "/en/library/?kind=document&place=segou" in page.links()


def test_a_place_leads_to_who_works_there_on_what(member: Organisation, browse: OpenSite) -> None:
    page = browse().get(SEGOU)
    assert page.title == "Ségou"
    assert "/en/directory/?domain=vbg&place=segou" in page.links()
    assert "/en/places/mali" in page.links()
    assert "1 organisation at work" in titles(page)


def test_a_place_says_what_it_holds(member: Organisation, browse: OpenSite) -> None:
    add_place("bla", PlaceKind.CERCLE, "segou")
    add_work(member, "mgf", "bla")
    page = browse().get(SEGOU)
    assert "Bla 1" in [text_of(link) for link in page.root.iter("a")]
    assert "/en/directory/?domain=mgf&place=segou" in page.links()


def test_a_place_names_the_seats_in_it_as_they_are_shown(
    member: Organisation, people: People, browse: OpenSite
) -> None:
    bla = add_place("bla", PlaceKind.CERCLE, "segou")
    people.organisation.seat_id = bla.id
    people.organisation.shown_seat_id = ids_of(Place, ("segou",))[0]
    db.session.commit()
    assert "1 organisation has its seat here" in titles(browse().get(SEGOU))
    assert not [title for title in titles(browse().get("/en/places/bla")) if "seat" in title]


def test_all_seats_of_a_place_can_be_read_page_by_page(people: People, browse: OpenSite) -> None:
    (bamako,) = ids_of(Place, ("bamako",))
    for number in range(SEATS + 1):
        body = make_organisation(f"siege-{number:02}", kind=OrganisationKind.ASSOCIATION)
        body.shown_seat_id = bamako
    db.session.commit()
    browser = browse()
    first = browser.get("/en/places/bamako")
    assert f"{SEATS + 1} organisations have their seat here" in titles(first)
    assert "/en/places/bamako?page=2#seats" in first.links()
    second = browser.get("/en/places/bamako?page=2")
    seats = [link for link in second.links() if "/directory/siege-" in link]
    assert seats == [f"/en/directory/siege-{SEATS}"]
    assert "/en/places/bamako#seats" in second.links()


def test_where_no_network_is_present_the_nearest_is_named(
    member: Organisation, browse: OpenSite
) -> None:
    page = browse().get("/en/places/kidal")
    assert "No organisation is known to work here yet." in page.text
    assert "Nearest network, about 290 km away" in titles(page)


def test_a_country_counts_its_regions(member: Organisation, browse: OpenSite) -> None:
    page = browse().get("/en/places/mali")
    assert "/en/places/segou" in page.links()
    assert "1 organisation at work" in titles(page)


def test_what_is_hidden_from_a_visitor_is_not_gathered_for_her(
    people: People, browse: OpenSite
) -> None:
    secret = make_organisation("secret")
    add_work(secret, "mgf", "gao", visibility=Visibility.MEMBERS)
    assert "/en/directory/secret" not in browse().get("/en/domains/mgf").links()
    assert "/en/directory/secret" in browse(people.stranger).get("/en/domains/mgf").links()


def test_an_unknown_domain_or_place_is_a_page_that_helps(browse: OpenSite) -> None:
    browse().get("/en/domains/unknown", status=404)
    browse().get("/en/places/unknown", status=404)
