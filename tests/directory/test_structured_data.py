"""What machines read of an organisation: what its page shows, and nothing else."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from portal.content.models import Visibility
from portal.directory.models import Organisation, OrganisationKind
from portal.directory.structured_data import is_social
from portal.directory.values import ContactValues, MembershipValues
from portal.vocabulary.models import Place, PlaceKind
from tests.browser import Browser
from tests.conftest import People
from tests.factories import (
    add_place,
    add_work,
    fill_sheet,
    ids_of,
    make_organisation,
)

OpenSite = Callable[..., Browser]

ADDRESS = "/fr/directory/olddf"


@pytest.fixture
def member(people: People) -> Organisation:
    member = make_organisation("olddf", kind=OrganisationKind.ASSOCIATION, acronym="OLDDF/F")
    return fill_sheet(
        member,
        name="Droits & devoirs",
        translations={"ar": "حقوق"},
        founded="2003",
        missions={"fr": "Défendre."},
        links=("https://olddf.example/", "https://www.facebook.com/olddf"),
        language_codes=("bam",),
        seat_id=ids_of(Place, ("kayes",))[0],
        memberships=(MembershipValues(network_id=people.organisation.id),),
        contacts=(
            ContactValues(
                kind="phone", value="70112233", visibility="public", consented_on="2025"
            ),
        ),
    )  # fmt: skip


def data_of(browser: Browser, address: str = ADDRESS) -> dict[str, Any]:
    script = browser.get(address).find("script", type="application/ld+json")
    data: dict[str, Any] = json.loads(script.text or "")
    return data


def test_an_association_is_described(member: Organisation, browse: OpenSite) -> None:
    add_work(member, "vbg", "segou")
    assert data_of(browse()) == {
        "@context": "https://schema.org",
        "@type": "NGO",
        "@id": f"http://localhost{ADDRESS}",
        "name": "Droits & devoirs",
        "alternateName": ["OLDDF/F", "حقوق"],
        "description": "Défendre.",
        "foundingDate": "2003",
        "url": "https://olddf.example/",
        "sameAs": ["https://www.facebook.com/olddf"],
        "knowsLanguage": ["bm"],
        "areaServed": ["Ségou"],
        "memberOf": [
            {
                "@type": "Organization",
                "name": "Réseau des jeunes femmes leaders",
                "@id": "http://localhost/fr/directory/rejefpo",
            }
        ],
    }


def test_a_network_names_its_members(member: Organisation, browse: OpenSite) -> None:
    data = data_of(browse(), "/fr/directory/rejefpo")
    assert data["@type"] == "NGO"
    assert [one["name"] for one in data["member"]] == ["Droits & devoirs"]


def test_a_funder_is_no_ngo(people: People, browse: OpenSite) -> None:
    make_organisation("fonds", kind=OrganisationKind.FUNDER)
    assert data_of(browse(), "/fr/directory/fonds")["@type"] == "Organization"


@pytest.mark.parametrize(
    "name", ["</script><script>alert(1)</script>", "<!--<script>", "a\u2028b", "\\u003c", "\"&'"]
)
def test_no_name_ends_the_script(member: Organisation, browse: OpenSite, name: str) -> None:
    fill_sheet(member, name=name)
    page = browse().get(ADDRESS)
    assert len(page.find_all("script", type_="application/ld+json")) == 1
    assert data_of(browse())["name"] == name
    assert "<script>alert" not in page.text


def test_it_names_no_contact_and_no_place_that_is_kept_coarse(
    member: Organisation, browse: OpenSite
) -> None:
    village = add_place("dioro", PlaceKind.COMMUNE, "segou")
    fill_sheet(member, seat_id=village.id, seat_level=PlaceKind.REGION)
    written = json.dumps(data_of(browse()))
    assert "dioro" not in written.lower()
    assert "70112233" not in written


def test_it_says_what_its_page_says_to_everybody(
    member: Organisation, people: People, browse: OpenSite
) -> None:
    add_work(member, "vbg", "segou")
    add_work(member, "vbg", "gao", visibility=Visibility.MEMBERS)
    add_work(member, "vbg", "mopti", visibility=Visibility.ORGANISATION)
    assert data_of(browse())["areaServed"] == ["Ségou"]


def test_people_who_are_signed_in_get_none(
    member: Organisation, people: People, browse: OpenSite
) -> None:
    page = browse(people.editor).get(ADDRESS)
    assert not page.find_all("script", type="application/ld+json")
    assert page.response.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_a_network_that_may_not_be_named_is_not(
    member: Organisation, people: People, browse: OpenSite
) -> None:
    fill_sheet(people.organisation, is_unlisted=True)
    assert "memberOf" not in data_of(browse())


def test_whoever_saves_data_is_spared_it(member: Organisation, browse: OpenSite) -> None:
    page = browse().get(ADDRESS, headers={"Save-Data": "on"})
    assert not page.find_all("script")


def test_pages_at_the_sites_of_others_are_told_apart() -> None:
    assert is_social("https://www.facebook.com/olddf")
    assert is_social("https://X.com/olddf")
    assert not is_social("https://notfacebook.com/")
    assert not is_social("https://linux.com/")
