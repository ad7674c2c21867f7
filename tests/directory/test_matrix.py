"""The table of who works on what where."""

from collections.abc import Callable
from xml.etree.ElementTree import Element

import pytest

from portal.directory.models import OrganisationKind, WorkStatus
from portal.vocabulary.models import PlaceKind
from tests.browser import Browser, Page, text_of
from tests.conftest import People
from tests.factories import add_place, add_work, make_organisation

OpenSite = Callable[..., Browser]

MATRIX = "/en/directory/matrix"


@pytest.fixture
def works(people: People) -> None:
    """Two organisations on one domain in Ségou, one of them in the whole country too."""
    one = make_organisation("une", kind=OrganisationKind.ASSOCIATION)
    other = make_organisation("deux")
    for organisation in (one, other):
        add_work(organisation, "vbg", "segou")
    add_work(one, "vbg", "mali")
    add_work(other, "mgf", "gao", status=WorkStatus.PLANNED)


def row_of(page: Page, domain: str) -> dict[str, Element]:
    """Return the cells of a row by their column."""
    heads = [text_of(head) for head in page.find_all("th", scope="col")][1:]
    (row,) = [row for row in page.root.iter("tr") if text_of(next(row.iter("th"))) == domain]
    return dict(zip(heads, row.iter("td"), strict=True))


def link_in(cell: Element) -> str:
    (link,) = cell.iter("a")
    return link.get("href", "")


def test_a_cell_counts_and_leads_to_the_list(works: None, browse: OpenSite) -> None:
    cells = row_of(browse().get(MATRIX), "Gender-based violence (GBV)")
    assert text_of(cells["Ségou"]) == "Ségou 2"
    assert link_in(cells["Ségou"]) == "/en/directory/?domain=vbg&place=segou"
    assert text_of(cells["Gao"]) == ""


def test_work_for_the_whole_country_stands_in_a_column_of_its_own(
    works: None, browse: OpenSite
) -> None:
    cells = row_of(browse().get(MATRIX), "Gender-based violence (GBV)")
    assert text_of(cells["Whole country"]) == "Whole country 1"
    assert link_in(cells["Whole country"]) == "/en/directory/?domain=vbg&place=whole-mali"


def test_totals_count_each_organisation_once(works: None, browse: OpenSite) -> None:
    page = browse().get(MATRIX)
    assert text_of(row_of(page, "Gender-based violence (GBV)")["In all"]) == "In all 2"
    assert text_of(row_of(page, "In all")["In all"]) == "In all 2"


def test_the_table_keeps_the_question(works: None, browse: OpenSite) -> None:
    page = browse().get(f"{MATRIX}?kind=association&place=segou&q=eau")
    cells = row_of(page, "Gender-based violence (GBV)")
    assert list(cells) == ["Ségou", "In all"]
    assert link_in(cells["Ségou"]) == "/en/directory/?domain=vbg&place=segou&kind=association"
    assert "/en/directory/gaps?q=eau&place=segou&kind=association" in page.links()
    assert "“\u2068eau\u2069” are looked for in the list only" in page.text


def test_another_status_counts_when_it_is_asked_for(works: None, browse: OpenSite) -> None:
    page = browse().get(f"{MATRIX}?status=planned")
    cells = row_of(page, "Female genital mutilation / excision")
    assert link_in(cells["Gao"]) == "/en/directory/?domain=mgf&place=gao&status=planned"


def test_a_place_inside_a_region_narrows_its_column(works: None, browse: OpenSite) -> None:
    add_place("bla", PlaceKind.CERCLE, "segou")
    add_work(make_organisation("trois"), "vbg", "bla")
    cells = row_of(browse().get(f"{MATRIX}?place=bla"), "Gender-based violence (GBV)")
    assert text_of(cells["Ségou"]) == "Ségou 1"
    assert link_in(cells["Ségou"]) == "/en/directory/?domain=vbg&place=bla"


def test_abroad_there_is_no_table(works: None, browse: OpenSite) -> None:
    page = browse().get(f"{MATRIX}?place=maroc")
    assert "The table knows only the regions of Mali" in page.text
    assert not page.find_all("table")


def test_htmx_gets_the_table_alone(works: None, browse: OpenSite) -> None:
    text = browse().client.get(MATRIX, headers={"HX-Request": "true"}).get_data(as_text=True)
    assert "<h1" not in text
    assert '<table class="matrix">' in text
