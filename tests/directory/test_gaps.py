"""Where nobody works on what, and which network could be asked."""

from collections.abc import Callable
from datetime import timedelta
from xml.etree.ElementTree import Element

import pytest

from portal.directory.models import Membership, Organisation, OrganisationKind
from portal.extensions import db, now, today
from portal.vocabulary.models import Place
from tests.browser import Browser, Page, text_of
from tests.conftest import People
from tests.factories import add_work, ids_of, make_organisation

OpenSite = Callable[..., Browser]

GAPS = "/en/directory/gaps"
GBV = "Gender-based violence (GBV)"


@pytest.fixture
def member(people: People) -> Organisation:
    """A member of the network of `people`, at work in Ségou on one domain."""
    member = make_organisation("une", kind=OrganisationKind.ASSOCIATION)
    db.session.add(
        Membership(ref="m", organisation_id=member.id, network_id=people.organisation.id)
    )
    add_work(member, "vbg", "segou")
    return member


def sections(page: Page) -> dict[str, Element]:
    """Return what is said of each region, by its name."""
    return {text_of(next(one.iter("h3"))): one for one in page.find_all("section", class_="gap")}


def test_every_empty_cell_is_named(member: Organisation, browse: OpenSite) -> None:
    found = sections(browse().get(GAPS))
    assert len(found) == 20
    assert GBV not in text_of(found["Ségou"])
    assert GBV in text_of(found["Gao"])
    assert len(list(found["Ségou"].iter("li"))) == 19


def test_gaps_and_cells_make_the_whole_table(member: Organisation, browse: OpenSite) -> None:
    page = browse().get(GAPS)
    assert "makes 400: somebody works on 1 of them, nobody on 399" in page.text
    narrowed = browse().get(f"{GAPS}?domain=vbg")
    assert "makes 20: somebody works on 1 of them, nobody on 19" in narrowed.text
    assert "Ségou" not in sections(narrowed)


def test_a_region_has_a_page_of_gaps(member: Organisation, browse: OpenSite) -> None:
    assert list(sections(browse().get(f"{GAPS}?place=gao"))) == ["Gao"]


def test_a_network_is_present_where_its_members_work(
    people: People, member: Organisation, browse: OpenSite
) -> None:
    segou = text_of(sections(browse().get(GAPS))["Ségou"])
    assert f"Networks present: {people.organisation.acronym}" in segou


def test_a_network_is_present_at_its_seat(
    people: People, member: Organisation, browse: OpenSite
) -> None:
    people.organisation.shown_seat_id = ids_of(Place, ("kidal",))[0]
    db.session.commit()
    found = sections(browse().get(GAPS))
    assert "Networks present: REJEFPO" in text_of(found["Kidal"])


def test_else_the_nearest_by_its_chief_towns_is_named(
    member: Organisation, browse: OpenSite
) -> None:
    far = make_organisation("loin")
    add_work(far, "ssr", "kidal")
    found = sections(browse().get(GAPS))
    assert "Nearest network, about 140 km away: REJEFPO" in text_of(found["San"])
    assert "Nearest network, about 290 km away: LOIN" in text_of(found["Gao"])


def test_a_former_member_makes_no_network_present(
    member: Organisation, people: People, browse: OpenSite
) -> None:
    member.memberships[0].end = "2019"
    db.session.commit()
    assert "Networks present" not in text_of(sections(browse().get(GAPS))["Ségou"])


def test_where_all_sheets_are_old_there_is_doubt(member: Organisation, browse: OpenSite) -> None:
    member.checked_on = today() - timedelta(days=400)
    db.session.commit()
    page = browse().get(GAPS)
    assert "What is known of 1 of them is old" in page.text
    segou = sections(page)["Ségou"]
    assert f"{GBV} 1" in text_of(segou)
    assert "/en/directory/?domain=vbg&place=segou" in [a.get("href") for a in segou.iter("a")]


def test_one_fresh_sheet_takes_the_doubt_away(member: Organisation, browse: OpenSite) -> None:
    member.checked_on = today() - timedelta(days=400)
    add_work(make_organisation("deux"), "vbg", "segou", checked_on=today())
    assert "is old" not in browse().get(GAPS).text


def test_a_sheet_that_nobody_checked_ages_from_its_first_day(
    member: Organisation, browse: OpenSite
) -> None:
    member.created_at = now() - timedelta(days=400)
    db.session.commit()
    assert "What is known of 1 of them is old" in browse().get(GAPS).text


def test_work_for_the_whole_country_fills_no_gap_and_is_said(
    member: Organisation, browse: OpenSite
) -> None:
    add_work(member, "mgf", "mali")
    page = browse().get(f"{GAPS}?domain=mgf")
    assert "nobody on 20" in page.text
    assert "1 organisation works for the whole country" in page.text
    assert "/en/directory/?domain=mgf&place=whole-mali" in page.links()


def test_no_gap_is_said_too(people: People, browse: OpenSite) -> None:
    add_work(people.organisation, "vbg", "gao")
    page = browse().get(f"{GAPS}?place=gao&domain=vbg")
    assert "No gap here" in page.text


def test_abroad_there_are_no_gaps(people: People, browse: OpenSite) -> None:
    assert "only for the regions of Mali" in browse().get(f"{GAPS}?place=maroc").text
